// A client that reads on from where its last answer ended will do so again, and one that asks for more partitions than an
// answer has room for will ask for the rest next. That is read, and checked, while the client works on the answer before
// it: not earlier, as the writing of that answer would wait for it, and its memory is used again. One for each connection:
// it holds about half an answer, half a second at most, and as long as the answers of all connections leave room.
import { type Clock, MiB, type Timer } from "@millrace/core";
import { batchHeaderBytes, type LocalLog, type ReadResult, readLastOffset, readSizeBytes, type TopicInfo, viewOf } from "@millrace/log";
import type { BufferPool } from "./buffer-pool.ts";
import type { ByteBudget } from "./byte-budget.ts";
import type { BrokerSettings } from "./settings.ts";

const heldMsMax = 500;
/** Who takes so much at once reads a topic, and does not look something up. */
const bulkBytes = MiB;
/** Partitions of which it is known where their answers ended. */
const followedMost = 1_000;

export interface Reading {
  readonly topic: TopicInfo;
  readonly partition: number;
  readonly offset: number;
  /** What this answer may carry of it. */
  readonly maxBytes: number;
  /** What the client takes of a partition, when there is room for it. */
  readonly partitionMaxBytes: number;
  readonly committed: boolean;
}

interface Held {
  readonly reading: Reading;
  readonly result: Promise<ReadResult>;
  readonly timer: Timer;
  /** As many as there may be, until it is known how many there are. */
  bytes: number;
}

export interface ReadAheadParts {
  readonly log: LocalLog;
  readonly clock: Clock;
  readonly buffers: BufferPool;
  /** Of the answers on their way out: what is held counts as one. */
  readonly outgoing: ByteBudget;
  readonly settings: Pick<BrokerSettings, "readAheadBytesLeast" | "fetchBytesMax">;
}

export class ReadAhead {
  readonly #parts: ReadAheadParts;
  readonly #held = new Map<string, Held>();
  /** Where the last answer of each partition ended. */
  readonly #next = new Map<string, number>();
  #heldBytes = 0;
  /** To be read ahead, in the order in which it will be asked for. */
  #planned: Reading[] = [];

  constructor(parts: ReadAheadParts) {
    this.#parts = parts;
  }

  /**
   * Whole batches from the offset on; their memory is the caller's. Undefined: what is held is more than there is room
   * for, and goes with the next answer; `must`: this answer would be empty without it.
   */
  async read(reading: Reading, must: boolean): Promise<ReadResult | undefined> {
    this.#planned = [];
    const key = keyOf(reading);
    const held = this.#held.get(key);
    if (held === undefined) return this.#begin(reading);
    if (!follows(held.reading, reading)) {
      this.#drop(key, held);
      return this.#begin(reading);
    }
    if (!must && reading.maxBytes < reading.partitionMaxBytes && (await sizeOf(held)) > reading.maxBytes) return undefined;
    // It may have been let go of meanwhile.
    if (this.#held.get(key) !== held) return this.#begin(reading);
    this.#release(key, held);
    try {
      const result = await held.result;
      if (result.bytes.length <= reading.maxBytes) return this.#asOfNow(reading, result);
      this.#parts.buffers.give(result.bytes);
    } catch {
      // What went wrong then may be right by now.
    }
    return this.#begin(reading);
  }

  /**
   * All that one request read has been answered; `left` had no room any more, in the order in which it was asked for.
   * What comes next is planned by that, and read by `goOn`.
   */
  answered(readings: readonly (readonly [Reading, ReadResult])[], left: readonly Reading[]): void {
    const isBulk = readings.reduce((sum, [, { bytes }]) => sum + bytes.length, 0) >= bulkBytes;
    const next = readings.flatMap(([reading, result]) => this.#follow(reading, result, isBulk) ?? []);
    this.#planned = [...(isBulk ? left : []), ...next];
  }

  /** The network has taken an answer: reads what is planned, until half an answer is held. */
  goOn(): void {
    const enoughBytes = this.#parts.settings.fetchBytesMax / 2;
    let taken = 0;
    while (taken < this.#planned.length && this.#heldBytes < enoughBytes) this.#hold(this.#planned[taken++]!);
    this.#planned = this.#planned.slice(taken);
  }

  /** What comes next, where it seems that it will be asked for. */
  #follow(reading: Reading, { bytes, endOffset, lastStableOffset }: ReadResult, isBulk: boolean): Reading | undefined {
    const key = keyOf(reading);
    const goesOn = isBulk || this.#next.get(key) === reading.offset;
    this.#next.delete(key);
    // A batch larger than was asked for comes alone.
    if (bytes.length < Math.max(1, this.#parts.settings.readAheadBytesLeast) || bytes.length > reading.partitionMaxBytes) return undefined;
    const offset = offsetAfter(bytes);
    if (this.#next.size >= followedMost) this.#next.clear();
    this.#next.set(key, offset);
    return goesOn && offset < (reading.committed ? lastStableOffset : endOffset) ? { ...reading, offset } : undefined;
  }

  /** Lets go of everything. */
  end(): void {
    this.#planned = [];
    for (const [key, held] of this.#held) this.#drop(key, held);
  }

  #begin({ topic, partition, offset, maxBytes, committed }: Reading): Promise<ReadResult> {
    const { log, buffers } = this.#parts;
    const limit = { maxBytes, allocate: buffers.take };
    return log.read(topic.name, partition, offset, committed ? { ...limit, isolation: "committed" } : limit);
  }

  /** The ends of the partition have moved on since; a client must not see them go back. */
  #asOfNow({ topic, partition }: Reading, result: ReadResult): ReadResult {
    const { start, end, stable } = this.#parts.log.offsets(topic.name, partition);
    return { ...result, startOffset: start, endOffset: end, lastStableOffset: stable };
  }

  #hold(reading: Reading): void {
    const { clock, outgoing } = this.#parts;
    const { partitionMaxBytes } = reading;
    const key = keyOf(reading);
    if (this.#held.has(key) || outgoing.leftBytes - partitionMaxBytes < outgoing.capacityBytes / 2) return;
    outgoing.hold(partitionMaxBytes);
    this.#heldBytes += partitionMaxBytes;
    const result = this.#begin({ ...reading, maxBytes: partitionMaxBytes });
    const timer = clock.after(heldMsMax, () => {
      this.#planned = [];
      this.#drop(key, held);
    });
    const held: Held = { reading, result, timer, bytes: partitionMaxBytes };
    this.#held.set(key, held);
    result.then(
      ({ bytes }) => this.#settle(key, held, bytes.length),
      // It is looked at when it is asked for.
      () => undefined,
    );
  }

  /** Where it is less than it might have been, there is room for more. */
  #settle(key: string, held: Held, bytes: number): void {
    if (this.#held.get(key) !== held) return;
    this.#parts.outgoing.release(held.bytes - bytes);
    this.#heldBytes -= held.bytes - bytes;
    held.bytes = bytes;
    this.goOn();
  }

  #drop(key: string, held: Held): void {
    this.#release(key, held);
    const { buffers } = this.#parts;
    held.result.then(
      ({ bytes }) => buffers.give(bytes),
      () => undefined,
    );
  }

  #release(key: string, { bytes, timer }: Held): void {
    timer.cancel();
    this.#held.delete(key);
    this.#heldBytes -= bytes;
    this.#parts.outgoing.release(bytes);
  }
}

const keyOf = ({ topic, partition }: Reading): string => `${partition}/${topic.name}`;

const sizeOf = ({ result }: Held): Promise<number> =>
  result.then(
    ({ bytes }) => bytes.length,
    () => 0,
  );

/** A topic that was made anew under the name of one that was deleted is another. */
const follows = (held: Reading, { topic, offset, committed }: Reading): boolean =>
  held.offset === offset && held.committed === committed && Buffer.compare(held.topic.id, topic.id) === 0;

function offsetAfter(batches: Uint8Array): number {
  const view = viewOf(batches);
  let last = 0;
  for (let at = 0; at + batchHeaderBytes <= batches.length; at += readSizeBytes(view, at)) last = at;
  return readLastOffset(view, last) + 1;
}
