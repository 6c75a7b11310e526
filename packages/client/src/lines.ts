// NDJSON from a response body, one message at a time; lines may come in any pieces.
import type { LiveMessage } from "./types.ts";

export async function* messagesOf(body: ReadableStream<Uint8Array>): AsyncGenerator<LiveMessage, void, undefined> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let rest = "";
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      rest += decoder.decode(value, { stream: true });
      // Most pieces hold whole lines; what is left waits for the next piece.
      const lines = rest.split("\n");
      rest = lines.pop()!;
      for (const line of lines) if (line !== "") yield JSON.parse(line) as LiveMessage;
    }
  } finally {
    // A reader that is left early lets the server know.
    await reader.cancel().catch(() => undefined);
  }
}
