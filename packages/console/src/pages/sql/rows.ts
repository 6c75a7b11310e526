// The rows of a query as they stand now. An append-only result keeps the newest; a changing one keeps a row per key, or
// counts equal rows when the plan knows no key. Both are cut, so that a tab left open cannot grow without end.

/** What a page can show. */
export const keptRows = 2_000;
/** Rows of a changing result held at once; beyond, the oldest go. */
export const heldRows = 20_000;

export type Row = readonly unknown[];

export class Rows {
  #appended: Row[] = [];
  readonly #present = new Map<string, { row: Row; times: number }>();
  key: readonly number[] | null = null;
  changelog: "append" | "retract" = "append";
  received = 0;
  changed = false;
  cut = false;

  take(rows: readonly (readonly [string, ...unknown[]])[]): void {
    this.received += rows.length;
    this.changed = true;
    for (const [kind, ...row] of rows) {
      if (this.changelog === "append") this.#appended.push(row);
      else this.#change(kind, row);
    }
    for (const id of this.#present.keys()) {
      if (this.#present.size <= heldRows) break;
      this.#present.delete(id);
      this.cut = true;
    }
    if (this.#appended.length > 2 * keptRows) this.#appended = this.#appended.slice(-keptRows);
  }

  #change(kind: string, row: Row): void {
    const id = JSON.stringify(this.key === null ? row : this.key.map((column) => row[column]));
    const held = this.#present.get(id);
    if (kind.startsWith("+")) {
      if (this.key === null && held !== undefined) held.times++;
      else if (held === undefined) this.#present.set(id, { row, times: 1 });
      else held.row = row;
    } else if ((kind === "-D" || this.key === null) && held !== undefined && --held.times === 0) this.#present.delete(id);
  }

  snapshot(): Row[] {
    this.changed = false;
    if (this.changelog === "append") return this.#appended.slice(-keptRows).toReversed();
    const rows: Row[] = [];
    for (const { row, times } of this.#present.values()) {
      for (let copy = 0; copy < times && rows.length < keptRows; copy++) rows.push(row);
      if (rows.length >= keptRows) break;
    }
    return rows;
  }
}
