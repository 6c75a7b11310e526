// The entry of a worker thread: a host, driven by messages.
import { assert, asMillraceError, systemClock, systemRandom } from "@millrace/core";
import { nodeDisk } from "@millrace/log";
import { flushCompileCache } from "node:module";
import { parentPort, workerData } from "node:worker_threads";
import { Host } from "../job/host.ts";
import type { LiveQuery, QueryReader } from "../runtime.ts";
import { remoteLogAccess } from "./log-port.ts";
import type { FromWorker, LiveEvent, ToWorker, WorkerSettings } from "./protocol.ts";

/** When what was compiled is saved for the next start: a process that is killed saves nothing at its end. */
const cacheMs = 2_000;
const reportMs = 1_000;

assert(parentPort !== null, "this file runs in a worker thread");
const port = parentPort;
const settings = workerData as WorkerSettings;
const say = (message: FromWorker): void => port.postMessage(message);

const host = new Host({
  ...settings,
  log: remoteLogAccess(settings.logPort),
  disk: nodeDisk,
  clock: systemClock,
  random: systemRandom,
  turn: () => new Promise((resolve) => setImmediate(resolve)),
});
const queries = new Map<number, LiveQuery>();

function sayReports(): void {
  const { user, system } = process.threadCpuUsage();
  const cpuMs = (user + system) / 1_000;
  // Work is timed by the wall clock; where other threads took turns in between, the thread's CPU time is less.
  host.cpuShare = host.busyMs > 0 ? Math.min(1, cpuMs / host.busyMs) : 1;
  say({ kind: "reports", reports: host.reports() });
}

async function answer(call: number, work: Promise<void>): Promise<void> {
  try {
    await work;
    sayReports();
    say({ kind: "answer", call });
  } catch (error) {
    sayReports();
    say({ kind: "answer", call, error: asMillraceError(error).toJSON() });
  }
}

function readerOf(query: number): QueryReader {
  const tell = (event: LiveEvent): void => say({ kind: "live", query, event });
  return {
    schema: (columns, changelog, key) => tell({ kind: "schema", columns, changelog, key }),
    rows: (rows) => tell({ kind: "rows", rows }),
    skipped: (rows) => tell({ kind: "skipped", rows }),
    rejected: (rows, first) => tell({ kind: "rejected", rows, first }),
    progress: (progress) => tell({ kind: "progress", ...progress }),
    end(error) {
      queries.delete(query);
      tell(error === undefined ? { kind: "end" } : { kind: "end", error });
    },
  };
}

function startQuery(message: Extract<ToWorker, { kind: "query" }>): void {
  const reader = readerOf(message.query);
  try {
    queries.set(message.query, host.query(message.spec, reader));
  } catch (error) {
    reader.end(asMillraceError(error).toJSON());
  }
}

port.on("message", (message: ToWorker) => {
  switch (message.kind) {
    case "start":
      return void answer(message.call, host.start(message.spec));
    case "stop":
      return void answer(message.call, host.stop(message.id, { drain: message.drain }));
    case "drop":
      return void answer(message.call, host.drop(message.id));
    case "close":
      return void answer(message.call, host.close());
    case "query":
      return startQuery(message);
    case "request":
      return queries.get(message.query)?.request(message.rows);
    case "cancel":
      queries.get(message.query)?.cancel();
      queries.delete(message.query);
  }
});
setInterval(sayReports, reportMs).unref();
setTimeout(flushCompileCache, cacheMs).unref();
