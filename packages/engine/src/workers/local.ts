// The engine on the calling thread: for tests, simulations and benchmarks, where one thread must do everything in an
// order that repeats.
import type { Clock, Random } from "@millrace/core";
import { nodeDisk } from "@millrace/log";
import type { Disk, Log } from "@millrace/log";
import { Host } from "../job/host.ts";
import { localLogAccess } from "../job/log-access.ts";
import type { Runtime } from "../runtime.ts";

export interface LocalRuntimeOptions {
  readonly log: Log;
  /** Millrace's data folder; jobs keep their checkpoints in `jobs/` there. */
  readonly folder: string;
  readonly clock: Clock;
  readonly random: Random;
  /** Where checkpoints are written; the real disk when not given. */
  readonly disk?: Disk;
  /** Output bytes of a job that may wait for a commit. */
  readonly outputBytes?: number;
  /** Rows and bytes that may wait for the reader of a live query. */
  readonly bufferRows?: number;
  readonly bufferBytes?: number;
}

export function createLocalRuntime(options: LocalRuntimeOptions): Runtime {
  const host = new Host({
    ...options,
    log: localLogAccess(options.log),
    disk: options.disk ?? nodeDisk,
    turn: () => new Promise((resolve) => setImmediate(resolve)),
  });
  return {
    start: (spec) => host.start(spec),
    stop: (id, stop) => host.stop(id, stop),
    drop: (id) => host.drop(id),
    reports: () => host.reports(),
    prepareQueries: () => undefined,
    query: (spec, reader) => host.query(spec, reader),
    close: () => host.close(),
  };
}
