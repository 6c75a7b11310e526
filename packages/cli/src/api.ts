// Talks HTTP to a running Millrace. Errors of the server come back as the MillraceErrors that they were there.
import { errorFromJson, type MillraceError } from "@millrace/core";
import type { ErrorBody, LiveMessage, SqlBody, StatementsAnswer } from "@millrace/platform/api";
import { cliErrors } from "./errors.ts";
import { authorizationOf, type Server } from "./server.ts";

export class Api {
  readonly url: string;
  readonly #headers: Readonly<Record<string, string>>;

  constructor(server: Server, environment: NodeJS.ProcessEnv = process.env) {
    this.url = server.url.replace(/\/+$/, "");
    const authorization = authorizationOf(server, environment);
    this.#headers = { "x-millrace-client": "millrace", ...(authorization === undefined ? {} : { authorization }) };
  }

  async #request(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
    signal?: AbortSignal,
  ): Promise<Response> {
    let response: Response;
    try {
      response = await fetch(`${this.url}${path}`, {
        method,
        headers: { ...this.#headers, ...(body === undefined ? {} : { "content-type": "application/json" }), ...headers },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        ...(signal === undefined ? {} : { signal }),
      });
    } catch (cause) {
      if (signal?.aborted === true) throw cause;
      throw cliErrors.unreachable.with({ cause }, this.url);
    }
    if (!response.ok) throw await this.#refusal(response);
    return response;
  }

  async #refusal(response: Response): Promise<MillraceError> {
    try {
      const body = (await response.json()) as ErrorBody | { readonly error_code: number; readonly message: string };
      // The schema registry answers in Confluent's manner.
      return "error_code" in body ? cliErrors.schemaRefused(body.message) : errorFromJson(body.error);
    } catch {
      return cliErrors.badAnswer(this.url, response.status);
    }
  }

  async get<T>(path: string): Promise<T> {
    return (await (await this.#request("GET", path)).json()) as T;
  }

  async post<T>(path: string, body: unknown = {}): Promise<T> {
    return (await (await this.#request("POST", path, body)).json()) as T;
  }

  async patch<T>(path: string, body: unknown): Promise<T> {
    return (await (await this.#request("PATCH", path, body)).json()) as T;
  }

  /** A DELETE that says what it removed. */
  async remove<T>(path: string): Promise<T> {
    return (await (await this.#request("DELETE", path)).json()) as T;
  }

  async delete(path: string): Promise<void> {
    await this.#request("DELETE", path);
  }

  /** Runs SQL: a stream of messages for a SELECT, one object for everything else. */
  async sql(
    body: SqlBody,
    signal: AbortSignal,
  ): Promise<{ readonly answer: StatementsAnswer } | { readonly stream: AsyncIterable<LiveMessage> }> {
    const response = await this.#request("POST", "/sql", body, { accept: "application/x-ndjson" }, signal);
    if ((response.headers.get("content-type") ?? "").startsWith("application/x-ndjson"))
      return { stream: ndjson<LiveMessage>(response, signal) };
    return { answer: (await response.json()) as StatementsAnswer };
  }

  /** Server-Sent Events: the data of each event, as JSON. */
  async *events(path: string, signal: AbortSignal): AsyncIterable<{ readonly event: string; readonly data: unknown }> {
    const response = await this.#request("GET", path, undefined, { accept: "text/event-stream" }, signal);
    let event = "message";
    for await (const line of lines(response, signal)) {
      if (line.startsWith("event:")) event = line.slice(6).trim();
      else if (line.startsWith("data:")) yield { event, data: JSON.parse(line.slice(5)) as unknown };
      else if (line === "") event = "message";
    }
  }
}

async function* ndjson<T>(response: Response, signal: AbortSignal): AsyncIterable<T> {
  for await (const line of lines(response, signal)) if (line !== "") yield JSON.parse(line) as T;
}

async function* lines(response: Response, signal: AbortSignal): AsyncIterable<string> {
  const decoder = new TextDecoder();
  let rest = "";
  try {
    for await (const chunk of response.body!) {
      rest += decoder.decode(chunk, { stream: true });
      const parts = rest.split("\n");
      rest = parts.pop()!;
      yield* parts;
    }
  } catch (cause) {
    if (!signal.aborted) throw cause;
    return;
  }
  if (rest !== "") yield rest;
}
