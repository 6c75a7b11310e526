// Windows by the window columns of the input: sorts rows into one store a window and fires stores by watermark, in
// order of end, then start. What a store is and what firing writes is the caller's: aggregates, ranked rows.
import type { Batch, TimeColumn } from "../columns/batch.ts";
import type { Region } from "../state/region.ts";
import type { OperatorContext } from "./operator.ts";
import { Panes } from "./panes.ts";
import type { Pane } from "./panes.ts";
import { Progress } from "./progress.ts";
import type { TimeShift } from "./time-shift.ts";

export interface AttachedPanesOptions<Store> {
  readonly context: OperatorContext;
  readonly shift: TimeShift;
  /** Columns of window_start and window_end. */
  readonly window: { readonly start: number; readonly end: number };
  open(region: Region): Store;
  /** The selected rows, in order of arrival, belong to the store. */
  take(store: Store, batch: Batch, rows: Int32Array, count: number): void;
  fire(store: Store, start: number, end: number, watermark: number): void;
}

export class AttachedPanes<Store> {
  readonly progress: Progress;
  readonly #options: AttachedPanesOptions<Store>;
  readonly #panes: Panes<Store>;
  #nextFire = Infinity;

  constructor(options: AttachedPanesOptions<Store>) {
    this.#options = options;
    this.progress = new Progress(options.context.state);
    this.#panes = new Panes(options.context.state, (region) => options.open(region));
    this.#schedule();
  }

  push(batch: Batch): void {
    const { start, end } = this.#options.window;
    const starts = batch.columns[start] as TimeColumn;
    const ends = batch.columns[end] as TimeColumn;
    const lane = batch.watermarks;
    let pane: Pane<Store> | null = null;
    if (lane === null) this.#advance(batch, batch.watermark);
    for (let row = 0; row < batch.rows; row++) {
      if (lane !== null && lane[row]! > this.progress.watermark) {
        if (lane[row]! >= this.#nextFire) pane = null;
        this.#advance(batch, lane[row]!);
      }
      const rowStart = starts.data[row]!;
      const rowEnd = ends.data[row]!;
      if (pane === null || pane.first !== rowEnd || pane.second !== rowStart) {
        pane =
          ends.valid[row] === 0 || starts.valid[row] === 0 ? this.#withoutWindow(batch, row) : this.#paneOf(batch, row, rowStart, rowEnd);
        if (pane === null) continue;
      }
      this.#panes.addRow(pane, row);
    }
    this.#flush(batch);
    this.progress.save();
  }

  watermark(ms: number): void {
    if (ms >= this.#nextFire) this.#fire(ms);
    if (ms > this.progress.watermark) this.progress.watermark = ms;
    this.progress.save();
  }

  #advance(batch: Batch, watermark: number): void {
    if (watermark >= this.#nextFire) {
      this.#flush(batch);
      this.#fire(watermark);
    }
    if (watermark > this.progress.watermark) this.progress.watermark = watermark;
  }

  #withoutWindow(batch: Batch, row: number): null {
    this.#options.context.late(batch, row, -Infinity);
    return null;
  }

  #paneOf(batch: Batch, row: number, start: number, end: number): Pane<Store> | null {
    const found = this.#panes.find(end, start);
    if (found !== null) return found;
    const { shift, context } = this.#options;
    const timer = shift.toTimer(end - 1);
    if (timer <= this.progress.watermark) {
      context.late(batch, row, shift.toEpoch(end));
      return null;
    }
    const pane = this.#panes.create(end, start);
    this.#schedule();
    return pane;
  }

  #flush(batch: Batch): void {
    this.#panes.flush((pane) => this.#options.take(pane.store, batch, pane.rows, pane.count));
  }

  #schedule(): void {
    const first = this.#panes.list[0];
    this.#nextFire = first === undefined ? Infinity : this.#options.shift.toTimer(first.first - 1);
  }

  #fire(watermark: number): void {
    const { list } = this.#panes;
    while (list.length > 0 && this.#nextFire <= watermark) {
      const pane = list[0]!;
      this.#options.fire(pane.store, pane.second, pane.first, this.progress.watermark);
      this.#panes.dropFirst(1);
      this.#schedule();
    }
  }
}
