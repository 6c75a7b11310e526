// The contract of an operator: what the caller guarantees and what the callee owes.
//
// Caller: calls `push` and `watermark` from one thread, never while another call runs. Batches on a port come in
//   order; `batch.watermarks` never falls and never stands behind an earlier `watermark(port, …)` of that port.
//   After the last `push` that a watermark covers, `watermark(port, ms)` is called; +Infinity at the end of input.
// Callee: behaves as if rows came one at a time, each after its own watermark (`batch.watermarks[row]`). The rows it
//   emits, and their order, depend only on rows and watermarks, never on where a batch ends, on time of day, or on
//   the layout of its tables. It emits, in order, batches and watermarks; a watermark it emits promises that no row
//   behind it follows. It keeps everything that must survive in its `StateScope` regions and nowhere else:
//   restoring the same bytes (before the first push) restores the operator. It does not keep the batch it was given.
import type { Column } from "@millrace/sql";
import type { Batch } from "../columns/batch.ts";
import type { StateScope } from "../state/region.ts";

export interface Output {
  push(batch: Batch): void;
  watermark(ms: number): void;
}

export interface Operator {
  push(port: number, batch: Batch): void;
  watermark(port: number, ms: number): void;
}

/** What an operator may use besides its input. */
export interface OperatorContext {
  readonly output: Output;
  readonly state: StateScope;
  readonly timeZone: string;
  /** A row that a window can no longer take: counted, and kept when it still has an origin. */
  late(batch: Batch, row: number, windowEndMs: number): void;
  /**
   * A row whose expression fails (`error` is a MillraceError, area "engine"): a bad record. `schema` names the batch's
   * columns. Absent: it stops the job.
   */
  failed?(batch: Batch, row: number, error: unknown, schema: readonly Column[]): void;
}
