// An upsert stream made into a retract stream: the last row of each key is kept. A new key: +I; a row that differs:
// -U with the old one, +U with the new one; the same row again: nothing; -D: the whole old row, and nothing for a key
// that is not there. -U rows of the input are passed over: the +U behind them says the same (Flink's ChangelogNormalize
// does not ask its source for them either).
// Payload word of a key: the block of its row, encoded.
import type { Plan } from "@millrace/sql";
import { RowKind } from "../columns/batch.ts";
import type { Batch } from "../columns/batch.ts";
import { equalBytes } from "../state/hash.ts";
import { BlockKind, Heap } from "../state/heap.ts";
import { KeyTable, keyHeaderWords } from "../state/key-table.ts";
import { RowBuffer, decodeRow, encodeRow } from "../state/row-codec.ts";
import { Emitter, watermarkBefore } from "./emitter.ts";
import { KeyReader } from "./key-reader.ts";
import type { Operator, OperatorContext } from "./operator.ts";
import { rowBytes, rowOffset, storeRow } from "./stored-row.ts";

export type NormalizeNode = Extract<Plan, { kind: "normalize" }>;

export const createNormalize = (node: NormalizeNode, context: OperatorContext): Operator => new Normalize(node, context);

class Normalize implements Operator {
  readonly #heap: Heap;
  readonly #table: KeyTable;
  readonly #reader: KeyReader;
  readonly #emitter: Emitter;
  readonly #row = new RowBuffer();

  constructor(node: NormalizeNode, context: OperatorContext) {
    this.#heap = new Heap(context.state.region("rows"));
    this.#table = new KeyTable(this.#heap, BlockKind.group, 1);
    this.#reader = new KeyReader(node.key, node.input.schema);
    this.#emitter = new Emitter(
      node.schema.map((column) => column.type),
      context.output,
    );
  }

  push(_port: number, batch: Batch): void {
    for (let row = 0; row < batch.rows; row++) {
      const kind = batch.kinds === null ? RowKind.insert : batch.kinds[row]!;
      if (kind === RowKind.delete) this.#delete(batch, row);
      else if (kind !== RowKind.updateBefore) this.#upsert(batch, row);
    }
    this.#emitter.flush();
  }

  watermark(_port: number, ms: number): void {
    this.#emitter.watermark(ms);
  }

  #upsert(batch: Batch, row: number): void {
    const heap = this.#heap;
    const key = this.#reader.group(this.#table, batch.columns, row, true);
    const encoded = this.#row;
    encoded.length = 0;
    encodeRow(encoded, batch.columns, row);
    const word = key + keyHeaderWords;
    const old = heap.i32[word * 2]!;
    const watermark = watermarkBefore(batch, row);
    if (old !== 0) {
      if (rowBytes(heap, old) === encoded.length && equalBytes(heap.u8, rowOffset(old), encoded.bytes, 0, encoded.length)) return;
      this.#emitter.room(2);
      this.#write(old, RowKind.updateBefore, watermark);
      heap.free(old);
    }
    const stored = storeRow(heap, encoded);
    heap.i32[word * 2] = stored;
    heap.touch(word, 1);
    this.#write(stored, old === 0 ? RowKind.insert : RowKind.updateAfter, watermark);
  }

  #delete(batch: Batch, row: number): void {
    const key = this.#reader.group(this.#table, batch.columns, row, false);
    if (key === 0) return;
    const old = this.#heap.i32[(key + keyHeaderWords) * 2]!;
    this.#write(old, RowKind.delete, watermarkBefore(batch, row));
    this.#heap.free(old);
    this.#table.remove(key);
  }

  #write(stored: number, kind: number, watermark: number): void {
    const emitter = this.#emitter;
    decodeRow(this.#heap.u8, rowOffset(stored), emitter.writers, emitter.add(kind, watermark));
  }
}
