// MIN, MAX, FIRST_VALUE and LAST_VALUE over rows that may be taken back: all values of a group stay, in an ordered tree.
// MIN and MAX: ordered by value; FIRST and LAST: by arrival, and a second tree by (value, arrival) finds the row to
// take back: the oldest of that value, as Flink does. Words: root by value, root by arrival; next sequence number.
import type { SqlType } from "@millrace/sql";
import type { Batch } from "../../columns/batch.ts";
import { ColumnWriter } from "../../columns/builder.ts";
import { encodeOrder } from "../../state/order-codec.ts";
import { OrderedTree } from "../../state/ordered-tree.ts";
import { RowBuffer, decodeValue, encodeValue } from "../../state/row-codec.ts";
import { signOf } from "./accumulator.ts";
import type { Accumulator, AccumulatorPlan } from "./accumulator.ts";
import type { ExtremeFunction } from "./extreme.ts";
import type { GroupStore } from "./group-store.ts";

const noOrder = new RowBuffer();

class RetractableExtreme implements Accumulator {
  readonly #at: number;
  readonly #argument: number;
  readonly #kind: ExtremeFunction;
  readonly #byArrival: boolean;
  readonly #order = new RowBuffer();
  readonly #value = new RowBuffer();
  readonly #scratch: ColumnWriter;

  constructor(at: number, argument: number, kind: ExtremeFunction, type: SqlType) {
    this.#at = at;
    this.#argument = argument;
    this.#kind = kind;
    this.#byArrival = kind === "first_value" || kind === "last_value";
    this.#scratch = new ColumnWriter(type, 1);
  }

  update(store: GroupStore, batch: Batch, rows: Int32Array, groups: Int32Array, count: number): void {
    const column = batch.columns[this.#argument]!;
    for (let index = 0; index < count; index++) {
      const row = rows[index]!;
      if (column.valid[row] === 0) continue;
      this.#order.length = 0;
      encodeOrder(this.#order, column, row, false, true);
      this.#value.length = 0;
      encodeValue(this.#value, column, row);
      if (signOf(batch.kinds, row) > 0) this.#insert(store, groups[index]!);
      else this.#remove(store, groups[index]!);
    }
  }

  /** Puts in the value of `#order` and `#value`. */
  #insert(store: GroupStore, group: number): void {
    const { heap } = store;
    const tree = new OrderedTree(heap);
    const word = group + this.#at;
    const sequence = heap.f64[word + 1]!;
    const node = tree.create(this.#order, sequence, this.#value.bytes, 0, this.#value.length);
    const root = tree.insert(heap.i32[word * 2]!, node);
    heap.i32[word * 2] = root;
    heap.f64[word + 1] = sequence + 1;
    if (this.#byArrival) {
      const twin = tree.create(noOrder, sequence, this.#value.bytes, 0, this.#value.length);
      heap.i32[word * 2 + 1] = tree.insert(heap.i32[word * 2 + 1]!, twin);
    }
    heap.touch(word, 2);
  }

  /** Takes the oldest of the value of `#order` out; a value that never came is passed over, as in Flink. */
  #remove(store: GroupStore, group: number): void {
    const { heap } = store;
    const tree = new OrderedTree(heap);
    const word = group + this.#at;
    const root = heap.i32[word * 2]!;
    const node = tree.at(root, tree.rank(root, this.#order, -1));
    if (node === 0 || !tree.sameOrder(node, this.#order)) return;
    const sequence = tree.sequence(node);
    heap.i32[word * 2] = tree.remove(root, node);
    tree.free(node);
    if (this.#byArrival) {
      const arrivals = heap.i32[word * 2 + 1]!;
      const twin = tree.at(arrivals, tree.rank(arrivals, noOrder, sequence));
      heap.i32[word * 2 + 1] = tree.remove(arrivals, twin);
      tree.free(twin);
    }
    heap.touch(word, 2);
  }

  merge(store: GroupStore, target: number, from: GroupStore, source: number): void {
    const tree = new OrderedTree(from.heap);
    const half = this.#byArrival ? 1 : 0;
    const root = from.heap.i32[(source + this.#at) * 2 + half]!;
    for (let rank = 1; rank <= tree.size(root); rank++) {
      const node = tree.at(root, rank);
      this.#scratch.reset();
      decodeValue(from.heap.u8, tree.payloadOffset(node), this.#scratch, 0);
      this.#order.length = 0;
      encodeOrder(this.#order, this.#scratch.column, 0, false, true);
      this.#value.length = 0;
      encodeValue(this.#value, this.#scratch.column, 0);
      this.#insert(store, target);
    }
  }

  result(store: GroupStore, group: number, writer: ColumnWriter, row: number): void {
    const tree = new OrderedTree(store.heap);
    const root = store.heap.i32[(group + this.#at) * 2 + (this.#byArrival ? 1 : 0)]!;
    const first = this.#kind === "min" || this.#kind === "first_value";
    const node = tree.at(root, first ? 1 : tree.size(root));
    if (node === 0) writer.null(row);
    else decodeValue(store.heap.u8, tree.payloadOffset(node), writer, row);
  }

  release(store: GroupStore, group: number): void {
    const { heap } = store;
    const tree = new OrderedTree(heap);
    const word = (group + this.#at) * 2;
    tree.freeAll(heap.i32[word]!);
    tree.freeAll(heap.i32[word + 1]!);
    heap.i32[word] = 0;
    heap.i32[word + 1] = 0;
  }
}

export const retractableExtremePlan = (argument: number, kind: ExtremeFunction, type: SqlType): AccumulatorPlan => ({
  words: 2,
  create: (at) => new RetractableExtreme(at, argument, kind, type),
});
