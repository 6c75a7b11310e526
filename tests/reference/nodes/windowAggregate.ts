// GROUP BY with window columns. A window is told once, when the watermark has reached its last millisecond. A row
// counts in each of its windows that is not over yet, and is late when all of them are.
import type { Plan, Value } from "@millrace/sql";
import { Group } from "../aggregates.ts";
import { isTimestamp, keyOfAll, type Row } from "../row.ts";
import { paneStart, windowsOf, type Window } from "../windows.ts";
import { timerOf } from "../zone.ts";
import type { Context, Node, Output } from "./node.ts";
import { Sessions } from "./sessions.ts";
import { cutZone, timeOf, windowColumns } from "./window.ts";

type WindowAggregatePlan = Extract<Plan, { kind: "windowAggregate" }>;

interface Entry {
  readonly key: readonly Value[];
  readonly group: Group;
}

export function windowAggregate(plan: WindowAggregatePlan, context: Context, output: Output): Node {
  return plan.window.kind === "session" ? overSessions(plan, context, output) : overAligned(plan, context, output);
}

/** Windows that a row belongs to, and the zone of their wall clock. */
interface Assignment {
  readonly zone: string;
  /** In the order of their ends; null for a row without a time. */
  readonly windows: (row: Row) => Window[] | null;
  readonly paneOf: (row: Row) => number;
}

function assignment(plan: WindowAggregatePlan, context: Context): Assignment {
  const { window: spec } = plan;
  if (spec.kind === "attached") {
    return {
      zone: spec.zoned ? context.timeZone : "UTC",
      windows(row) {
        const [start, end] = [row.values[spec.start]!, row.values[spec.end]!];
        return start !== null && end !== null && isTimestamp(start) && isTimestamp(end) ? [{ startMs: start.ms, endMs: end.ms }] : null;
      },
      paneOf: () => 0,
    };
  }
  const zone = cutZone(plan.input, spec.timeColumn, context);
  return {
    zone,
    windows(row) {
      const timeMs = timeOf(row, spec.timeColumn, zone);
      return timeMs === null || spec.kind === "session" ? null : windowsOf(spec, timeMs);
    },
    paneOf: (row) => (spec.kind === "session" ? 0 : paneStart(spec, timeOf(row, spec.timeColumn, zone)!)),
  };
}

function result(plan: WindowAggregatePlan, entry: Entry, window: Window, zone: string): Row {
  const [start, end, time] = windowColumns(window, zone);
  const properties = { window_start: start!, window_end: end!, window_time: time! };
  return { kind: "+I", values: [...entry.key, ...entry.group.results(), ...plan.properties.map((name) => properties[name])] };
}

function take(plan: WindowAggregatePlan, entries: Map<string, Entry>, row: Row): void {
  const key = plan.keys.map((column) => row.values[column]!);
  const name = keyOfAll(key);
  const entry = entries.get(name) ?? { key, group: new Group(plan.aggregates, plan.input.schema) };
  entries.set(name, entry);
  entry.group.take(row);
}

interface Open {
  readonly window: Window;
  readonly rows: { readonly row: Row; readonly paneMs: number }[];
}

function overAligned(plan: WindowAggregatePlan, context: Context, output: Output): Node {
  const { zone, windows, paneOf } = assignment(plan, context);
  const open = new Map<string, Open>();
  let now = -Infinity;
  const isOver = (window: Window): boolean => timerOf(window.endMs - 1, zone) <= now;
  return {
    row(_, row) {
      const all = windows(row);
      if (all === null) return context.late(row, -Infinity);
      const left = all.filter((window) => !isOver(window));
      if (left.length === 0) return context.late(row, all.at(-1)!.endMs);
      for (const window of left) {
        const name = `${window.startMs} ${window.endMs}`;
        const state = open.get(name) ?? { window, rows: [] };
        open.set(name, state);
        state.rows.push({ row, paneMs: paneOf(row) });
      }
    },
    watermark(_, ms) {
      now = ms;
      const due = [...open.values()]
        .filter(({ window }) => isOver(window))
        .sort((a, b) => a.window.endMs - b.window.endMs || a.window.startMs - b.window.startMs);
      for (const { window, rows } of due) {
        open.delete(`${window.startMs} ${window.endMs}`);
        for (const entry of grouped(plan, rows)) output.row(result(plan, entry, window, zone));
      }
      output.watermark(ms);
    },
  };
}

/** Groups of a window: in the order of its panes, within a pane in the order in which they appeared there. */
function grouped(plan: WindowAggregatePlan, rows: Open["rows"]): Entry[] {
  const entries = new Map<string, Entry>();
  for (const { row } of rows) take(plan, entries, row);
  const names = [...rows].sort((a, b) => a.paneMs - b.paneMs).map(({ row }) => keyOfAll(plan.keys.map((column) => row.values[column]!)));
  return [...new Set(names)].map((name) => entries.get(name)!).filter((entry) => entry.group.rows > 0);
}

function overSessions(plan: WindowAggregatePlan, context: Context, output: Output): Node {
  const spec = plan.window;
  if (spec.kind !== "session") throw new Error("not a session window");
  const zone = cutZone(plan.input, spec.timeColumn, context);
  const sessions = new Sessions(spec, zone);
  return {
    row: (_, row) => sessions.take(row, (row, endMs) => context.late(row, endMs)),
    watermark(_, ms) {
      for (const session of sessions.over(ms)) {
        const entries = new Map<string, Entry>();
        for (const row of session.rows) take(plan, entries, row);
        for (const entry of entries.values()) if (entry.group.rows > 0) output.row(result(plan, entry, session, zone));
      }
      output.watermark(ms);
    },
  };
}
