// A running query. Its rows gather off screen and are shown at most ten times a second.
import type { ErrorJson } from "@millrace/core";
import type { ColumnView, LiveMessage, SqlBody, StatementResult } from "@millrace/platform/api";
import { useCallback, useEffect, useRef, useState } from "react";
import { ApiError, runSql } from "../../api/http.ts";
import { Rows, type Row } from "./rows.ts";

const drawEveryMs = 100;

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
  /** Rows that could not be read or computed, with the first one's error. */
  readonly rejected: { readonly rows: number; readonly error: ErrorJson } | null;
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
  rejected: null,
  firstRowMs: null,
  progress: null,
  results: [],
  error: null,
};

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
      else if (message.type === "rejected")
        setResult((was) => ({
          ...was,
          rejected: { rows: (was.rejected?.rows ?? 0) + message.rows, error: was.rejected?.error ?? message.error },
        }));
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
