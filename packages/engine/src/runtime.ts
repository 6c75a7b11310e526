// The `Runtime` port: run this plan, stop it with a savepoint, tell how it goes. The embedded engine implements it
// with worker threads; a Flink cluster will be the other adapter.
import type { ErrorJson } from "@millrace/core";
import type { Column, JobPlan, QueryPlan, Value } from "@millrace/sql";

export interface Runtime {
  /** Starts a job, or goes on from its last checkpoint when there is one. */
  start(spec: JobSpec): Promise<void>;
  /**
   * Stops after a last checkpoint, which a later `start` goes on from. `drain`: first reads to the present end of
   * its input and sends the greatest watermark, so that every open window is written (Flink's STOP … WITH DRAIN).
   */
  stop(id: string, options?: { readonly drain?: boolean }): Promise<void>;
  /** Removes the state of a stopped job. */
  drop(id: string): Promise<void>;
  reports(): readonly JobReport[];
  /** Someone is about to ask: makes ready what a first query would otherwise wait for. */
  prepareQueries(): void;
  /** Runs a query for one reader; rows come as they are computed, before they would be committed. */
  query(spec: QuerySpec, reader: QueryReader): LiveQuery;
  close(): Promise<void>;
}

export interface JobSpec {
  /** Stable across restarts: names the state and the producer of the output. */
  readonly id: string;
  readonly name: string;
  readonly plan: JobPlan;
}

export type JobState = "starting" | "running" | "stopping" | "draining" | "stopped" | "finished" | "failed";

export interface JobReport {
  readonly id: string;
  readonly name: string;
  readonly state: JobState;
  readonly error?: ErrorJson;
  readonly startedAtMs: number;
  readonly restarts: number;
  readonly rowsIn: number;
  readonly rowsOut: number;
  readonly rowsLate: number;
  readonly rowsBad: number;
  /** Records that retention removed from the input before the job read them. */
  readonly rowsLost: number;
  readonly bytesIn: number;
  /** Records behind the end of the input topics. */
  readonly lag: number;
  /** Epoch ms; null before the first. */
  readonly watermarkMs: number | null;
  /** Event time of the newest input row, ms. */
  readonly newestMs: number | null;
  readonly cpuMs: number;
  readonly stateBytes: number;
  readonly checkpoint: { readonly epoch: number; readonly atMs: number; readonly durationMs: number; readonly bytes: number } | null;
  readonly inputs: readonly {
    readonly topic: string;
    readonly rows: number;
    readonly offsets: Readonly<Record<number, number>>;
    readonly lag: number;
  }[];
  readonly outputs: readonly { readonly topic: string; readonly rows: number }[];
}

export interface QuerySpec {
  readonly plan: QueryPlan;
  /** Where scans begin that do not say it themselves. */
  readonly from: { readonly kind: "earliest" | "latest" } | { readonly kind: "timestamp"; readonly ms: number };
  /** `end`: stop, with the greatest watermark, at the offsets that were the end when the query began. */
  readonly until: "never" | "end";
  /** Stop after so many rows. */
  readonly limit?: number;
}

export type LiveRow = readonly [kind: "+I" | "-U" | "+U" | "-D", ...values: Value[]];

export interface QueryReader {
  /** Once, before any row. `key`: columns by which a later row replaces an earlier one, when the plan knows. */
  schema(columns: readonly Column[], changelog: "append" | "retract", key: readonly number[] | null): void;
  rows(rows: readonly LiveRow[]): void;
  /** Rows that the reader was too slow for. For a changelog a snapshot of the rows follows, so nothing is wrong after it. */
  skipped(rows: number): void;
  /** Rows and records left out because they could not be read or computed, since the last call; the first one's error. */
  rejected(rows: number, first: ErrorJson): void;
  progress(progress: { readonly rowsIn: number; readonly watermarkMs: number | null; readonly lag: number }): void;
  end(error?: ErrorJson): void;
}

export interface LiveQuery {
  /** How many rows the reader can take now; the engine sends no more before it is told again. */
  request(rows: number): void;
  cancel(): void;
}
