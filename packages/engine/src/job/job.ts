// A job: sources → operators → outputs, in epochs. The whole of a job runs on one thread; only reading the log and
// making epochs durable happen beside it.
//
// An epoch is (input offsets and watermarks, changed state pages, the output made since the last one). Commit:
//   1. the checkpoint with all three is durable (checkpoint/store.ts),
//   2. the output is appended to the log, with the job's producer id and consecutive sequence numbers,
//   3. the next epoch may be written, which supersedes this one.
// After a crash between 1 and 2 the output is taken from the checkpoint and appended again; batches that are in the
// log already are left out by their sequence numbers. What is committed is never computed twice, so the order in
// which several partitions were read, and when a partition was declared idle, need no log of their own.
// Meanwhile the job goes on with the next epoch; it waits only when its output buffer is full.
import { asMillraceError, MiB } from "@millrace/core";
import type { Clock, MillraceError } from "@millrace/core";
import type { Disk } from "@millrace/log";
import { CheckpointStore } from "../checkpoint/store.ts";
import { createState } from "../state/memory.ts";
import type { RootState } from "../state/memory.ts";
import type { JobReport, JobSpec, JobState } from "../runtime.ts";
import { JobBuilder } from "./build.ts";
import type { JobParts, JobProgress } from "./build.ts";
import type { LogAccess } from "./log-access.ts";
import { sideTopicConfig } from "./outputs.ts";
import { CommitPace } from "./pace.ts";
import { checkSequences, repeatOutput } from "./recovery.ts";

export interface JobEnvironment {
  readonly log: LogAccess;
  readonly disk: Disk;
  /** Of this job's checkpoints. */
  readonly folder: string;
  readonly clock: Clock;
  /** Lets other work of the thread run. */
  readonly turn: () => Promise<void>;
  readonly outputBytes?: number;
}

const outputBytesMost = 8 * MiB;

/** What ended a run that did not fail. */
export type JobEnd = "stopped" | "finished";

export class Job {
  readonly spec: JobSpec;
  readonly #environment: JobEnvironment;
  readonly #startedAtMs: number;
  #state: JobState = "starting";
  #store: CheckpointStore | undefined;
  #parts: JobParts | undefined;
  #rootState: RootState | undefined;
  #pace: CommitPace;
  #epoch = 0;
  #ended = false;
  /** Something happened since the last commit. */
  #dirty = false;
  #committing: Promise<void> | undefined;
  #failure: { error: unknown } | undefined;
  #error: MillraceError | undefined;
  #stop: "none" | "stop" | "drain" = "none";
  #checkpoint: JobReport["checkpoint"] = null;
  #busyMs = 0;
  /** CPU per millisecond of work on this thread; set by whoever measures the thread. */
  cpuShare = 1;
  readonly #started = Promise.withResolvers<void>();

  constructor(spec: JobSpec, environment: JobEnvironment) {
    this.spec = spec;
    this.#environment = environment;
    this.#startedAtMs = environment.clock.now();
    this.#pace = new CommitPace(environment.clock.monotonic());
    this.#started.promise.catch(() => undefined);
  }

  /** Resolves when the job runs from a durable beginning. */
  get started(): Promise<void> {
    return this.#started.promise;
  }
  get busyMs(): number {
    return this.#busyMs;
  }

  /** Runs to the end. Rejects with what failed; everything is closed then. */
  async run(): Promise<JobEnd> {
    try {
      const end = await this.#open();
      if (end !== undefined) return this.#end(end);
      this.#state = "running";
      this.#started.resolve();
      return this.#end(await this.#loop());
    } catch (error) {
      this.#state = "failed";
      // At once: whoever sees the state sees the reason, though closing takes a while.
      this.#error = asMillraceError(error);
      this.#started.reject(error);
      throw error;
    } finally {
      this.#parts?.pump.close();
      await this.#committing?.catch(() => undefined);
      await this.#store?.close();
      this.#rootState = undefined;
    }
  }

  #end(end: JobEnd): JobEnd {
    this.#state = end;
    this.#started.resolve();
    return end;
  }

  /** Asks the job to end; `run` resolves when it has. */
  stop(drain: boolean): void {
    if (this.#stop === "stop") return;
    this.#stop = drain ? "drain" : "stop";
    this.#parts?.pump.wake();
  }

  async #open(): Promise<JobEnd | undefined> {
    const { log, disk, folder, clock } = this.#environment;
    const store = await CheckpointStore.open(disk, folder);
    this.#store = store;
    const progress = (store.commit?.job ?? undefined) as JobProgress | undefined;
    const state = createState();
    this.#rootState = state;
    if (progress !== undefined && progress.end !== "drained") await store.load((path, bytes) => state.restore(path, new Uint8Array(bytes)));
    const producer = progress?.producer ?? { id: await log.nextProducerId(), epoch: 0 };
    const parts = new JobBuilder(this.spec, { log, clock, state, startMs: clock.now() }).build(producer, progress);
    this.#parts = parts;
    this.#epoch = store.commit?.epoch ?? 0;
    for (const { table } of this.spec.plan.sinks) await log.createTopic({ name: table.topic, partitions: 1 });
    if (progress !== undefined) {
      const outputs = await store.loadOutputs();
      await this.#createSideTopics(outputs.map(({ topic }) => topic));
      await repeatOutput(log, producer, outputs);
      await checkSequences(log, parts.outputs, progress.sequences);
    }
    store.forget();
    if (progress?.end === "finished") return "finished";
    await parts.open(progress);
    // A durable beginning: where reading starts ("latest"), and the producer id, must outlive a crash.
    await this.#commit();
    await this.#committing;
    return undefined;
  }

  async #createSideTopics(topics: readonly string[]): Promise<void> {
    const sinks = new Set(this.spec.plan.sinks.map(({ table }) => table.topic));
    for (const name of new Set(topics)) {
      if (!sinks.has(name)) await this.#environment.log.createTopic({ name, partitions: 1, config: sideTopicConfig });
    }
  }

  async #loop(): Promise<JobEnd> {
    const { clock, turn, outputBytes = outputBytesMost } = this.#environment;
    const { pump, outputs, values } = this.#parts!;
    this.#work(() => values());
    while (this.#stop !== "stop") {
      this.#throwFailure();
      if (this.#stop === "drain" && this.#state !== "draining") {
        this.#state = "draining";
        await pump.stopAtEnds();
      }
      await pump.discover();
      const stepped = this.#work(() => pump.step());
      if (this.#work(() => pump.checkIdle()) || stepped) this.#dirty = true;
      if (pump.complete && !this.#ended) {
        this.#ended = true;
        this.#dirty = true;
        this.#work(() => pump.finish());
        break;
      }
      const dueInMs = this.#dirty ? this.#pace.dueInMs(clock.monotonic(), outputs.bytes > 0) : Infinity;
      if (outputs.bytes > outputBytes) {
        await this.#committing;
        await this.#commit();
      } else if (dueInMs <= 0 && this.#committing === undefined) await this.#commit();
      if (stepped) await turn();
      else await pump.wait(Math.min(this.#committing === undefined && this.#dirty ? Math.max(0, dueInMs) : Infinity, pump.idleInMs));
    }
    if (this.#state !== "draining") this.#state = "stopping";
    await this.#committing;
    this.#throwFailure();
    await this.#commit();
    await this.#committing;
    this.#throwFailure();
    return this.#ended && this.#stop === "none" ? "finished" : "stopped";
  }

  #throwFailure(): void {
    if (this.#failure !== undefined) throw this.#failure.error;
  }

  /** Runs work of this job and counts the time. */
  #work<T>(work: () => T): T {
    const { clock } = this.#environment;
    const before = clock.monotonic();
    try {
      return work();
    } finally {
      this.#busyMs += clock.monotonic() - before;
    }
  }

  /** Flips the epoch and begins to make it durable; returns when the job may go on. */
  async #commit(): Promise<void> {
    const { clock } = this.#environment;
    const store = this.#store!;
    const startMs = clock.monotonic();
    const commit = this.#work(() => {
      const outputs = this.#parts!.outputs.take();
      const job = this.#parts!.progress(this.#ended ? (this.#stop === "drain" ? "drained" : "finished") : null);
      store.clean(this.#rootState!.regions());
      const written = store.write({ epoch: ++this.#epoch, job, regions: this.#rootState!.regions(), outputs });
      return { ...written, outputs };
    });
    this.#dirty = false;
    this.#committing = (async () => {
      const bytes = await commit.durable;
      const durableMs = clock.monotonic();
      await this.#append(commit.outputs);
      const endMs = clock.monotonic();
      this.#checkpoint = { epoch: this.#epoch, atMs: clock.now(), durationMs: endMs - startMs, bytes };
      this.#pace.committed(endMs, durableMs - startMs, bytes);
    })()
      .catch((error: unknown) => {
        this.#failure ??= { error };
      })
      .finally(() => {
        this.#committing = undefined;
        this.#parts!.pump.wake();
      });
    await commit.copied.catch(() => undefined);
  }

  async #append(outputs: readonly { topic: string; partition: number; bytes: Uint8Array }[]): Promise<void> {
    await this.#createSideTopics(outputs.map(({ topic }) => topic));
    await Promise.all(outputs.map(({ topic, partition, bytes }) => this.#environment.log.append(topic, partition, bytes)));
  }

  report(): JobReport {
    const { spec } = this;
    const pump = this.#parts?.pump;
    const newestMs = pump?.newestMs ?? -Infinity;
    const counts = this.#parts?.counts ?? { late: 0, bad: 0 };
    const outputs = Object.entries(this.#parts?.outputs.rows() ?? {}).map(([topic, rows]) => ({ topic, rows }));
    return {
      id: spec.id,
      name: spec.name,
      state: this.#state,
      ...(this.#error === undefined ? {} : { error: this.#error.toJSON() }),
      startedAtMs: this.#startedAtMs,
      restarts: 0,
      rowsIn: pump?.rows ?? 0,
      rowsOut: this.#parts?.rowsOut ?? 0,
      rowsLate: counts.late,
      rowsBad: counts.bad,
      rowsLost: pump?.lost ?? 0,
      bytesIn: pump?.bytes ?? 0,
      lag: pump?.lag ?? 0,
      watermarkMs: pump?.watermarkMs ?? null,
      newestMs: Number.isFinite(newestMs) ? newestMs : null,
      cpuMs: this.#busyMs * this.cpuShare,
      stateBytes: this.#rootState?.bytes ?? 0,
      checkpoint: this.#checkpoint,
      inputs: pump?.inputs() ?? [],
      outputs,
    };
  }
}
