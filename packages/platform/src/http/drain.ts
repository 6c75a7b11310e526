// A body that was refused is read on for a while and thrown away: a connection that is closed while the client still
// writes is reset, and the client never gets to see the answer that says why.
import type { IncomingMessage } from "node:http";
import { MiB } from "@millrace/core";
import type { Clock } from "@millrace/core";

const bytesMost = 64 * MiB;
const msMost = 5_000;

/** Resolves at the end of the body, or when it was enough. Never rejects. */
export function drain(request: IncomingMessage, clock: Clock): Promise<void> {
  if (request.readableEnded || request.destroyed) return Promise.resolve();
  return new Promise((resolve) => {
    let bytes = 0;
    const timer = clock.after(msMost, done);
    function done(): void {
      timer.cancel();
      request.off("data", count);
      resolve();
    }
    function count(chunk: Uint8Array): void {
      bytes += chunk.length;
      if (bytes > bytesMost) done();
    }
    request.on("data", count).once("end", done).once("close", done).once("error", done);
    request.resume();
  });
}
