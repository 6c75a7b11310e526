// Errors of the client: what the server answered keeps the server's code; what never reached it has one of these.
import type { ErrorJson, TextPosition } from "./types.ts";

export class ClientError extends Error {
  override readonly name = "MillraceClientError";
  /** The server's (`sql.…`, `platform.…`, `log.…`) or one of `client.unreachable`, `client.buffer-full`, `client.closed`, `client.answer-invalid`. */
  readonly code: string;
  readonly retriable: boolean;
  readonly hint: string | undefined;
  readonly position: TextPosition | undefined;
  /** HTTP status, when there was an answer. */
  readonly status: number | undefined;

  constructor(fault: ErrorJson, more: { readonly status?: number; readonly cause?: unknown } = {}) {
    super(fault.message, more.cause === undefined ? undefined : { cause: more.cause });
    this.code = fault.code;
    this.retriable = fault.retriable;
    this.hint = fault.hint;
    this.position = fault.position;
    this.status = more.status;
  }
}

export const unreachable = (url: string, cause: unknown): ClientError =>
  new ClientError(
    { code: "client.unreachable", message: `${url} did not answer`, retriable: true, hint: "is Millrace running there?" },
    { cause },
  );

export const bufferFull = (bytes: number): ClientError =>
  new ClientError({
    code: "client.buffer-full",
    message: `${bytes} bytes wait to be sent, the most that are kept`,
    retriable: true,
    hint: "await what publish returns",
  });

export const closed = (): ClientError => new ClientError({ code: "client.closed", message: "the publisher is closed", retriable: false });

export const answerInvalid = (url: string, status: number, cause?: unknown): ClientError =>
  new ClientError(
    { code: "client.answer-invalid", message: `${url} answered with status ${status} and no Millrace error`, retriable: status >= 500 },
    { status, cause },
  );
