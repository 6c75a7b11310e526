// Window top-N: the rows of each window are ranked when the window is over, and then never change.
import type { Plan, Value } from "@millrace/sql";
import { adds, isTimestamp, keyOfAll, type TimestampParts } from "../row.ts";
import { timerOf } from "../zone.ts";
import type { Context, Node, Output } from "./node.ts";
import { insert, latestWins, order, remove } from "./rank.ts";

type RankPlan = Extract<Plan, { kind: "rank" }>;

export function windowRank(plan: RankPlan, context: Context, output: Output): Node {
  const open = new Map<string, { startMs: number; endMs: number; rows: (readonly Value[])[] }>();
  const end = plan.window!.end;
  const zone = plan.window!.zoned ? context.timeZone : "UTC";
  const compareRows = order(plan.orderBy);
  let now = -Infinity;
  return {
    row(_, row) {
      const value = row.values[end]!;
      if (value === null || !isTimestamp(value)) return;
      if (timerOf(value.ms - 1, zone) <= now) return context.late(row, value.ms);
      const name = keyOfAll([...plan.partitionBy, plan.window!.start, end].map((column) => row.values[column]!));
      const found = open.get(name) ?? { startMs: (row.values[plan.window!.start] as TimestampParts).ms, endMs: value.ms, rows: [] };
      open.set(name, found);
      if (adds(row.kind)) insert(found.rows, row.values, compareRows, latestWins(plan));
      else remove(found.rows, row.values);
    },
    watermark(_, ms) {
      now = ms;
      const due = [...open]
        .filter(([, window]) => timerOf(window.endMs - 1, zone) <= ms)
        .sort(([, a], [, b]) => a.endMs - b.endMs || a.startMs - b.startMs);
      for (const [name, window] of due) {
        open.delete(name);
        window.rows.slice(plan.from - 1, plan.to).forEach((values, index) => {
          output.row({ kind: "+I", values: plan.outputRank ? [...values, BigInt(plan.from + index)] : values });
        });
      }
      output.watermark(ms);
    },
  };
}
