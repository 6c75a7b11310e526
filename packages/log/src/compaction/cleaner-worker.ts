// The entry of the thread of compaction: its work, driven by messages.
import { assert, asMillraceError, systemRandom } from "@millrace/core";
import { parentPort } from "node:worker_threads";
import { Cleaning, type Worked } from "./cleaner.ts";
import type { FromCleaner, ToCleaner } from "./cleaner-protocol.ts";

assert(parentPort !== null, "this file runs in a worker thread");
const port = parentPort;
const cleaning = new Cleaning(systemRandom);

function work(message: ToCleaner): Worked | undefined {
  if (message.kind === "learn") return cleaning.learn(message.chunk, message.range);
  if (message.kind === "keep") return cleaning.keep(message.chunk, message.rule);
  cleaning.begin(message.tableBytes);
  return undefined;
}

function answer(message: ToCleaner): { readonly said: FromCleaner; readonly given: ArrayBuffer[] } {
  try {
    const worked = work(message);
    return worked === undefined ? { said: {}, given: [] } : { said: { worked }, given: [worked.bytes.buffer] };
  } catch (thrown) {
    return { said: { error: asMillraceError(thrown).toJSON() }, given: [] };
  }
}

port.on("message", (message: ToCleaner) => {
  const { said, given } = answer(message);
  port.postMessage(said, given);
});
