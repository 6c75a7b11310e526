// Requests to the platform that served this page. A failure is an `ApiError` with the server's code, hint and place.
import type { ErrorJson } from "@millrace/core";
import type { ErrorBody, LiveMessage, SqlBody, StatementsAnswer } from "@millrace/platform/api";

export class ApiError extends Error {
  readonly error: ErrorJson;
  constructor(error: ErrorJson) {
    super(error.message);
    this.error = error;
  }
}

/** The schema registry answers in Confluent's manner. */
interface RegistryErrorBody {
  readonly error_code: number;
  readonly message: string;
}

export const unreachable = "console.unreachable";

/** Of this window, when a session has ended. */
export const loginNeeded = "login-needed";

const notAnswering = (message: string): ApiError =>
  new ApiError({ code: unreachable, message, retriable: true, hint: "is the process still running?" });

async function request(method: string, path: string, body?: unknown, init: RequestInit = {}): Promise<Response> {
  const headers = {
    ...(body === undefined ? {} : { "content-type": "application/json" }),
    ...(init.headers as Record<string, string> | undefined),
  };
  let response: Response;
  try {
    response = await fetch(path, { ...init, method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
  } catch (cause) {
    if (init.signal?.aborted === true) throw cause;
    throw notAnswering("Millrace does not answer");
  }
  if (response.ok) return response;
  if (response.status === 401) globalThis.dispatchEvent(new Event(loginNeeded));
  const answer = (await response.json().catch(() => undefined)) as ErrorBody | RegistryErrorBody | undefined;
  if (answer !== undefined && "error_code" in answer)
    throw new ApiError({ code: "console.schema-refused", message: answer.message, retriable: false });
  throw new ApiError(
    answer?.error ?? { code: "console.status", message: `the server answered with status ${response.status}`, retriable: false },
  );
}

export const get = async <T>(path: string): Promise<T> => (await (await request("GET", path)).json()) as T;
export const post = async <T>(path: string, body: unknown = {}): Promise<T> => (await (await request("POST", path, body)).json()) as T;
export const put = async (path: string, body: unknown): Promise<void> => void (await request("PUT", path, body));
export const patch = async <T>(path: string, body: unknown): Promise<T> => (await (await request("PATCH", path, body)).json()) as T;
export const remove = async (path: string): Promise<void> => void (await request("DELETE", path));
/** A DELETE that says what it removed. */
export const removeSome = async <T>(path: string): Promise<T> => (await (await request("DELETE", path)).json()) as T;

/** How long messages are worked on before the page may draw and answer keys: the server waits, and skips, meanwhile. */
const turnMs = 12;

/** Runs SQL. Messages of a SELECT go to `onMessage` as they come; other statements answer at once. */
export async function runSql(
  body: SqlBody,
  onMessage: (message: LiveMessage) => void,
  signal: AbortSignal,
): Promise<StatementsAnswer | undefined> {
  const response = await request("POST", "/sql", body, { signal, headers: { accept: "application/x-ndjson" } });
  if (!(response.headers.get("content-type") ?? "").startsWith("application/x-ndjson")) return (await response.json()) as StatementsAnswer;
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  let turnBegan = performance.now();
  for (;;) {
    const { done, value } = await reader.read().catch((cause: unknown) => {
      if (signal.aborted) throw cause;
      throw notAnswering("the connection to Millrace ended");
    });
    if (done) return undefined;
    const lines = (rest + value).split("\n");
    rest = lines.pop()!;
    for (const line of lines) if (line !== "") onMessage(JSON.parse(line) as LiveMessage);
    if (performance.now() - turnBegan < turnMs) continue;
    await new Promise((resolve) => setTimeout(resolve));
    turnBegan = performance.now();
  }
}
