// The live panes of a window operator, in order, each with a region of its own that is dropped whole when the last
// window over it has fired. A pane is named by two numbers and ordered by them: (start, 0) for panes of aligned
// windows, (end, start) for windows that the input brings along.
import { batchRows } from "../columns/batch.ts";
import type { Region, StateScope } from "../state/region.ts";

export interface Pane<Store> {
  readonly first: number;
  readonly second: number;
  readonly store: Store;
  /** Rows of the current batch that fall into the pane and are not in the store yet. */
  rows: Int32Array;
  count: number;
}

const prefix = "pane:";
const none = new Int32Array(0);

export class Panes<Store> {
  readonly list: Pane<Store>[] = [];
  readonly #state: StateScope;
  readonly #open: (region: Region) => Store;
  /** Panes with waiting rows, in the order in which they got the first. */
  readonly #touched: Pane<Store>[] = [];
  readonly #spare: Int32Array[] = [];

  constructor(state: StateScope, open: (region: Region) => Store) {
    this.#state = state;
    this.#open = open;
    for (const name of state.names()) {
      if (!name.startsWith(prefix)) continue;
      const [first, second] = name.slice(prefix.length).split(":");
      this.#insert(Number(first), Number(second));
    }
  }

  find(first: number, second: number): Pane<Store> | null {
    const pane = this.list[this.#place(first, second)];
    return pane !== undefined && pane.first === first && pane.second === second ? pane : null;
  }

  create(first: number, second: number): Pane<Store> {
    return this.#insert(first, second);
  }

  /** Drops the first `count` panes. */
  dropFirst(count: number): void {
    for (const pane of this.list.splice(0, count)) this.#state.drop(`${prefix}${pane.first}:${pane.second}`);
  }

  addRow(pane: Pane<Store>, row: number): void {
    if (pane.count === 0) {
      pane.rows = this.#spare.pop() ?? new Int32Array(batchRows);
      this.#touched.push(pane);
    }
    pane.rows[pane.count++] = row;
  }

  /** Hands the waiting rows of each pane over. */
  flush(take: (pane: Pane<Store>) => void): void {
    for (const pane of this.#touched) {
      take(pane);
      pane.count = 0;
      this.#spare.push(pane.rows);
      pane.rows = none;
    }
    this.#touched.length = 0;
  }

  /** Where a pane stands or would stand. */
  #place(first: number, second: number): number {
    const { list } = this;
    let low = 0;
    let high = list.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const pane = list[middle]!;
      if (pane.first < first || (pane.first === first && pane.second < second)) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #insert(first: number, second: number): Pane<Store> {
    const store = this.#open(this.#state.region(`${prefix}${first}:${second}`));
    const pane: Pane<Store> = { first, second, store, rows: none, count: 0 };
    this.list.splice(this.#place(first, second), 0, pane);
    return pane;
  }
}
