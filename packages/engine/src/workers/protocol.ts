// What the main thread and a worker say to each other. Log calls travel on a port of their own (log-port.ts).
import type { ErrorJson } from "@millrace/core";
import type { Column } from "@millrace/sql";
import type { MessagePort } from "node:worker_threads";
import type { JobReport, JobSpec, LiveRow, QuerySpec } from "../runtime.ts";

export interface WorkerSettings {
  readonly folder: string;
  readonly logPort: MessagePort;
  readonly outputBytes?: number;
  readonly bufferRows?: number;
  readonly bufferBytes?: number;
}

export type ToWorker =
  | { readonly kind: "start"; readonly call: number; readonly spec: JobSpec }
  | { readonly kind: "stop"; readonly call: number; readonly id: string; readonly drain: boolean }
  | { readonly kind: "drop"; readonly call: number; readonly id: string }
  | { readonly kind: "close"; readonly call: number }
  | { readonly kind: "query"; readonly query: number; readonly spec: QuerySpec }
  | { readonly kind: "request"; readonly query: number; readonly rows: number }
  | { readonly kind: "cancel"; readonly query: number };

export type FromWorker =
  | { readonly kind: "answer"; readonly call: number; readonly error?: ErrorJson }
  | { readonly kind: "reports"; readonly reports: readonly JobReport[] }
  | { readonly kind: "live"; readonly query: number; readonly event: LiveEvent };

export type LiveEvent =
  | {
      readonly kind: "schema";
      readonly columns: readonly Column[];
      readonly changelog: "append" | "retract";
      readonly key: readonly number[] | null;
    }
  | { readonly kind: "rows"; readonly rows: readonly LiveRow[] }
  | { readonly kind: "skipped"; readonly rows: number }
  | { readonly kind: "rejected"; readonly rows: number; readonly first: ErrorJson }
  | { readonly kind: "progress"; readonly rowsIn: number; readonly watermarkMs: number | null; readonly lag: number }
  | { readonly kind: "end"; readonly error?: ErrorJson };
