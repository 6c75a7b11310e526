// The windowing table functions by themselves: rows with window_start, window_end and window_time appended.
// TUMBLE, HOP and CUMULATE give each row at once, once for each window. SESSION can only say when the session is over.
import type { Plan } from "@millrace/sql";
import { isTimestamp, type Row, type TimestampParts } from "../row.ts";
import { windowsOf, type Window } from "../windows.ts";
import { instantOf, wallClockOf } from "../zone.ts";
import type { Context, Node, Output } from "./node.ts";
import { Sessions } from "./sessions.ts";

type WindowPlan = Extract<Plan, { kind: "window" }>;

const at = (ms: number): TimestampParts => ({ ms, nanos: 0 });

/** Row time as the wall clock that windows are cut along; null when the row has none. */
export function timeOf(row: Row, column: number, zone: string): number | null {
  const value = row.values[column]!;
  return value !== null && isTimestamp(value) ? wallClockOf(value.ms, zone) : null;
}

/** The wall clock of a window over this plan's time column: the session's for TIMESTAMP_LTZ, else the time's own. */
export function cutZone(input: Plan, timeColumn: number, context: Context): string {
  return input.schema[timeColumn]!.type.kind === "TIMESTAMP_LTZ" ? context.timeZone : "UTC";
}

/** window_start, window_end, window_time. */
export function windowColumns(window: Window, zone: string): TimestampParts[] {
  return [at(window.startMs), at(window.endMs), at(instantOf(window.endMs - 1, zone))];
}

export function windowTable(plan: WindowPlan, context: Context, output: Output): Node {
  const { window: spec } = plan;
  const zone = cutZone(plan.input, spec.timeColumn, context);
  // The rows are new ones, made from a record and a window: they no longer say which record.
  const emit = (row: Row, window: Window): void => output.row({ kind: row.kind, values: [...row.values, ...windowColumns(window, zone)] });
  if (spec.kind !== "session") {
    return {
      row(_, row) {
        const timeMs = timeOf(row, spec.timeColumn, zone);
        if (timeMs === null) return context.late(row, -Infinity);
        for (const window of windowsOf(spec, timeMs)) emit(row, window);
      },
      watermark: (_, ms) => output.watermark(ms),
    };
  }
  const sessions = new Sessions(spec, zone);
  return {
    row: (_, row) => sessions.take(row, (row, endMs) => context.late(row, endMs)),
    watermark(_, ms) {
      for (const session of sessions.over(ms)) for (const row of session.rows) emit(row, session);
      output.watermark(ms);
    },
  };
}
