// The main thread's side of one worker: calls with answers, live queries, reports, and what happens when it dies.
import { errorFromJson } from "@millrace/core";
import type { Log } from "@millrace/log";
import { MessageChannel, Worker } from "node:worker_threads";
import { jobErrors } from "../job/errors.ts";
import type { JobReport, QueryReader, QuerySpec } from "../runtime.ts";
import { serveLog } from "./log-port.ts";
import type { FromWorker, LiveEvent, ToWorker, WorkerSettings } from "./protocol.ts";

type CallMessage = Extract<ToWorker, { call: number }>;
type WithoutCall<Message> = Message extends CallMessage ? Omit<Message, "call"> : never;

export interface ThreadOptions {
  readonly name: string;
  readonly log: Log;
  readonly settings: Omit<WorkerSettings, "logPort">;
  /** Heap limits, MiB. A small young generation keeps the memory of short-lived rows low. */
  readonly youngMiB: number;
  readonly oldMiB: number;
  /** The worker ended without being asked to. */
  lost(reason: string): void;
}

export class WorkerThread {
  readonly #options: ThreadOptions;
  readonly #worker: Worker;
  readonly #calls = new Map<number, { resolve: () => void; reject: (error: Error) => void }>();
  readonly #readers = new Map<number, QueryReader>();
  #next = 0;
  #reason: string | undefined;
  #closing = false;
  #dead = false;
  reports: readonly JobReport[] = [];

  constructor(options: ThreadOptions) {
    this.#options = options;
    const { port1, port2 } = new MessageChannel();
    serveLog(options.log, port1);
    const settings: WorkerSettings = { ...options.settings, logPort: port2 };
    this.#worker = new Worker(new URL("./worker.ts", import.meta.url), {
      name: `millrace-${options.name}`,
      workerData: settings,
      transferList: [port2],
      resourceLimits: { maxYoungGenerationSizeMb: options.youngMiB, maxOldGenerationSizeMb: options.oldMiB },
    });
    this.#worker.on("message", (message: FromWorker) => this.#hear(message));
    this.#worker.on("error", (error) => (this.#reason = error instanceof Error ? error.message : String(error)));
    this.#worker.on("exit", (code) => this.#died(this.#reason ?? `it exited with code ${code}`));
  }

  #say(message: ToWorker): void {
    if (!this.#dead) this.#worker.postMessage(message, []);
  }

  #hear(message: FromWorker): void {
    switch (message.kind) {
      case "answer": {
        const call = this.#calls.get(message.call);
        this.#calls.delete(message.call);
        if (message.error === undefined) call?.resolve();
        else call?.reject(errorFromJson(message.error));
        return;
      }
      case "reports":
        this.reports = message.reports;
        return;
      case "live":
        this.#tell(message.query, message.event);
    }
  }

  #tell(query: number, event: LiveEvent): void {
    const reader = this.#readers.get(query);
    if (reader === undefined) return;
    switch (event.kind) {
      case "schema":
        return reader.schema(event.columns, event.changelog, event.key);
      case "rows":
        return reader.rows(event.rows);
      case "skipped":
        return reader.skipped(event.rows);
      case "rejected":
        return reader.rejected(event.rows, event.first);
      case "progress":
        return reader.progress(event);
      case "end":
        this.#readers.delete(query);
        return reader.end(event.error);
    }
  }

  #died(reason: string): void {
    this.#dead = true;
    const error = this.#closing ? jobErrors.runtimeClosed() : jobErrors.workerLost(this.#options.name, reason);
    for (const { reject } of this.#calls.values()) reject(error);
    this.#calls.clear();
    for (const reader of this.#readers.values()) reader.end(error.toJSON());
    this.#readers.clear();
    if (!this.#closing) this.#options.lost(reason);
  }

  call(message: WithoutCall<CallMessage>): Promise<void> {
    if (this.#dead) return Promise.reject(jobErrors.workerLost(this.#options.name, this.#reason ?? "it ended"));
    const call = ++this.#next;
    return new Promise((resolve, reject) => {
      this.#calls.set(call, { resolve, reject });
      this.#say({ ...message, call } as ToWorker);
    });
  }

  query(spec: QuerySpec, reader: QueryReader): { request(rows: number): void; cancel(): void } {
    const query = ++this.#next;
    this.#readers.set(query, reader);
    this.#say({ kind: "query", query, spec });
    return {
      request: (rows) => this.#say({ kind: "request", query, rows }),
      cancel: () => {
        if (this.#readers.delete(query)) this.#say({ kind: "cancel", query });
      },
    };
  }

  get openQueries(): number {
    return this.#readers.size;
  }

  /** Ends the thread at once, as a crash would. */
  async terminate(): Promise<void> {
    await this.#worker.terminate();
  }

  async close(): Promise<void> {
    this.#closing = true;
    if (!this.#dead) await this.call({ kind: "close" }).catch(() => undefined);
    await this.#worker.terminate();
  }
}
