// ROW_NUMBER() with a bound: top-N and deduplication, as a changelog like Flink's.
// - With the rank in the output, or ranks that begin above 1: a row that comes in at rank r shifts the ones below it:
//   for each rank from r on -U with the row that stood there and +U with the one that stands there now, +I for a rank
//   that is new. A row that leaves shifts them back, and the last rank, if it was shown, gets -D.
// - Without the rank: -D for the row that fell out of the bound, then +I for the new one; or -D for the one that left,
//   then +I for the one that moved up.
// - Rank 1 alone over rows that only come: +I, then -U and +U whenever a better row comes.
// While rows only come, those below the bound are forgotten; else all rows are kept, because they may move up.
// Rows of equal order keep the order of arrival (see `keepsLast` for the one exception).
import type { RankNode } from "@millrace/sql";
import { RowKind } from "../columns/batch.ts";
import type { Batch } from "../columns/batch.ts";
import type { ColumnWriter } from "../columns/builder.ts";
import { decodeRow } from "../state/row-codec.ts";
import { Emitter, watermarkBefore } from "./emitter.ts";
import type { Operator, OperatorContext } from "./operator.ts";
import { RankedReader, RankedRows, keepsLast } from "./ranked-rows.ts";

export class Rank implements Operator {
  readonly #rows: RankedRows;
  readonly #reader: RankedReader;
  readonly #emitter: Emitter;
  /** The writers of the input's columns; the rank's own comes behind. */
  readonly #columns: readonly ColumnWriter[];
  readonly #from: number;
  readonly #to: number;
  readonly #outputRank: boolean;
  readonly #appends: boolean;
  readonly #updateBefore: boolean;
  #watermark = -Infinity;

  constructor(node: RankNode, context: OperatorContext) {
    const input = node.input.schema;
    this.#appends = node.input.changelog.kind === "append";
    this.#rows = new RankedRows(context.state.region("rows"), false);
    const lastFirst = this.#appends && keepsLast(node.orderBy, node.from, node.to, input);
    this.#reader = new RankedReader(node.partitionBy, node.orderBy, input, lastFirst);
    this.#emitter = new Emitter(
      node.schema.map((column) => column.type),
      context.output,
    );
    this.#columns = this.#emitter.writers.slice(0, input.length);
    this.#from = node.from;
    this.#to = node.to;
    this.#outputRank = node.outputRank;
    this.#updateBefore = node.changelog.kind !== "upsert";
  }

  push(_port: number, batch: Batch): void {
    for (let row = 0; row < batch.rows; row++) {
      this.#watermark = watermarkBefore(batch, row);
      const kind = batch.kinds === null ? RowKind.insert : batch.kinds[row]!;
      if (kind === RowKind.insert || kind === RowKind.updateAfter) this.#insert(batch, row);
      else this.#remove(batch, row);
    }
    this.#emitter.flush();
  }

  watermark(_port: number, ms: number): void {
    this.#emitter.watermark(ms);
  }

  #insert(batch: Batch, row: number): void {
    const rows = this.#rows;
    const partition = this.#reader.partition(rows, batch, row, true);
    const rank = this.#reader.newRank(rows, rows.root(partition), batch, row);
    if (rank > this.#to && this.#appends) return;
    this.#reader.insert(rows, partition, batch, row);
    const root = rows.root(partition);
    if (rank <= this.#to) {
      const single = this.#appends && this.#to === 1;
      if (this.#outputRank || this.#from > 1 || single) this.#shiftDown(root, rank);
      else {
        const fallen = rows.tree.at(root, this.#to + 1);
        if (fallen !== 0) this.#write(fallen, 0, RowKind.delete);
        this.#write(rows.tree.at(root, rank), 0, RowKind.insert);
      }
    }
    if (!this.#appends || rows.tree.size(root) <= this.#to) return;
    const fallen = rows.tree.at(root, this.#to + 1);
    rows.setRoot(partition, rows.tree.remove(root, fallen));
    rows.tree.free(fallen);
  }

  /** A row came in at `rank`: the tree holds it already. */
  #shiftDown(root: number, rank: number): void {
    const { tree } = this.#rows;
    const size = tree.size(root);
    for (let place = Math.max(rank, this.#from); place <= Math.min(this.#to, size); place++) {
      const now = tree.at(root, place);
      if (place === size) this.#write(now, place, RowKind.insert);
      else {
        this.#write(tree.at(root, place + 1), place, RowKind.updateBefore);
        this.#write(now, place, RowKind.updateAfter);
      }
    }
  }

  #remove(batch: Batch, row: number): void {
    const rows = this.#rows;
    const { tree } = rows;
    const partition = this.#reader.partition(rows, batch, row, false);
    if (partition === 0) return;
    const root = rows.root(partition);
    const rank = this.#reader.find(rows, root, batch, row);
    if (rank === 0) return;
    const node = tree.at(root, rank);
    if (rank <= this.#to) {
      if (this.#outputRank || this.#from > 1) this.#shiftUp(root, rank);
      else {
        this.#write(node, 0, RowKind.delete);
        const risen = tree.at(root, this.#to + 1);
        if (risen !== 0) this.#write(risen, 0, RowKind.insert);
      }
    }
    const rest = tree.remove(root, node);
    rows.setRoot(partition, rest);
    tree.free(node);
    if (rest === 0) rows.partitions.remove(partition);
  }

  /** The row at `rank` leaves: the tree holds it still. */
  #shiftUp(root: number, rank: number): void {
    const { tree } = this.#rows;
    const size = tree.size(root);
    for (let place = Math.max(rank, this.#from); place <= Math.min(this.#to, size); place++) {
      const before = tree.at(root, place);
      if (place === size) this.#write(before, place, RowKind.delete);
      else {
        this.#write(before, place, RowKind.updateBefore);
        this.#write(tree.at(root, place + 1), place, RowKind.updateAfter);
      }
    }
  }

  #write(node: number, rank: number, kind: number): void {
    if (kind === RowKind.updateBefore && !this.#updateBefore) return;
    const emitter = this.#emitter;
    const row = emitter.add(kind, this.#watermark);
    decodeRow(this.#rows.heap.u8, this.#rows.tree.payloadOffset(node), this.#columns, row);
    if (this.#outputRank) emitter.writers[this.#columns.length]!.number(row, rank);
  }
}
