// The cleaner in a thread of its own, which is there only while something is compacted. Bytes are transferred, not copied.
import { errorFromJson } from "@millrace/core";
import { Worker } from "node:worker_threads";
import type { Chunk, Cleaner, KeepRule, LearnRange, Worked } from "./cleaner.ts";
import type { FromCleaner, ToCleaner } from "./cleaner-protocol.ts";

/** Of its heap, in MiB: the table and the chunks are outside of it. */
const heap = { maxYoungGenerationSizeMb: 4, maxOldGenerationSizeMb: 64 };

/** The thread ended without being asked to. What it was to do can be begun again. */
export class CleanerLost extends Error {}

interface Call {
  resolve(worked: Worked | undefined): void;
  reject(error: Error): void;
}

export class CleanerThread implements Cleaner {
  readonly #entry: URL;
  #worker: Worker | undefined;
  #call: Call | undefined;

  constructor(entry = new URL("./cleaner-worker.ts", import.meta.url)) {
    this.#entry = entry;
  }

  async begin(tableBytes: number): Promise<void> {
    this.#worker ??= this.#start();
    await this.#ask({ kind: "begin", tableBytes });
  }

  async learn(chunk: Chunk, range: LearnRange): Promise<Worked> {
    return (await this.#ask({ kind: "learn", chunk, range }, chunk.bytes.buffer))!;
  }

  async keep(chunk: Chunk, rule: KeepRule): Promise<Worked> {
    return (await this.#ask({ kind: "keep", chunk, rule }, chunk.bytes.buffer))!;
  }

  async end(): Promise<void> {
    const worker = this.#worker;
    this.#worker = undefined;
    await worker?.terminate();
  }

  #ask(message: ToCleaner, ...given: ArrayBuffer[]): Promise<Worked | undefined> {
    const worker = this.#worker;
    if (worker === undefined) return Promise.reject(new CleanerLost("the thread of compaction is gone"));
    return new Promise((resolve, reject) => {
      this.#call = { resolve, reject };
      worker.postMessage(message, given);
    });
  }

  #start(): Worker {
    const worker = new Worker(this.#entry, { name: "millrace-compaction", resourceLimits: heap });
    worker.on("message", (said: FromCleaner) => {
      const call = this.#call;
      this.#call = undefined;
      if ("error" in said) call?.reject(errorFromJson(said.error));
      else call?.resolve(said.worked);
    });
    const lost = (reason: string): void => {
      if (this.#worker !== worker) return;
      this.#worker = undefined;
      this.#call?.reject(new CleanerLost(`the thread of compaction ended: ${reason}`));
      this.#call = undefined;
    };
    worker.on("error", (thrown) => lost(thrown instanceof Error ? thrown.message : String(thrown)));
    worker.on("exit", (code) => lost(`it exited with code ${code}`));
    return worker;
  }
}
