// A table that says only what a key's row is now (+U) or that it is gone (−D) becomes one that also says what it was.
// These are rows of its own: they no longer say which record they came from.
import type { Value } from "@millrace/sql";
import { adds, keyOfAll, type Row } from "../row.ts";
import type { Node, Output } from "./node.ts";

export function normalize(key: readonly number[], output: Output): Node {
  const rows = new Map<string, readonly Value[]>();
  return {
    row(_, row) {
      const name = keyOfAll(key.map((column) => row.values[column]!));
      const before = rows.get(name);
      for (const change of changes(before, row)) output.row(change);
      if (adds(row.kind)) rows.set(name, row.values);
      else rows.delete(name);
    },
    watermark: (_, ms) => output.watermark(ms),
  };
}

function changes(before: readonly Value[] | undefined, row: Row): Row[] {
  if (!adds(row.kind)) return before === undefined ? [] : [{ kind: "-D", values: before }];
  if (before === undefined) return [{ kind: "+I", values: row.values }];
  if (keyOfAll(before) === keyOfAll(row.values)) return [];
  return [
    { kind: "-U", values: before },
    { kind: "+U", values: row.values },
  ];
}
