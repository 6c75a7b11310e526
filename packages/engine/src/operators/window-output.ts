// The rows of a window aggregate: keys, results, then the window's own columns.
import type { Column, WindowProperty } from "@millrace/sql";
import type { AggregateSet } from "./aggregates/aggregate-set.ts";
import type { GroupStore } from "./aggregates/group-store.ts";
import type { Emitter } from "./emitter.ts";
import type { KeyTable } from "../state/key-table.ts";
import type { KeyReader } from "./key-reader.ts";
import type { TimeShift } from "./time-shift.ts";
import { RowKind } from "../columns/batch.ts";

export interface WindowOutputOptions {
  readonly emitter: Emitter;
  readonly aggregates: AggregateSet;
  readonly reader: KeyReader;
  readonly keys: number;
  readonly properties: readonly WindowProperty[];
  readonly schema: readonly Column[];
  readonly shift: TimeShift;
  /** Whether groups may be left with no row, which are not written. */
  readonly retracts: boolean;
}

export class WindowOutput {
  readonly #options: WindowOutputOptions;
  readonly #firstProperty: number;

  constructor(options: WindowOutputOptions) {
    this.#options = options;
    this.#firstProperty = options.schema.length - options.properties.length;
  }

  write(store: GroupStore, group: number, start: number, end: number, watermark: number): void {
    this.writeGroup(store, group, store.groups, group, start, end, watermark);
  }

  /** The accumulators of `group` under the key of `key`, a block of the table `table`. */
  writeGroup(store: GroupStore, group: number, table: KeyTable, key: number, start: number, end: number, watermark: number): void {
    const { emitter, aggregates, reader, keys, retracts } = this.#options;
    if (retracts && aggregates.rowCount(store, group) <= 0) return;
    const row = emitter.add(RowKind.insert, watermark);
    reader.write(table, key, emitter.writers, row);
    aggregates.results(store, group, emitter.writers, keys, row);
    this.#writeProperties(row, start, end);
  }

  #writeProperties(row: number, start: number, end: number): void {
    const { emitter, properties, schema, shift } = this.#options;
    for (let index = 0; index < properties.length; index++) {
      const column = this.#firstProperty + index;
      const property = properties[index]!;
      let ms = property === "window_start" ? start : property === "window_end" ? end : end - 1;
      if (property === "window_time" && schema[column]!.type.kind === "TIMESTAMP_LTZ") ms = shift.toEpoch(ms);
      emitter.writers[column]!.time(row, ms, 0);
    }
  }
}
