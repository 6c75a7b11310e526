// UNION ALL: rows pass in the order in which they arrive; before each row stands the least of the inputs' watermarks.
import type { Plan } from "@millrace/sql";
import { batchRows } from "../columns/batch.ts";
import type { Batch } from "../columns/batch.ts";
import { Heap } from "../state/heap.ts";
import { watermarkBefore } from "./emitter.ts";
import type { Operator, OperatorContext, Output } from "./operator.ts";

export type UnionNode = Extract<Plan, { kind: "union" }>;

export const createUnion = (node: UnionNode, context: OperatorContext): Operator => new Union(node, context);

class Union implements Operator {
  readonly #output: Output;
  readonly #heap: Heap;
  /** Block that keeps the inputs' watermarks, one word each behind its header; unset ones are NaN. */
  readonly #block: number;
  readonly #watermarks: Float64Array;
  readonly #lane = new Float64Array(batchRows);
  readonly #batch: Batch = { rows: 0, columns: [], kinds: null, watermarks: null, watermark: -Infinity, origin: null };
  #emitted = -Infinity;

  constructor(node: UnionNode, context: OperatorContext) {
    this.#output = context.output;
    this.#heap = new Heap(context.state.region("watermarks"));
    const inputs = node.inputs.length;
    const kept = this.#heap.next(watermarksKind);
    this.#block = kept === 0 ? this.#heap.allocate(1 + inputs, watermarksKind) : kept;
    if (kept === 0) this.#heap.f64.fill(-Infinity, this.#block + 1, this.#block + 1 + inputs);
    this.#watermarks = this.#heap.f64.slice(this.#block + 1, this.#block + 1 + inputs);
  }

  push(port: number, batch: Batch): void {
    const { rows, watermarks } = batch;
    let others = Infinity;
    for (let input = 0; input < this.#watermarks.length; input++) if (input !== port) others = Math.min(others, this.#watermarks[input]!);
    const out = this.#batch;
    const lane = this.#lane;
    if (watermarks !== null) for (let row = 0; row < rows; row++) lane[row] = Math.min(others, watermarks[row]!);
    out.rows = rows;
    out.columns = batch.columns;
    out.kinds = batch.kinds;
    out.watermarks = watermarks === null ? null : lane;
    out.watermark = Math.min(others, batch.watermark);
    out.origin = batch.origin;
    if (rows > 0) this.#raise(port, watermarkBefore(batch, rows - 1));
    this.#output.push(out);
  }

  watermark(port: number, ms: number): void {
    this.#raise(port, ms);
    let least = Infinity;
    for (const watermark of this.#watermarks) least = Math.min(least, watermark);
    if (least <= this.#emitted) return;
    this.#emitted = least;
    this.#output.watermark(least);
  }

  #raise(port: number, ms: number): void {
    if (ms <= this.#watermarks[port]!) return;
    this.#watermarks[port] = ms;
    this.#heap.f64[this.#block + 1 + port] = ms;
    this.#heap.touch(this.#block + 1 + port, 1);
  }
}

const watermarksKind = 1;
