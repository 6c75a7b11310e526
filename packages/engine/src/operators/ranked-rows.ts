// Rows of partitions in their order, each row with its rank: what ranking operators keep.
// A partition is a key block whose payload word holds the root of an ordered tree; a node's payload is the whole row.
import type { Column, SortKey } from "@millrace/sql";
import type { Batch } from "../columns/batch.ts";
import { BlockKind, Heap } from "../state/heap.ts";
import { KeyTable, keyHeaderWords } from "../state/key-table.ts";
import { encodeOrder } from "../state/order-codec.ts";
import { OrderedTree } from "../state/ordered-tree.ts";
import type { Region } from "../state/region.ts";
import { RowBuffer, encodeRow } from "../state/row-codec.ts";
import { compareBytes } from "../state/hash.ts";
import { KeyReader } from "./key-reader.ts";

/** The heap's number that counts rows in the order of arrival. */
const sequenceNumber = 0;

export class RankedRows {
  readonly heap: Heap;
  readonly tree: OrderedTree;
  readonly partitions: KeyTable;

  constructor(region: Region, ordered: boolean) {
    this.heap = new Heap(region);
    this.tree = new OrderedTree(this.heap);
    this.partitions = new KeyTable(this.heap, BlockKind.group, 1, ordered);
  }

  root(partition: number): number {
    return this.heap.i32[(partition + keyHeaderWords) * 2]!;
  }

  setRoot(partition: number, root: number): void {
    this.heap.i32[(partition + keyHeaderWords) * 2] = root;
    this.heap.touch(partition + keyHeaderWords, 1);
  }
}

/** Reads rows of batches for `RankedRows`: partition, order and the row itself. */
export class RankedReader {
  readonly #keys: KeyReader;
  readonly #orderBy: readonly SortKey[];
  readonly #order = new RowBuffer();
  readonly #row = new RowBuffer();
  /** By a tie the row that came last goes first. */
  readonly #lastFirst: boolean;

  constructor(partitionBy: readonly number[], orderBy: readonly SortKey[], input: readonly Column[], lastFirst: boolean) {
    this.#keys = new KeyReader(partitionBy, input);
    this.#orderBy = orderBy;
    this.#lastFirst = lastFirst;
  }

  partition(rows: RankedRows, batch: Batch, row: number, make: boolean): number {
    return this.#keys.group(rows.partitions, batch.columns, row, make);
  }

  /** The rank that a new row would get; `insert` of the same row may follow. */
  newRank(rows: RankedRows, root: number, batch: Batch, row: number): number {
    this.#encodeOrder(batch, row);
    return rows.tree.rank(root, this.#order, this.#lastFirst ? -Infinity : Infinity);
  }

  /** Puts the row of the last `newRank` in. */
  insert(rows: RankedRows, partition: number, batch: Batch, row: number): void {
    this.#row.length = 0;
    encodeRow(this.#row, batch.columns, row);
    const count = rows.heap.number(sequenceNumber);
    rows.heap.setNumber(sequenceNumber, count + 1);
    const sequence = this.#lastFirst ? -count : count;
    const node = rows.tree.create(this.#order, sequence, this.#row.bytes, 0, this.#row.length);
    rows.setRoot(partition, rows.tree.insert(rows.root(partition), node));
  }

  /** The rank of the first row that equals this one; 0 when there is none. */
  find(rows: RankedRows, root: number, batch: Batch, row: number): number {
    this.#encodeOrder(batch, row);
    this.#row.length = 0;
    encodeRow(this.#row, batch.columns, row);
    const { tree, heap } = rows;
    for (let rank = tree.rank(root, this.#order, -Infinity); ; rank++) {
      const node = tree.at(root, rank);
      if (node === 0 || !tree.sameOrder(node, this.#order)) return 0;
      const order = compareBytes(heap.u8, tree.payloadOffset(node), tree.payloadLength(node), this.#row.bytes, 0, this.#row.length);
      if (order === 0) return rank;
    }
  }

  #encodeOrder(batch: Batch, row: number): void {
    this.#order.length = 0;
    for (const { column, descending, nullsLast } of this.#orderBy)
      encodeOrder(this.#order, batch.columns[column]!, row, descending, nullsLast);
  }
}

/**
 * Whether ranking is Flink's deduplication by event time that keeps the last row: of equal times the later row wins.
 * Everywhere else the earlier of equal rows stands first.
 */
export function keepsLast(orderBy: readonly SortKey[], from: number, to: number, input: readonly Column[]): boolean {
  const key = orderBy[0];
  if (from !== 1 || to !== 1 || orderBy.length !== 1 || key === undefined || !key.descending) return false;
  const { type } = input[key.column]!;
  return (type.kind === "TIMESTAMP" || type.kind === "TIMESTAMP_LTZ") && type.rowtime === true;
}
