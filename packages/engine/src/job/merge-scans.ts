// Scans of one table inside one job that read different columns become one scan of all of them, with a projection for
// each reader: the topic is read once, and a record that cannot be read is reported once.
import type { Changelog, Expression, Plan, ScanField, ScanNode, Watermark } from "@millrace/sql";
import { planText } from "./plan-key.ts";

type Project = Extract<Plan, { readonly kind: "project" }>;

export interface MergedScan {
  readonly scan: ScanNode;
  /** By scan that was given: what picks its columns. */
  readonly projects: readonly Project[];
}

function moveColumns(expression: Expression, to: (index: number) => number): Expression {
  const move = (inner: Expression): Expression => moveColumns(inner, to);
  switch (expression.kind) {
    case "column":
      return { ...expression, index: to(expression.index) };
    case "literal":
      return expression;
    case "call":
      return { ...expression, arguments: expression.arguments.map(move) };
    case "case":
      return {
        ...expression,
        // oxlint-disable-next-line unicorn/no-thenable -- the plan's word for a branch of CASE
        branches: expression.branches.map(({ when, then }) => ({ when: move(when), then: move(then) })),
        otherwise: move(expression.otherwise),
      };
    case "cast":
      return { ...expression, input: move(expression.input) };
  }
}

const moveField = (field: ScanField, to: (index: number) => number): ScanField =>
  field.kind === "computed" ? { ...field, expression: moveColumns(field.expression, to) } : field;

const moveWatermark = (watermark: Watermark | null, to: (index: number) => number): Watermark | null =>
  watermark === null ? null : { ...watermark, timeColumn: to(watermark.timeColumn), expression: moveColumns(watermark.expression, to) };

const moveChangelog = (changelog: Changelog, to: (index: number) => number): Changelog =>
  changelog.kind === "upsert" ? { kind: "upsert", key: changelog.key.map(to) } : changelog;

/** Undefined when the scans cannot be one: of different tables, or with different watermarks. */
export function mergeScans(scans: readonly ScanNode[]): MergedScan | undefined {
  const first = scans[0]!;
  const places = new Map<string, number>();
  const fields: ScanField[] = [];
  const schema: ScanNode["schema"][number][] = [];
  const moves = scans.map((scan) => {
    const to: number[] = [];
    for (const [index, column] of scan.schema.entries()) {
      const text = planText([column, moveField(scan.fields[index]!, (inner) => to[inner]!)]);
      if (!places.has(text)) {
        places.set(text, fields.length);
        fields.push(moveField(scan.fields[index]!, (inner) => to[inner]!));
        schema.push(column);
      }
      to.push(places.get(text)!);
    }
    return (index: number): number => to[index]!;
  });
  const watermark = moveWatermark(first.watermark, moves[0]!);
  const changelog = moveChangelog(first.changelog, moves[0]!);
  const same = scans.every(
    (scan, index) =>
      planText(moveChangelog(scan.changelog, moves[index]!)) === planText(changelog) &&
      planText(scan.table) === planText(first.table) &&
      planText(moveWatermark(scan.watermark, moves[index]!)) === planText(watermark),
  );
  if (!same) return undefined;
  const scan: ScanNode = { ...first, schema, fields, watermark, changelog };
  const projects = scans.map((one, index): Project => {
    const expressions = one.schema.map(({ type }, column): Expression => ({ kind: "column", index: moves[index]!(column), type }));
    return { kind: "project", input: scan, expressions, schema: one.schema, changelog: one.changelog };
  });
  return { scan, projects };
}
