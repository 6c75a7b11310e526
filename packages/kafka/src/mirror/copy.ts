// Copies one round: from every partition that has something, a read at a time, until the round is large enough to be
// committed. Partitions are served in turn by a few lanes, and within a partition everything is in order. While one read
// is appended the next one is under way, so memory is bounded by lanes times twice a read.
import { batchesIn, type AppendResult, logErrors, type Log } from "@millrace/log";
import { mirrorErrors } from "./errors.ts";
import type { OffsetRuns, Run } from "./runs.ts";
import type { MirroredPartition, Step } from "./progress.ts";
import { repack, type Repacked } from "./repack.ts";

const lanes = 4;

/** A partition on its way through this round. */
export interface Cursor {
  readonly of: MirroredPartition;
  /** Where the mirror stands; undefined when nothing was copied yet. */
  readonly done: OffsetRuns | undefined;
  /** Source offset to stop at. */
  readonly goal: number;
  readonly gatherBytes: number;
  readonly readBytes: number;
  /** How long the source may take to give what it says that it has. */
  readonly waitMs: number;
}

export interface RoundBudget {
  readonly records: number;
  readonly bytes: number;
  /** False when the round should end: its time is over, or it was interrupted. */
  goesOn(): boolean;
}

export interface Copied {
  readonly records: number;
  readonly bytes: number;
}

export interface RoundHooks {
  copied(of: MirroredPartition, piece: Copied): void;
  /** Source records that were gone before they could be copied. */
  gone(of: MirroredPartition, from: number, to: number): void;
}

export type Append = (topic: string, partition: number, batch: Uint8Array) => Promise<AppendResult>;

/** Where a partition begins this round. */
export const nextOf = (cursor: Cursor, source: Log): number =>
  cursor.done?.next ?? source.offsets(cursor.of.topic, cursor.of.partition).start;

export async function copyRound(
  source: Log,
  append: Append,
  cursors: readonly Cursor[],
  budget: RoundBudget,
  hooks: RoundHooks,
): Promise<Step[]> {
  const waiting = cursors.map((cursor) => new PartitionCopy(source, append, cursor, hooks)).filter((copy) => copy.next < copy.goal);
  const taken = new Set<PartitionCopy>();
  let [records, bytes] = [0, 0];
  let failed = false;
  const lane = async (): Promise<void> => {
    for (let copy = waiting.shift(); copy !== undefined; copy = waiting.shift()) {
      if (failed || records >= budget.records || bytes >= budget.bytes || !budget.goesOn()) return;
      taken.add(copy);
      const piece = await copy.step().catch((thrown: unknown) => {
        failed = true;
        throw thrown;
      });
      records += piece.records;
      bytes += piece.bytes;
      if (copy.next < copy.goal) waiting.push(copy);
    }
  };
  const results = await Promise.allSettled(Array.from({ length: lanes }, lane));
  for (const result of results) if (result.status === "rejected") throw result.reason;
  return [...taken].map((copy) => copy.result());
}

class PartitionCopy {
  readonly #source: Log;
  readonly #append: Append;
  readonly #cursor: Cursor;
  readonly #hooks: RoundHooks;
  readonly #runs: Run[] = [];
  readonly #from: number;
  #ahead: Promise<Repacked> | undefined;
  #end: number;
  next: number;

  constructor(source: Log, append: Append, cursor: Cursor, hooks: RoundHooks) {
    this.#source = source;
    this.#append = append;
    this.#cursor = cursor;
    this.#hooks = hooks;
    this.#from = nextOf(cursor, source);
    this.#end = cursor.done?.end ?? 0;
    this.next = this.#from;
  }

  get goal(): number {
    return this.#cursor.goal;
  }

  /** Copies what one read gives. */
  async step(): Promise<Copied> {
    const { of } = this.#cursor;
    const { batches, next } = await (this.#ahead ?? this.#read(this.next));
    this.#ahead = undefined;
    if (next < this.goal && batches.length > 0) {
      this.#ahead = this.#read(next);
      this.#ahead.catch(() => undefined);
    }
    let [records, bytes] = [0, 0];
    for (const batch of batches) {
      const size = batch.bytes.length;
      const { baseOffset } = await this.#append(of.target, of.partition, batch.bytes);
      let target = baseOffset;
      for (const { source, count } of batch.runs) {
        this.#addRun({ source, target, count });
        target += count;
      }
      this.#end = target;
      records += batch.records;
      bytes += size;
    }
    this.next = next;
    this.#hooks.copied(of, { records, bytes });
    return { records, bytes };
  }

  async #read(offset: number): Promise<Repacked> {
    const { topic, partition } = this.#cursor.of;
    try {
      const options = { maxBytes: this.#cursor.readBytes, waitMs: this.#cursor.waitMs, isolation: "committed" } as const;
      const read = await this.#source.read(topic, partition, offset, options);
      const { bytes, abortedTransactions: aborted } = read;
      // Never taken for a gap: what is not seen is not passed over.
      if (batchesIn(bytes).next().done === true) throw mirrorErrors.sourceSilent(topic, partition, offset, this.goal);
      return repack(bytes, { from: offset, aborted, gatherBytes: this.#cursor.gatherBytes });
    } catch (thrown) {
      if ((thrown as { code?: string }).code !== logErrors.offsetOutOfRange.code) throw thrown;
      const { start } = this.#source.offsets(topic, partition);
      if (start <= offset) throw thrown;
      // Retention was faster.
      this.#hooks.gone(this.#cursor.of, offset, start);
      return { batches: [], next: start };
    }
  }

  #addRun(run: Run): void {
    const last = this.#runs.at(-1);
    if (last !== undefined && last.source + last.count === run.source && last.target + last.count === run.target)
      this.#runs[this.#runs.length - 1] = { ...last, count: last.count + run.count };
    else this.#runs.push(run);
  }

  result(): Step {
    return {
      ...this.#cursor.of,
      begins: this.#cursor.done === undefined,
      from: this.#from,
      next: this.next,
      end: this.#end,
      runs: this.#runs,
    };
  }
}
