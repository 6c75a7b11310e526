// Reads a partition chunk by chunk and has the cleaner work on each. All chunks share one piece of memory, which goes from
// the reader to the cleaner, back with what is kept, and to the reader again.
import type { Partition } from "../partition/partition.ts";
import { newMemory, type Reader } from "../reading.ts";
import type { Chunk, Cleaner, KeepRule, Worked } from "./cleaner.ts";

/** Read and worked on at a time. */
const chunkBytes = 128 * 1024;

/** What became of a chunk, and how much was read for it. */
export interface WorkedChunk extends Worked {
  readonly readBytes: number;
}

type Work = (chunk: Chunk, from: number) => Promise<Worked>;

export class Chunks {
  readonly #reader: Reader;
  readonly #cleaner: Cleaner;
  /** Empty while it is elsewhere. */
  #memory = new Uint8Array(0);

  constructor(reader: Reader, cleaner: Cleaner) {
    this.#reader = reader;
    this.#cleaner = cleaner;
  }

  /** The keys of the chunk that begins at `from` go into the table. Undefined when there is nothing there to read. */
  learn(partition: Partition, from: number, until: number): Promise<WorkedChunk | undefined> {
    return this.#work(partition, from, (chunk, offset) => this.#cleaner.learn(chunk, { from: offset, until }));
  }

  /** What stays of the chunk that begins at `from`; valid until the next call. Undefined when there is nothing there to read. */
  keep(partition: Partition, from: number, rule: KeepRule): Promise<WorkedChunk | undefined> {
    return this.#work(partition, from, (chunk) => this.#cleaner.keep(chunk, rule));
  }

  async #work(partition: Partition, from: number, work: Work): Promise<WorkedChunk | undefined> {
    for (let offset = from; ;) {
      offset = Math.max(offset, partition.startOffset);
      const chunk = await this.#reader.readCommitted(partition, offset, chunkBytes, (length) => this.#take(length));
      const readBytes = chunk.bytes.length;
      // Retention that runs beside may have been faster.
      if (readBytes === 0 && offset < partition.startOffset) continue;
      if (readBytes === 0) return undefined;
      const worked = await work(chunk, offset);
      this.#memory = new Uint8Array(worked.bytes.buffer);
      return { ...worked, readBytes };
    }
  }

  #take(length: number): Uint8Array<ArrayBuffer> {
    if (this.#memory.length < length) this.#memory = newMemory(length);
    return this.#memory.subarray(0, length);
  }
}
