// How far a mirror has come, kept at the target beside the records: a compacted topic, whose records are written in the
// same transaction as what they speak of. Each says of one partition: from this source offset to that one it was copied,
// and where the records stand. Together they are the map by which positions of groups are translated.
//
// A record's key names mirror, source topic and target topic with their ids (a topic that is deleted and made again is
// another), partition, and the first source offset; compaction keeps them all.
import { batchesIn, committedBatches, decodeRecords, encodeBatch, type Log, logErrors } from "@millrace/log";
import { mirrorErrors } from "./errors.ts";
import { OffsetRuns, type Run } from "./runs.ts";

export const progressTopic = "_millrace_mirror";
// Together some 300 kB of text at most, and less when packed: below what any topic takes.
const runsPerRecord = 500;
const recordsPerBatch = 20;
const readBytes = 1 << 20;

export interface MirroredPartition {
  readonly topic: string;
  readonly topicId: string;
  readonly target: string;
  readonly targetId: string;
  readonly partition: number;
}

export interface Step extends MirroredPartition {
  /** The first one of its partition: `from` is where the mirror began. */
  readonly begins: boolean;
  readonly from: number;
  /** The source's next offset. */
  readonly next: number;
  /** One past the last record at the target. */
  readonly end: number;
  readonly runs: readonly Run[];
}

const nameOf = (of: MirroredPartition): string => JSON.stringify([of.topic, of.topicId, of.target, of.targetId, of.partition]);

export class Progress {
  readonly #log: Log;
  readonly #mirror: string;
  readonly #partitions = new Map<string, OffsetRuns>();
  #position = -1;

  constructor(log: Log, mirror: string) {
    this.#log = log;
    this.#mirror = mirror;
  }

  async create(): Promise<void> {
    if (this.#log.topic(progressTopic) !== undefined) return;
    const config = { "cleanup.policy": "compact" };
    await this.#log.createTopic({ name: progressTopic, partitions: 1, config }).catch((thrown: unknown) => {
      // Another mirror was faster.
      if ((thrown as { code?: string }).code !== logErrors.topicExists.code) throw thrown;
    });
  }

  /** Undefined: nothing was copied yet. */
  of(partition: MirroredPartition): OffsetRuns | undefined {
    return this.#partitions.get(nameOf(partition));
  }

  /** Reads what was written since the last time. */
  async catchUp(): Promise<void> {
    if (this.#log.topic(progressTopic) === undefined) return;
    if (this.#position < 0) this.#position = this.#log.offsets(progressTopic, 0).start;
    for (;;) {
      const options = { maxBytes: readBytes, isolation: "committed" } as const;
      const { bytes, abortedTransactions } = await this.#log.read(progressTopic, 0, this.#position, options);
      if (bytes.length === 0) return;
      for (const { at, header } of committedBatches(bytes, abortedTransactions))
        for (const { offset, key, value } of decodeRecords(bytes.subarray(at, at + header.sizeBytes)))
          if (offset >= this.#position && value !== undefined) this.#take(offset, key, value);
      for (const { header } of batchesIn(bytes)) this.#position = header.lastOffset + 1;
    }
  }

  #take(offset: number, key: Uint8Array | undefined, value: Uint8Array): void {
    const step = parse(key, value);
    if (step === undefined) throw mirrorErrors.progressInvalid(progressTopic, offset);
    if (step.mirror !== this.#mirror) return;
    const name = nameOf(step);
    let runs = this.#partitions.get(name);
    if (runs === undefined) this.#partitions.set(name, (runs = new OffsetRuns()));
    // One that was written twice.
    if (step.from < runs.next) return;
    if (step.from > runs.next && !step.begins) throw mirrorErrors.progressGap(step.topic, step.partition, runs.next, step.from);
    for (const [source, target, count] of step.runs) runs.add({ source, target, count });
    runs.next = step.next;
    runs.end = Math.max(runs.end, step.end);
  }

  /** Batches that say so. */
  encode(steps: readonly Step[], nowMs: number): Uint8Array[] {
    const records = steps.flatMap(pieces).map((step) => this.#record(step, nowMs));
    const batches: Uint8Array[] = [];
    for (let at = 0; at < records.length; at += recordsPerBatch)
      batches.push(encodeBatch({ records: records.slice(at, at + recordsPerBatch), compression: "gzip" }));
    return batches;
  }

  #record(step: Step, timestampMs: number): { key: string; value: string; timestampMs: number } {
    const { topic, topicId, target, targetId, partition, begins, from, next, end, runs } = step;
    const key = { mirror: this.#mirror, topic, topicId, target, targetId, partition, from };
    const value = { begins, next, end, runs: runs.map((run) => [run.source, run.target, run.count]) };
    return { key: JSON.stringify(key), value: JSON.stringify(value), timestampMs };
  }
}

/** A step of many runs as several of few. */
function pieces(step: Step): Step[] {
  const made: Step[] = [];
  let { from } = step;
  for (let at = 0; at === 0 || at < step.runs.length; at += runsPerRecord) {
    const runs = step.runs.slice(at, at + runsPerRecord);
    const last = runs.at(-1);
    const ends = at + runsPerRecord >= step.runs.length || last === undefined;
    const [next, end] = ends ? [step.next, step.end] : [last.source + last.count, last.target + last.count];
    made.push({ ...step, begins: step.begins && at === 0, from, next, end, runs });
    from = next;
  }
  return made;
}

interface ParsedStep extends MirroredPartition {
  readonly mirror: string;
  readonly begins: boolean;
  readonly from: number;
  readonly next: number;
  readonly end: number;
  readonly runs: readonly (readonly [number, number, number])[];
}

function parse(key: Uint8Array | undefined, value: Uint8Array): ParsedStep | undefined {
  try {
    const step = { ...(JSON.parse(text(key!)) as ParsedStep), ...(JSON.parse(text(value)) as ParsedStep) };
    const offsets = [step.partition, step.from, step.next, step.end, ...step.runs.flat()];
    const names = [step.mirror, step.topic, step.topicId, step.target, step.targetId];
    const sound = offsets.every((offset) => Number.isSafeInteger(offset) && offset >= 0) && names.every((name) => typeof name === "string");
    return sound && step.runs.every((run) => run.length === 3) ? step : undefined;
  } catch {
    return undefined;
  }
}

const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString();
