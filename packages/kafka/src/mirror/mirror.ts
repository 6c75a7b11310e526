// Copies topics and the positions of groups from one cluster to another, each record exactly once and in its order.
//
// A round: a transaction is begun at the target, which fences any other process of this mirror and takes back what it
// left open; then the progress topic is read, which now cannot change any more; then records are copied, and the progress
// that they make is written beside them; then all of it is committed. Whatever fails, the next round begins with what is
// true. Without transactions the progress is written after the records, and a beginning round reads the end of each
// partition back to see what came after it.
import type { Clock } from "@millrace/core";
import { logErrors, type TopicInfo } from "@millrace/log";
import type { Cluster } from "../client/index.ts";
import { coordinationErrors } from "../coordination/errors.ts";
import { copyRound, type Append, type Cursor, nextOf, type RoundHooks } from "./copy.ts";
import { copyPositions, type Destination, type GroupsCopied, type SourcePosition, sourcePositions, translated } from "./groups.ts";
import { type PlannedTopic, planTopics, preparePlanned } from "./plan.ts";
import { type MirroredPartition, Progress, progressTopic, type Step } from "./progress.ts";
import { OffsetRuns } from "./runs.ts";
import { readTail } from "./tail.ts";
import { type VerifiedPartition, type VerifiedPosition, verifyPartition, verifyPositions } from "./verify.ts";

export interface MirrorOptions {
  readonly source: Cluster;
  readonly target: Cluster;
  /** Patterns of names, * for any text. */
  readonly topics: readonly string[];
  readonly groups: readonly string[];
  /** Rules FROM=TO. */
  readonly rename: readonly string[];
  /** One mirror among several from the same source; default: the source's cluster id. */
  readonly name?: string | undefined;
  /** Default true. */
  readonly transactions?: boolean;
  /** The most of one round; default 100,000. */
  readonly roundRecords?: number;
  readonly clock: Clock;
  readonly hooks?: Partial<MirrorHooks>;
}

export interface MirrorHooks extends RoundHooks {
  /** Something failed, and is tried again. */
  failed(error: unknown): void;
  /** A round was committed, or is about to begin. */
  advanced(totals: MirrorTotals): void;
}

export interface MirrorTotals {
  /** Source offsets that are still to be copied. */
  readonly left: number;
  /** Of all that the mirror has to do with, copied before or not. */
  readonly offsets: number;
}

const roundMs = 2_000;
const defaultRoundRecords = 100_000;
const roundBytes = 32 << 20;
const transactionTimeoutMs = 60_000;
const gatherBytes = 256 << 10;
const sourceWaitMs = 5_000;
const lookMs = 200;
const failuresInARow = 8;

type Named = Pick<TopicInfo, "name" | "id">;
const none = new Uint8Array(0);
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");

const mirrored = (from: Named, to: Named, partition: number): MirroredPartition => ({
  topic: from.name,
  topicId: hex(from.id),
  target: to.name,
  targetId: hex(to.id),
  partition,
});

export class Mirror {
  readonly #options: MirrorOptions;
  readonly #hooks: MirrorHooks;
  readonly #progress: Progress;
  readonly #name: string;
  #plan: readonly PlannedTopic[] = [];
  #goals = new Map<string, number>();
  #positions: readonly SourcePosition[] = [];

  constructor(options: MirrorOptions) {
    this.#options = options;
    this.#name = options.name ?? options.source.clusterId;
    this.#progress = new Progress(options.target, this.#name);
    const nothing = (): void => undefined;
    this.#hooks = { copied: nothing, gone: nothing, failed: nothing, advanced: nothing, ...options.hooks };
  }

  /** Reads both sides and says what would be done; changes nothing. */
  async plan(): Promise<readonly PlannedTopic[]> {
    const { source, target, groups } = this.#options;
    // Positions first: what they point at is then within the goals.
    this.#positions = await sourcePositions(source, groups);
    await Promise.all([source.refresh(), target.refresh()]);
    await this.#progress.catchUp();
    const { topics, rename } = this.#options;
    const isCopy = (from: TopicInfo, to: TopicInfo): boolean => this.#progress.of(mirrored(from, to, 0)) !== undefined;
    this.#plan = planTopics(source, target, { topics, rename, isCopy });
    this.#setGoals();
    return this.#plan;
  }

  /** Makes the topics that are missing. Returns the plan as it came out. */
  async prepare(): Promise<readonly PlannedTopic[]> {
    await this.#progress.create();
    const plan: PlannedTopic[] = [];
    for (const topic of this.#plan) plan.push(await preparePlanned(this.#options.target, topic));
    this.#plan = plan.map((topic) => ({ ...topic, exists: true, grows: false }));
    return plan;
  }

  #setGoals(): void {
    this.#goals = new Map(
      this.#partitions().map((of) => [`${of.topic}/${of.partition}`, this.#options.source.offsets(of.topic, of.partition).stable]),
    );
  }

  #partitions(): MirroredPartition[] {
    const { source, target } = this.#options;
    return this.#plan.flatMap(({ source: name, target: to, partitions }) => {
      // Deleted since the plan was made: there is nothing to copy.
      const from = source.topic(name);
      const count = Math.min(partitions, from?.partitions ?? 0);
      return Array.from({ length: count }, (_, partition) => mirrored(from!, target.topic(to) ?? { name: to, id: none }, partition));
    });
  }

  #cursors(): Cursor[] {
    // A round is not to be larger than was asked because a single read already is.
    const readBytes = Math.min(1 << 20, Math.max(64 << 10, 32 * (this.#options.roundRecords ?? defaultRoundRecords)));
    return this.#partitions().map((of) => ({
      of,
      done: this.#progress.of(of),
      goal: this.#goals.get(`${of.topic}/${of.partition}`) ?? 0,
      gatherBytes: Math.min(gatherBytes, 0.9 * Number(this.#options.target.settings(of.target)["max.message.bytes"] ?? gatherBytes)),
      readBytes,
      waitMs: sourceWaitMs,
    }));
  }

  totals(): MirrorTotals {
    const { source } = this.#options;
    let [left, offsets] = [0, 0];
    for (const cursor of this.#cursors()) {
      left += Math.max(0, cursor.goal - nextOf(cursor, source));
      offsets += Math.max(0, cursor.goal - source.offsets(cursor.of.topic, cursor.of.partition).start);
    }
    return { left, offsets };
  }

  /** Copies up to the goals of the plan. */
  async run(signal: AbortSignal): Promise<void> {
    for (let failures = 0; !signal.aborted;) {
      const totals = this.totals();
      const before = totals.left;
      this.#hooks.advanced(totals);
      try {
        if (!(await this.#round(signal))) return;
        failures = 0;
      } catch (thrown) {
        if (this.totals().left < before) failures = 0;
        if (signal.aborted || !this.#mayPass(thrown) || ++failures >= failuresInARow) throw thrown;
        this.#hooks.failed(thrown);
        await this.#options.clock.sleep(Math.min(5_000, 100 * 2 ** failures));
      }
    }
  }

  /** Goes on for what is new until it is interrupted: records, topics, partitions and positions. */
  async follow(signal: AbortSignal): Promise<void> {
    const { source, clock } = this.#options;
    const stop = source.watch({});
    try {
      for (let looks = 1; !signal.aborted; looks++) {
        await clock.sleep(lookMs);
        if (looks % 25 === 0) {
          await this.copyPositions();
          await this.plan();
          await this.prepare();
        }
        this.#setGoals();
        if (this.totals().left > 0) await this.run(signal);
      }
    } finally {
      stop();
    }
  }

  /** A broker that went away, or a transaction that ran out of time: the next round begins with what is true. */
  #mayPass(thrown: unknown): boolean {
    const { code, retriable } = thrown as { code?: string; retriable?: boolean };
    return (
      retriable === true ||
      code === coordinationErrors.transactionFenced.code ||
      code === "cluster.refused" ||
      code === logErrors.topicUnknown.code
    );
  }

  /** False when there was nothing left to do. */
  async #round(signal: AbortSignal): Promise<boolean> {
    const { source, target, clock, transactions = true, roundRecords = defaultRoundRecords } = this.#options;
    const until = clock.monotonic() + roundMs;
    const budget = { records: roundRecords, bytes: roundBytes, goesOn: () => !signal.aborted && clock.monotonic() < until };
    const copy = (append: Append): Promise<Step[]> => copyRound(source, append, this.#cursors(), budget, this.#hooks);
    if (!transactions) {
      await this.#recoverTails();
      const steps = await copy((topic, partition, batch) => target.append(topic, partition, batch));
      await this.#write(steps, (batch) => target.append(progressTopic, 0, batch));
      await this.#progress.catchUp();
      return steps.length > 0;
    }
    const transaction = await target.transaction(`millrace-mirror-${this.#name}`, { timeoutMs: transactionTimeoutMs });
    try {
      await this.#progress.catchUp();
      const steps = await copy((topic, partition, batch) => transaction.append(topic, partition, batch));
      await this.#write(steps, (batch) => transaction.append(progressTopic, 0, batch));
      await transaction.commit();
      return steps.length > 0;
    } catch (thrown) {
      await transaction.abort().catch(() => undefined);
      throw thrown;
    }
  }

  async #write(steps: readonly Step[], append: (batch: Uint8Array) => Promise<unknown>): Promise<void> {
    for (const batch of this.#progress.encode(steps, this.#options.clock.now())) await append(batch);
  }

  /** Without transactions: before the first record of a partition it is written where it begins, so that all after it is ours. */
  async #recoverTails(): Promise<void> {
    const { source, target } = this.#options;
    await target.refresh();
    await this.#progress.catchUp();
    const steps: Step[] = [];
    for (const cursor of this.#cursors()) {
      const { of, done } = cursor;
      const from = nextOf(cursor, source);
      const step =
        done === undefined
          ? { ...of, begins: true, from, next: from, end: target.offsets(of.target, of.partition).end, runs: [] }
          : await readTail(source, target, of, done);
      if (step !== undefined) steps.push(step);
    }
    await this.#write(steps, (batch) => target.append(progressTopic, 0, batch));
    await this.#progress.catchUp();
  }

  #destination(): Destination {
    const byPlace = new Map(this.#partitions().map((of) => [`${of.topic}/${of.partition}`, of]));
    return (topic, partition) => {
      const of = byPlace.get(`${topic}/${partition}`);
      return of === undefined ? undefined : { target: of.target, runs: this.#progress.of(of) ?? new OffsetRuns() };
    };
  }

  /** The groups' positions as they were when the plan was made. */
  copyPositions(): Promise<GroupsCopied> {
    return copyPositions(this.#options.target, translated(this.#positions, this.#destination()));
  }

  async verify(): Promise<{ readonly partitions: readonly VerifiedPartition[]; readonly positions: readonly VerifiedPosition[] }> {
    const { source, target } = this.#options;
    await Promise.all([source.refresh(), target.refresh()]);
    await this.#progress.catchUp();
    const partitions: VerifiedPartition[] = [];
    for (const of of this.#partitions())
      partitions.push(await verifyPartition(source, target, of, this.#progress.of(of) ?? new OffsetRuns()));
    return { partitions, positions: await verifyPositions(target, translated(this.#positions, this.#destination())) };
  }
}
