// The jobs and live queries of one thread. `workers/` puts a host into a worker thread; tests and simulations use
// one where they are.
import { asMillraceError, limits } from "@millrace/core";
import type { Clock, MillraceError, Random } from "@millrace/core";
import type { Disk } from "@millrace/log";
import { QueryRun } from "../live/query.ts";
import type { JobReport, JobSpec, LiveQuery, QueryReader, QuerySpec } from "../runtime.ts";
import { Backoff } from "./backoff.ts";
import { jobErrors } from "./errors.ts";
import { Job } from "./job.ts";
import type { LogAccess } from "./log-access.ts";

export interface HostOptions {
  readonly log: LogAccess;
  readonly disk: Disk;
  /** Millrace's data folder; jobs are kept in `jobs/` there. */
  readonly folder: string;
  readonly clock: Clock;
  readonly random: Random;
  /** Lets other work of the thread run. */
  readonly turn: () => Promise<void>;
  /** Output that may wait for a commit, by job. */
  readonly outputBytes?: number;
  readonly bufferRows?: number;
  readonly bufferBytes?: number;
}

interface Entry {
  job: Job;
  restarts: number;
  error: MillraceError | undefined;
  stopping: "none" | "stop" | "drain";
  /** Resolves when the job runs no more. */
  ended: Promise<void>;
  readonly wake: { now: () => void };
}

/** A folder name of a job's id, whatever it holds. */
export const jobFolder = (folder: string, id: string): string => `${folder}/jobs/${encodeURIComponent(id).replaceAll(".", "%2E")}`;

export class Host {
  readonly #options: HostOptions;
  readonly #entries = new Map<string, Entry>();
  readonly #queries = new Set<QueryRun>();
  #queryBusyMs = 0;
  #closed = false;
  /** CPU per millisecond of work on this thread. */
  cpuShare = 1;

  constructor(options: HostOptions) {
    this.#options = options;
  }

  async start(spec: JobSpec): Promise<void> {
    if (this.#closed) throw jobErrors.runtimeClosed();
    const standing = this.#entries.get(spec.id);
    if (standing !== undefined && isRunning(standing)) throw jobErrors.jobExists(spec.id);
    await standing?.ended;
    const job = this.#makeJob(spec);
    const entry: Entry = {
      job,
      restarts: 0,
      error: undefined,
      stopping: "none",
      ended: Promise.resolve(),
      wake: { now: () => undefined },
    };
    this.#entries.set(spec.id, entry);
    entry.ended = this.#run(entry);
    await job.started;
  }

  #makeJob(spec: JobSpec): Job {
    return new Job(spec, { ...this.#options, folder: jobFolder(this.#options.folder, spec.id) });
  }

  /** Runs a job, again after failures that may pass. */
  async #run(entry: Entry): Promise<void> {
    const backoff = new Backoff(this.#options.random);
    for (;;) {
      const startedMs = this.#options.clock.monotonic();
      try {
        await entry.job.run();
        return;
      } catch (error) {
        entry.error = asMillraceError(error);
        if (!entry.error.retriable || entry.stopping !== "none") return;
      }
      await this.#pause(entry, backoff.nextMs(this.#options.clock.monotonic() - startedMs));
      // `stop` may have come during the pause.
      if ((entry.stopping as Entry["stopping"]) !== "none") return;
      entry.restarts++;
      entry.job = this.#makeJob(entry.job.spec);
      // The reason stays visible until the job runs again.
      void entry.job.started.then(
        () => (entry.error = undefined),
        () => undefined,
      );
    }
  }

  #pause(entry: Entry, delayMs: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = this.#options.clock.after(delayMs, resolve);
      entry.wake.now = () => {
        timer.cancel();
        resolve();
      };
    });
  }

  async stop(id: string, options: { readonly drain?: boolean } = {}): Promise<void> {
    const entry = this.#entries.get(id);
    if (entry === undefined) throw jobErrors.jobUnknown(id);
    entry.stopping = options.drain === true ? "drain" : "stop";
    entry.job.stop(options.drain === true);
    entry.wake.now();
    await entry.ended;
  }

  async drop(id: string): Promise<void> {
    const entry = this.#entries.get(id);
    if (entry !== undefined && isRunning(entry)) throw jobErrors.jobRunning(id);
    await entry?.ended;
    this.#entries.delete(id);
    const folder = jobFolder(this.#options.folder, id);
    if (await this.#options.disk.exists(folder)) await this.#options.disk.removeFolder(folder);
  }

  reports(): readonly JobReport[] {
    return [...this.#entries.values()].map((entry) => {
      entry.job.cpuShare = this.cpuShare;
      const report = entry.job.report();
      const failed = entry.error === undefined ? {} : { error: entry.error.toJSON(), state: "failed" as const };
      return { ...report, ...failed, restarts: entry.restarts };
    });
  }

  /** Milliseconds of work since the host stands, of jobs and of queries. */
  get busyMs(): number {
    let busyMs = this.#queryBusyMs;
    for (const { job } of this.#entries.values()) busyMs += job.busyMs;
    for (const query of this.#queries) busyMs += query.busyMs;
    return busyMs;
  }

  query(spec: QuerySpec, reader: QueryReader): LiveQuery {
    if (this.#closed) throw jobErrors.runtimeClosed();
    if (this.#queries.size >= limits.liveQueries) throw jobErrors.queriesTooMany(limits.liveQueries);
    const run = new QueryRun(spec, this.#options, reader);
    this.#queries.add(run);
    void run.run().finally(() => {
      this.#queries.delete(run);
      this.#queryBusyMs += run.busyMs;
    });
    return run;
  }

  /** Stops everything; jobs make a last checkpoint. */
  async close(): Promise<void> {
    this.#closed = true;
    for (const query of this.#queries) query.cancel();
    await Promise.all([...this.#entries.keys()].map((id) => this.stop(id)));
  }
}

function isRunning({ job, error, stopping }: Entry): boolean {
  const { state } = job.report();
  if (state === "failed") return error?.retriable === true && stopping === "none";
  return state !== "stopped" && state !== "finished";
}
