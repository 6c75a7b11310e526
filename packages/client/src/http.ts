// One request, with the server's errors as exceptions.
import { answerInvalid, ClientError, unreachable } from "./errors.ts";
import type { ErrorJson } from "./types.ts";

export interface Http {
  readonly url: string;
  readonly fetch: typeof fetch;
  /** `Authorization`, where there is a login. */
  readonly authorization: string | undefined;
}

export interface RequestOptions {
  readonly method?: "GET" | "POST" | "DELETE";
  readonly body?: unknown;
  readonly accept?: string;
  readonly signal?: AbortSignal | undefined;
}

/** The response of a request that succeeded. */
export async function request(http: Http, path: string, options: RequestOptions = {}): Promise<Response> {
  const { method = "POST", body, accept = "application/json", signal } = options;
  const url = `${http.url}${path}`;
  let response: Response;
  try {
    response = await http.fetch(url, {
      method,
      headers: {
        accept,
        ...(http.authorization === undefined ? {} : { authorization: http.authorization }),
        ...(body === undefined ? {} : { "content-type": "application/json" }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(signal === undefined ? {} : { signal }),
    });
  } catch (cause) {
    if (signal?.aborted === true) throw signal.reason;
    throw unreachable(http.url, cause);
  }
  if (response.ok) return response;
  throw await failureOf(response, url);
}

export async function requestJson<Answer>(http: Http, path: string, options: RequestOptions = {}): Promise<Answer> {
  const response = await request(http, path, options);
  try {
    return (await response.json()) as Answer;
  } catch (cause) {
    if (options.signal?.aborted === true) throw options.signal.reason;
    throw unreachable(http.url, cause);
  }
}

async function failureOf(response: Response, url: string): Promise<ClientError> {
  const { status } = response;
  try {
    const { error } = (await response.json()) as { error?: ErrorJson };
    if (typeof error?.code === "string") return new ClientError(error, { status });
  } catch (cause) {
    return answerInvalid(url, status, cause);
  }
  return answerInvalid(url, status);
}

/** Waits, unless the signal says not to. */
export function pause(delayMs: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted === true) return reject(signal.reason as Error);
    const timer = setTimeout(done, delayMs);
    function done(): void {
      signal?.removeEventListener("abort", stop);
      resolve();
    }
    function stop(): void {
      clearTimeout(timer);
      reject(signal?.reason as Error);
    }
    signal?.addEventListener("abort", stop, { once: true });
  });
}

/** Doubles from 100 ms to 10 s. */
export const backOffMs = (attempt: number): number => Math.min(10_000, 100 * 2 ** attempt);
