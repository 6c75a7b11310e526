// GROUP BY without a window: after each row, what the group's row was and what it is now (Flink's GroupAggFunction).
import type { Value } from "@millrace/sql";
import type { Plan } from "@millrace/sql";
import { Group } from "../aggregates.ts";
import { adds, keyOfAll } from "../row.ts";
import type { Node, Output } from "./node.ts";

export function aggregate(plan: Extract<Plan, { kind: "aggregate" }>, output: Output): Node {
  const groups = new Map<string, { group: Group; shown: readonly Value[] | undefined }>();
  return {
    row(_, row) {
      const key = plan.keys.map((column) => row.values[column]!);
      const name = keyOfAll(key);
      const state = groups.get(name) ?? { group: new Group(plan.aggregates, plan.input.schema), shown: undefined };
      // A retraction for a group that does not exist has nothing to take back.
      if (!groups.has(name) && !adds(row.kind)) return;
      groups.set(name, state);
      state.group.take(row);
      const before = state.shown;
      const after = state.group.rows === 0 ? undefined : [...key, ...state.group.results()];
      state.shown = after;
      if (after === undefined) {
        groups.delete(name);
        if (before !== undefined) output.row({ kind: "-D", values: before });
      } else if (before === undefined) {
        output.row({ kind: "+I", values: after });
      } else if (keyOfAll(before) !== keyOfAll(after)) {
        output.row({ kind: "-U", values: before });
        output.row({ kind: "+U", values: after });
      }
    },
    watermark: (_, ms) => output.watermark(ms),
  };
}
