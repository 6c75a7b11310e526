// GROUP BY over windows that are assigned here from the time column: TUMBLE, HOP, CUMULATE.
//
// Rows go into panes (window-assigner.ts); a pane is a table of groups in a region of its own. When the watermark
// before a row has reached `window_end - 1`, the window fires: its panes are merged (one pane alone is read as it
// stands), groups are written in the order of panes and, within a pane, of first arrival; panes that no open window
// needs are dropped. Windows fire in order of their end.
// A row whose last window has fired is late; one that is late for some of its windows counts in the others: its pane
// is still there. A row without a time belongs to no window: it is reported as late for a window that ends at
// -Infinity (Flink's aggregate fails on it, its window table function drops and counts it).
// Between two watermarks that fire something, rows are only sorted into selections by pane, and each pane then takes
// its selection at once: loops over columns, whatever the disorder of the input.
import { assert } from "@millrace/core";
import type { WindowAggregateNode } from "@millrace/sql";
import { batchRows } from "../columns/batch.ts";
import type { Batch, TimeColumn } from "../columns/batch.ts";
import { createScratch } from "../state/memory.ts";
import { BlockKind } from "../state/heap.ts";
import { AggregateSet } from "./aggregates/aggregate-set.ts";
import type { GroupStore } from "./aggregates/group-store.ts";
import { Sequence } from "./aggregates/sequence.ts";
import { Emitter, watermarkBefore } from "./emitter.ts";
import { KeyReader } from "./key-reader.ts";
import type { Operator, OperatorContext } from "./operator.ts";
import { Panes } from "./panes.ts";
import type { Pane } from "./panes.ts";
import { Progress, ownNumbers } from "./progress.ts";
import { createTimeShift, noShift } from "./time-shift.ts";
import type { TimeShift } from "./time-shift.ts";
import { createAssigner } from "./window-assigner.ts";
import type { AlignedWindow, WindowAssigner } from "./window-assigner.ts";
import { WindowOutput } from "./window-output.ts";

/** No zone's clock jumps further than this. */
const jumpMs = 3 * 3_600_000;

export class AlignedWindowAggregate implements Operator {
  readonly #context: OperatorContext;
  readonly #timeColumn: number;
  readonly #assigner: WindowAssigner;
  readonly #shift: TimeShift;
  readonly #aggregates: AggregateSet;
  readonly #reader: KeyReader;
  readonly #emitter: Emitter;
  readonly #rows: WindowOutput;
  readonly #panes: Panes<GroupStore>;
  readonly #progress: Progress;
  readonly #sequence = new Sequence();
  readonly #groups = new Int32Array(batchRows);
  /** Where the panes of a window are merged; made when it is first needed. */
  #merged: GroupStore | null = null;
  /** The watermark at which the next window fires. */
  #nextFire = Infinity;

  constructor(node: WindowAggregateNode, window: AlignedWindow, context: OperatorContext) {
    const input = node.input.schema;
    const retracts = node.input.changelog.kind !== "append";
    this.#context = context;
    this.#timeColumn = window.timeColumn;
    this.#assigner = createAssigner(window);
    this.#shift = input[window.timeColumn]!.type.kind === "TIMESTAMP_LTZ" ? createTimeShift(context.timeZone) : noShift;
    this.#progress = new Progress(context.state);
    this.#sequence.attach(this.#progress.heap, ownNumbers);
    const aggregates = new AggregateSet({ calls: node.aggregates, input, retracts, countsRows: false, sequence: this.#sequence });
    this.#aggregates = aggregates;
    this.#reader = new KeyReader(node.keys, input);
    this.#emitter = new Emitter(
      node.schema.map((column) => column.type),
      context.output,
    );
    this.#rows = new WindowOutput({
      emitter: this.#emitter,
      aggregates,
      reader: this.#reader,
      keys: node.keys.length,
      properties: node.properties,
      schema: node.schema,
      shift: this.#shift,
      retracts,
    });
    this.#panes = new Panes(context.state, (region) => aggregates.createStore(region, true));
    this.#schedule(this.#behind(this.#progress.watermark));
  }

  push(_port: number, batch: Batch): void {
    const time = batch.columns[this.#timeColumn] as TimeColumn;
    const { data, valid } = time;
    const lane = batch.watermarks;
    const panes = this.#panes;
    if (lane === null) this.#advance(batch, batch.watermark);
    let pane: Pane<GroupStore> | null = null;
    // The pane of the row before serves again while the time stays within [low, high).
    let low = NaN;
    let high = NaN;
    for (let row = 0; row < batch.rows; row++) {
      if (lane !== null) {
        const watermark = lane[row]!;
        if (watermark >= this.#nextFire) {
          this.#advance(batch, watermark);
          low = NaN;
        }
        this.#progress.watermark = watermark;
      }
      const ms = data[row]!;
      if (!(ms >= low && ms < high) || valid[row] === 0) {
        pane = this.#paneOf(batch, row, valid[row] === 0 ? NaN : ms);
        if (pane === null) {
          low = NaN;
          continue;
        }
        if (this.#shift === noShift) {
          low = pane.first;
          high = low + this.#assigner.paneMs;
        }
      }
      panes.addRow(pane!, row);
    }
    this.#flush(batch);
    this.#sequence.advance(batch.rows);
    this.#progress.save();
    this.#emitter.flush();
  }

  watermark(_port: number, ms: number): void {
    if (ms >= this.#nextFire) this.#fire(ms);
    this.#progress.watermark = Math.max(ms, this.#progress.watermark);
    this.#progress.save();
    this.#emitter.watermark(ms);
  }

  /** Rows before this watermark go into their panes, then windows fire. */
  #advance(batch: Batch, watermark: number): void {
    if (watermark >= this.#nextFire) {
      this.#flush(batch);
      this.#fire(watermark);
    }
    this.#progress.watermark = Math.max(watermark, this.#progress.watermark);
  }

  /** The pane of a row, made when it is new; null for a row without a time or too late. */
  #paneOf(batch: Batch, row: number, ms: number): Pane<GroupStore> | null {
    if (ms !== ms) {
      this.#context.late(batch, row, -Infinity);
      return null;
    }
    const start = this.#assigner.paneStart(this.#shift.toLocal(ms));
    const found = this.#panes.find(start, 0);
    if (found !== null) return found;
    const lastEnd = this.#assigner.lastEnd(start);
    if (lastEnd <= start) return null;
    if (this.#shift.toTimer(lastEnd - 1) <= watermarkBefore(batch, row)) {
      this.#context.late(batch, row, this.#shift.toEpoch(lastEnd));
      return null;
    }
    const pane = this.#panes.create(start, 0);
    const end = this.#openEnd(start, this.#behind(this.#progress.watermark));
    this.#nextFire = Math.min(this.#nextFire, this.#shift.toTimer(end - 1));
    return pane;
  }

  #flush(batch: Batch): void {
    const groups = this.#groups;
    this.#panes.flush((pane) => {
      this.#reader.groups(pane.store.groups, batch, pane.rows, pane.count, groups);
      this.#aggregates.update(pane.store, batch, pane.rows, groups, pane.count);
    });
  }

  /** A local time up to which every window end has surely been passed by the watermark. */
  #behind(watermark: number): number {
    return this.#shift === noShift ? watermark + 1 : this.#shift.toLocal(watermark) - jumpMs;
  }

  /** The end of the first window over a pane, behind `after`, that has not fired. */
  #openEnd(paneStart: number, after: number): number {
    let end = this.#assigner.nextEnd(paneStart, after);
    while (end !== -Infinity && this.#shift.toTimer(end - 1) <= this.#progress.watermark) end = this.#assigner.nextEnd(paneStart, end);
    return end;
  }

  /** The panes stand in order of start, and so do their first open ends: the first pane has the next window. */
  #schedule(after: number): number {
    const first = this.#panes.list[0];
    if (first === undefined) {
      this.#nextFire = Infinity;
      return -Infinity;
    }
    const end = this.#openEnd(first.first, after);
    assert(end !== -Infinity, "a live pane has a window that has not fired");
    this.#nextFire = this.#shift.toTimer(end - 1);
    return end;
  }

  #fire(watermark: number): void {
    let end = this.#schedule(this.#behind(this.#progress.watermark));
    while (end !== -Infinity && this.#nextFire <= watermark) {
      this.#writeWindow(end);
      let done = 0;
      const { list } = this.#panes;
      while (done < list.length && this.#assigner.lastEnd(list[done]!.first) <= end) done++;
      this.#panes.dropFirst(done);
      end = this.#schedule(end);
    }
  }

  #writeWindow(end: number): void {
    const start = this.#assigner.windowStart(end);
    const panes = this.#panes.list.filter((pane) => pane.first >= start && pane.first < end);
    const single = panes.length === 1 ? panes[0]! : null;
    const store = single === null ? this.#merge(panes) : single.store;
    const { watermark } = this.#progress;
    store.heap.walk(BlockKind.group, (group) => this.#rows.write(store, group, start, end, watermark));
    if (single === null) store.clear();
  }

  #merge(panes: readonly Pane<GroupStore>[]): GroupStore {
    this.#merged ??= this.#aggregates.createStore(createScratch("merged"), true);
    const merged = this.#merged;
    for (const { store } of panes) {
      store.heap.walk(BlockKind.group, (group) => {
        const target = this.#reader.transfer(store.groups, group, merged.groups);
        this.#aggregates.merge(merged, target, store, group);
      });
    }
    return merged;
  }
}
