// A plan node at work: takes one row or one watermark at a time and tells the next node what comes of it.
import type { Row } from "../row.ts";

export interface Output {
  row(row: Row): void;
  /** No row behind this time follows. Told only when it moved on. */
  watermark(ms: number): void;
}

export interface Node {
  row(port: number, row: Row): void;
  watermark(port: number, ms: number): void;
}

export interface Context {
  readonly timeZone: string;
  /** A row that no window can take any more. */
  late(row: Row, windowEndMs: number): void;
  /** An expression that has no value for this row, e.g. a cast that cannot be made. */
  failed(row: Row, error: Error): void;
}
