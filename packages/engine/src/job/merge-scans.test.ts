import { expect, it } from "vitest";
import type { Plan, ScanNode } from "@millrace/sql";
import { createState } from "../state/memory.ts";
import { buildGraph } from "./graph.ts";
import { mergeScans } from "./merge-scans.ts";
import { bigint, scan, table, text } from "./testing.ts";

const keyed = table(
  "keyed",
  [
    { name: "a", type: text },
    { name: "k", type: bigint },
    { name: "b", type: text },
  ],
  { primaryKey: ["k"] },
);

/** A scan of some columns by upserts of `k`. */
function upserts(...names: readonly string[]): ScanNode {
  const whole = scan(keyed);
  const fields = names.map((name) => whole.fields.find((field) => field.kind === "physical" && field.name === name)!);
  const schema = names.map((name) => keyed.physical.find((column) => column.name === name)!);
  return { ...whole, fields, schema, changelog: { kind: "upsert", key: [names.indexOf("k")] } };
}

const normalized = (input: ScanNode): Plan => ({
  kind: "normalize",
  input,
  key: input.changelog.kind === "upsert" ? input.changelog.key : [],
  schema: input.schema,
  changelog: { kind: "retract" },
});

it("scans of one keyed table that read different columns become one, by the same key", () => {
  const merged = mergeScans([upserts("k", "a"), upserts("b", "k")])!;
  expect(merged.scan.schema.map(({ name }) => name)).toEqual(["k", "a", "b"]);
  expect(merged.scan.changelog).toEqual({ kind: "upsert", key: [0] });
  const picked = merged.projects.map(({ expressions }) => expressions.map((column) => (column as { index: number }).index));
  expect(picked).toEqual([
    [0, 1],
    [2, 0],
  ]);
});

it("scans that take different columns for the key stay apart", () => {
  const other: ScanNode = { ...upserts("k", "a"), changelog: { kind: "upsert", key: [1] } };
  expect(mergeScans([upserts("k", "a"), other])).toBeUndefined();
});

it("a union over two scans of one keyed table has one source, so its order does not depend on chunks", () => {
  const inputs = [normalized(upserts("k", "a")), normalized(upserts("k", "b"))];
  const plan: Plan = { kind: "union", inputs, schema: inputs[0]!.schema, changelog: { kind: "retract" } };
  const graph = buildGraph([{ plan, output: { push: () => undefined, watermark: () => undefined } }], {
    timeZone: "UTC",
    state: createState(),
    late: () => undefined,
    failed: () => undefined,
  });
  expect(graph.sources.map(({ key }) => key)).toEqual(["keyed/0"]);
});
