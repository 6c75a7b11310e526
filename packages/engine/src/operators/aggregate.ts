// GROUP BY without a window: a changelog, in the order of the input rows, as Flink's GroupAggFunction makes it.
// The first row of a group: +I. Then, where a result changed: -U with the old one and +U with the new one; nothing where
// it did not. A group whose rows were all taken back: -D, and it is gone. A row taken back that never came (no group):
// nothing. Without keys there is one group, which begins with the first row.
// The old result is written to the output before the update and the new one behind it; when they are equal both go.
import type { AggregateNode } from "@millrace/sql";
import { RowKind, batchRows } from "../columns/batch.ts";
import type { Batch } from "../columns/batch.ts";
import { sameValue } from "../columns/builder.ts";
import { AggregateSet } from "./aggregates/aggregate-set.ts";
import type { GroupStore } from "./aggregates/group-store.ts";
import { Sequence } from "./aggregates/sequence.ts";
import { Emitter, watermarkBefore } from "./emitter.ts";
import { KeyReader } from "./key-reader.ts";
import type { Operator, OperatorContext } from "./operator.ts";

const sequenceNumber = 0;
const allRows = Int32Array.from({ length: batchRows }, (_, row) => row);

export function createAggregate(node: AggregateNode, context: OperatorContext): Operator {
  return new Aggregate(node, context);
}

class Aggregate implements Operator {
  readonly #aggregates: AggregateSet;
  readonly #store: GroupStore;
  readonly #reader: KeyReader;
  readonly #emitter: Emitter;
  readonly #sequence = new Sequence();
  readonly #appends: boolean;
  readonly #groups = new Int32Array(batchRows);
  readonly #keys: number;
  readonly #updateBefore: boolean;
  readonly #row = new Int32Array(1);
  readonly #group = new Int32Array(1);

  constructor(node: AggregateNode, context: OperatorContext) {
    const input = node.input.schema;
    this.#appends = node.input.changelog.kind === "append";
    this.#aggregates = new AggregateSet({
      calls: node.aggregates,
      input,
      retracts: !this.#appends,
      countsRows: true,
      sequence: this.#sequence,
    });
    this.#store = this.#aggregates.createStore(context.state.region("groups"), false);
    this.#sequence.attach(this.#store.heap, sequenceNumber);
    this.#reader = new KeyReader(node.keys, input);
    this.#emitter = new Emitter(
      node.schema.map((column) => column.type),
      context.output,
    );
    this.#keys = node.keys.length;
    this.#updateBefore = node.changelog.kind !== "upsert";
  }

  push(_port: number, batch: Batch): void {
    // While rows only come no group goes, so that those of the whole batch can be found at once.
    if (this.#appends) {
      this.#reader.groups(this.#store.groups, batch, allRows, batch.rows, this.#groups);
      for (let row = 0; row < batch.rows; row++) this.#update(batch, row, this.#groups[row]!);
    } else for (let row = 0; row < batch.rows; row++) this.#update(batch, row, this.#find(batch, row));
    this.#sequence.advance(batch.rows);
    this.#emitter.flush();
  }

  watermark(_port: number, ms: number): void {
    this.#emitter.watermark(ms);
  }

  /** The group of one row; a row that is taken back makes none. */
  #find(batch: Batch, row: number): number {
    const kind = batch.kinds === null ? RowKind.insert : batch.kinds[row]!;
    return this.#reader.group(this.#store.groups, batch.columns, row, kind === RowKind.insert || kind === RowKind.updateAfter);
  }

  #update(batch: Batch, row: number, group: number): void {
    if (group === 0) return;
    const store = this.#store;
    const aggregates = this.#aggregates;
    const emitter = this.#emitter;
    const watermark = watermarkBefore(batch, row);
    this.#row[0] = row;
    this.#group[0] = group;
    if (aggregates.rowCount(store, group) === 0) {
      aggregates.update(store, batch, this.#row, this.#group, 1);
      this.#write(group, emitter.add(RowKind.insert, watermark));
      return;
    }
    emitter.room(2);
    const before = emitter.add(RowKind.updateBefore, watermark);
    this.#write(group, before);
    aggregates.update(store, batch, this.#row, this.#group, 1);
    if (aggregates.rowCount(store, group) === 0) {
      emitter.drop(1);
      emitter.add(RowKind.delete, watermark);
      aggregates.release(store, group);
      store.groups.remove(group);
      return;
    }
    this.#writeAfter(group, before, watermark);
  }

  #write(group: number, row: number): void {
    const { writers } = this.#emitter;
    this.#reader.write(this.#store.groups, group, writers, row);
    this.#aggregates.results(this.#store, group, writers, this.#keys, row);
  }

  /** The new result behind the old one at `before`; neither when they are equal. */
  #writeAfter(group: number, before: number, watermark: number): void {
    const emitter = this.#emitter;
    const { writers } = emitter;
    const after = emitter.add(RowKind.updateAfter, watermark);
    this.#aggregates.results(this.#store, group, writers, this.#keys, after);
    let changed = false;
    for (let index = this.#keys; index < writers.length && !changed; index++) {
      const { column } = writers[index]!;
      changed = !sameValue(column, before, column, after);
    }
    if (!changed) {
      emitter.drop(2);
      return;
    }
    const target = this.#updateBefore ? after : before;
    if (this.#updateBefore) for (let index = 0; index < this.#keys; index++) writers[index]!.repeat(after, before);
    else {
      // Without -U the new result takes the place of the old one.
      emitter.drop(2);
      emitter.add(RowKind.updateAfter, watermark);
      for (let index = this.#keys; index < writers.length; index++) writers[index]!.repeat(target, after);
    }
  }
}
