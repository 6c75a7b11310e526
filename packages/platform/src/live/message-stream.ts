// A response that goes on: messages as NDJSON (one object a line) or as Server-Sent Events (`event:` is the type, the
// rest its data). `ready` is false while the socket holds more than it takes.
import type { ServerResponse } from "node:http";
import { securityHeaders } from "../http/security.ts";

export interface MessageStream {
  /** Writes one message and returns its bytes, about. */
  send(message: { readonly type: string }): number;
  readonly ready: boolean;
  onDrain(action: () => void): void;
  /** The reader went, or the end was sent. */
  onClose(action: () => void): void;
  end(): void;
}

export type StreamFormat = "ndjson" | "events";

/** What the reader asked for; NDJSON when it did not say. */
export const formatOf = (accept: string | undefined): StreamFormat =>
  accept?.includes("text/event-stream") === true ? "events" : "ndjson";

const contentTypes: Readonly<Record<StreamFormat, string>> = {
  ndjson: "application/x-ndjson; charset=utf-8",
  events: "text/event-stream; charset=utf-8",
};

function text(message: { readonly type: string }, format: StreamFormat): string {
  if (format === "ndjson") return `${JSON.stringify(message)}\n`;
  const { type, ...data } = message;
  return `event: ${type}\ndata: ${JSON.stringify(data)}\n\n`;
}

/** Takes the response over from fastify (call `reply.hijack()` first). */
export function messageStream(response: ServerResponse, format: StreamFormat): MessageStream {
  response.writeHead(200, {
    ...securityHeaders,
    "content-type": contentTypes[format],
    "cache-control": "no-store",
    "x-accel-buffering": "no",
  });
  response.socket?.setNoDelay(true);
  response.flushHeaders();
  // A reader that vanished: `close` follows, and is where it is handled.
  response.on("error", () => undefined);
  return {
    send(message) {
      if (response.destroyed || response.writableEnded) return 0;
      const line = text(message, format);
      response.write(line);
      return line.length;
    },
    get ready() {
      return !response.writableNeedDrain && !response.destroyed;
    },
    onDrain: (action) => void response.on("drain", action),
    onClose: (action) => void response.once("close", action),
    end: () => void response.end(),
  };
}
