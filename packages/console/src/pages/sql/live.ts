// A running query: its rows as they stand now. An append-only result keeps the newest rows; a changing one keeps a row
// per key (or per value, when the plan knows no key). Rows gather off screen and are shown at most ten times a second.
import type { ColumnView, LiveMessage, SqlBody, StatementResult } from "@millrace/platform/api";
import { useCallback, useEffect, useRef, useState } from "react";
import { ApiError, runSql } from "../../api/http.ts";

const keptRows = 2_000;
/** Rows of a changing result held at once; beyond, the oldest go, so that a tab left open cannot grow without end. */
const heldRows = 20_000;
const drawEveryMs = 100;

export type Row = readonly unknown[];

export interface LiveResult {
  readonly state: "idle" | "running" | "done";
  readonly columns: readonly ColumnView[];
  readonly changelog: "append" | "retract";
  /** Which columns make a row what it is; null when the plan knows none. */
  readonly key: readonly number[] | null;
  /** A changing result was larger than what is held here. */
  readonly cut: boolean;
  /** Newest first for an append-only result. */
  readonly rows: readonly Row[];
  readonly received: number;
  readonly skipped: number;
  readonly firstRowMs: number | null;
  readonly progress: { readonly rowsIn: number; readonly watermarkMs: number | null; readonly lag: number } | null;
  readonly results: readonly StatementResult[];
  readonly error: Error | null;
}

const nothing: LiveResult = {
  state: "idle",
  columns: [],
  changelog: "append",
  key: null,
  cut: false,
  rows: [],
  received: 0,
  skipped: 0,
  firstRowMs: null,
  progress: null,
  results: [],
  error: null,
};

/** Rows of one query, held outside React until they are drawn. */
class Rows {
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

export function useLive(): { readonly result: LiveResult; readonly run: (body: SqlBody) => Promise<void>; readonly stop: () => void } {
  const [result, setResult] = useState<LiveResult>(nothing);
  const running = useRef<AbortController | null>(null);
  const stop = useCallback(() => running.current?.abort(), []);
  useEffect(() => stop, [stop]);

  const run = useCallback(async (body: SqlBody): Promise<void> => {
    running.current?.abort();
    const controller = new AbortController();
    running.current = controller;
    const rows = new Rows();
    const began = performance.now();
    setResult({ ...nothing, state: "running" });
    const set = (change: Partial<LiveResult>): void => void (running.current === controller && setResult((was) => ({ ...was, ...change })));
    const drawn = (): Partial<LiveResult> => ({ rows: rows.snapshot(), received: rows.received, cut: rows.cut });
    const timer = setInterval(() => rows.changed && set(drawn()), drawEveryMs);
    const onMessage = (message: LiveMessage): void => {
      if (message.type === "schema") {
        rows.key = message.key;
        rows.changelog = message.changelog;
        set({ columns: message.columns, changelog: message.changelog, key: message.key });
      } else if (message.type === "rows") {
        const first = rows.received === 0;
        rows.take(message.rows);
        if (first) set({ firstRowMs: performance.now() - began, ...drawn() });
      } else if (message.type === "skipped") setResult((was) => ({ ...was, skipped: was.skipped + message.rows }));
      else if (message.type === "progress") set({ progress: message });
      else if (message.type === "error") set({ error: new ApiError(message.error) });
    };
    try {
      const answer = await runSql(body, onMessage, controller.signal);
      if (answer !== undefined) set({ results: answer.results });
    } catch (error) {
      if (!controller.signal.aborted) set({ error: error as Error });
    } finally {
      clearInterval(timer);
      set({ state: "done", ...(rows.received > 0 ? drawn() : {}) });
    }
  }, []);
  return { result, run, stop };
}
