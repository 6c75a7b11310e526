// The output side of an operator: rows are put into one reused batch, which is passed on when it is full or when the
// call that made them ends. Each row carries the watermark before it, so that batches may span watermarks.
import type { SqlType } from "@millrace/sql";
import { batchRows } from "../columns/batch.ts";
import type { Batch } from "../columns/batch.ts";
import { ColumnWriter } from "../columns/builder.ts";
import type { Output } from "./operator.ts";

export class Emitter {
  readonly writers: readonly ColumnWriter[];
  readonly #output: Output;
  readonly #batch: Batch;
  readonly #kinds = new Uint8Array(batchRows);
  readonly #watermarks = new Float64Array(batchRows);
  rows = 0;

  constructor(types: readonly SqlType[], output: Output) {
    this.writers = types.map((type) => new ColumnWriter(type));
    this.#output = output;
    this.#batch = {
      rows: 0,
      columns: this.writers.map((writer) => writer.column),
      kinds: null,
      watermarks: null,
      watermark: -Infinity,
      origin: null,
    };
  }

  /** Makes sure that `rows` rows fit into the batch being filled. */
  room(rows: number): void {
    if (this.rows + rows > batchRows) this.flush();
  }

  /** Adds a row, whose columns the caller writes at the index returned. */
  add(kind: number, watermark: number): number {
    if (this.rows === batchRows) this.flush();
    const row = this.rows++;
    this.#kinds[row] = kind;
    this.#watermarks[row] = watermark;
    return row;
  }

  /** Takes back the last rows added since `room`. */
  drop(rows: number): void {
    this.rows -= rows;
  }

  flush(): void {
    const rows = this.rows;
    if (rows === 0) return;
    const batch = this.#batch;
    let inserts = true;
    for (let row = 0; row < rows; row++) if (this.#kinds[row] !== 0) inserts = false;
    const level = this.#watermarks[0] === this.#watermarks[rows - 1];
    batch.rows = rows;
    batch.kinds = inserts ? null : this.#kinds;
    batch.watermark = this.#watermarks[0]!;
    batch.watermarks = level ? null : this.#watermarks;
    this.rows = 0;
    this.#output.push(batch);
    for (const writer of this.writers) writer.reset();
  }

  /** After everything that stands before it. */
  watermark(ms: number): void {
    this.flush();
    this.#output.watermark(ms);
  }
}

/** The watermark before a row of a batch. */
export const watermarkBefore = (batch: Batch, row: number): number =>
  batch.watermarks === null ? batch.watermark : batch.watermarks[row]!;
