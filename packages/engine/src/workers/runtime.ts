// The embedded engine as a `Runtime`: jobs in one worker thread, live queries in a second one that starts with the
// first query, so that neither delays an acknowledgement of the log on the main thread, nor a heavy query the jobs.
// A worker that dies takes nothing with it: its jobs are reported as failed with the reason, and after a pause a new
// worker goes on from their checkpoints.
// `@millrace/engine/local` is the same engine on the calling thread; it is a door of its own, so that the main thread of a
// running Millrace does not load what only its workers use.
import { limits } from "@millrace/core";
import type { Clock, ErrorJson, Random } from "@millrace/core";
import type { Log } from "@millrace/log";
import { Backoff } from "../job/backoff.ts";
import { jobErrors } from "../job/errors.ts";
import type { JobReport, JobSpec, LiveQuery, QueryReader, QuerySpec, Runtime } from "../runtime.ts";
import { WorkerThread } from "./thread.ts";

export interface RuntimeOptions {
  readonly log: Log;
  /** Millrace's data folder; jobs keep their checkpoints in `jobs/` there. */
  readonly folder: string;
  readonly clock: Clock;
  readonly random: Random;
  /** Memory of each worker's heap. */
  readonly workers?: { readonly youngMiB?: number; readonly oldMiB?: number };
  /** Output bytes of a job that may wait for a commit. */
  readonly outputBytes?: number;
  /** Rows and bytes that may wait for the reader of a live query. */
  readonly bufferRows?: number;
  readonly bufferBytes?: number;
}

export const createRuntime = (options: RuntimeOptions): Runtime => new WorkerRuntime(options);

export class WorkerRuntime implements Runtime {
  readonly #options: RuntimeOptions;
  readonly #specs = new Map<string, JobSpec>();
  readonly #restarts = new Map<string, number>();
  readonly #backoff: Backoff;
  #jobs: WorkerThread | undefined;
  #live: WorkerThread | undefined;
  #lostReports: readonly JobReport[] = [];
  #lostAtMs = 0;
  #startedAtMs = 0;
  #restarting: { cancel(): void } | undefined;
  #closed = false;

  constructor(options: RuntimeOptions) {
    this.#options = options;
    this.#backoff = new Backoff(options.random);
  }

  #thread(name: string, lost: (reason: string) => void): WorkerThread {
    const { log, folder, outputBytes, bufferRows, bufferBytes, workers } = this.#options;
    const sizes = workers ?? {};
    const settings = {
      folder,
      ...(outputBytes === undefined ? {} : { outputBytes }),
      ...(bufferRows === undefined ? {} : { bufferRows }),
      ...(bufferBytes === undefined ? {} : { bufferBytes }),
    };
    return new WorkerThread({ name, log, settings, youngMiB: sizes.youngMiB ?? 4, oldMiB: sizes.oldMiB ?? 1_024, lost });
  }

  #jobThread(): WorkerThread {
    if (this.#closed) throw jobErrors.runtimeClosed();
    if (this.#jobs === undefined) {
      this.#startedAtMs = this.#options.clock.monotonic();
      this.#jobs = this.#thread("jobs", (reason) => this.#jobsLost(reason));
    }
    return this.#jobs;
  }

  #jobsLost(reason: string): void {
    const { clock } = this.#options;
    const error: ErrorJson = jobErrors.workerLost("jobs", reason).toJSON();
    this.#lostReports = (this.#jobs?.reports ?? []).map((report) => ({ ...report, state: "failed", error }));
    this.#lostAtMs = clock.monotonic();
    this.#jobs = undefined;
    if (this.#closed) return;
    this.#restarting = clock.after(this.#backoff.nextMs(this.#lostAtMs - this.#startedAtMs), () => this.#startAgain());
  }

  #startAgain(): void {
    this.#restarting = undefined;
    if (this.#closed || this.#specs.size === 0) return;
    const thread = this.#jobThread();
    for (const [id, spec] of this.#specs) {
      this.#restarts.set(id, (this.#restarts.get(id) ?? 0) + 1);
      // A job that does not start again says so in its report.
      thread.call({ kind: "start", spec }).catch(() => undefined);
    }
  }

  async start(spec: JobSpec): Promise<void> {
    const thread = this.#jobThread();
    this.#specs.set(spec.id, spec);
    try {
      await thread.call({ kind: "start", spec });
    } catch (error) {
      if (!(error as { retriable?: boolean }).retriable) this.#specs.delete(spec.id);
      throw error;
    }
  }

  async stop(id: string, options: { readonly drain?: boolean } = {}): Promise<void> {
    const known = this.#specs.delete(id);
    // Between two workers nothing runs; the job just does not start again.
    if (known && this.#restarting !== undefined) return;
    await this.#jobThread().call({ kind: "stop", id, drain: options.drain === true });
  }

  async drop(id: string): Promise<void> {
    await this.#jobThread().call({ kind: "drop", id });
    this.#restarts.delete(id);
  }

  reports(): readonly JobReport[] {
    const current = this.#jobs?.reports ?? [];
    const known = new Set(current.map(({ id }) => id));
    const lost = this.#lostReports.filter(({ id }) => this.#specs.has(id) && !known.has(id));
    return [...current, ...lost].map((report) => ({ ...report, restarts: report.restarts + (this.#restarts.get(report.id) ?? 0) }));
  }

  prepareQueries(): void {
    if (!this.#closed) this.#liveThread();
  }

  #liveThread(): WorkerThread {
    return (this.#live ??= this.#thread("live", () => (this.#live = undefined)));
  }

  query(spec: QuerySpec, reader: QueryReader): LiveQuery {
    if (this.#closed) throw jobErrors.runtimeClosed();
    const live = this.#liveThread();
    if (live.openQueries >= limits.liveQueries) throw jobErrors.queriesTooMany(limits.liveQueries);
    return live.query(spec, reader);
  }

  /** Ends the jobs' worker as a crash would: for tests of what follows. */
  async crashWorker(): Promise<void> {
    await this.#jobs?.terminate();
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#restarting?.cancel();
    await Promise.all([this.#jobs?.close(), this.#live?.close()]);
  }
}
