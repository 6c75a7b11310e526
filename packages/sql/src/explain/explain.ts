// A plan as a tree of lines, the last step first: what each step does, and the kinds of rows that it gives.
//
//     Project(page, edits) [+I]
//     └─ WindowAggregate(keys: page; window: TUMBLE(ts, 1 h); COUNT(*) → $agg0) [+I]
//        └─ Scan(edits; topic edits; page, ts; watermark ts - 5 s) [+I]
import { unreachable } from "@millrace/core";
import type { AggregateCall, AttachedWindow, Changelog, Column, JobPlan, Plan, QueryPlan, ScanNode, WindowSpec } from "../plan/plan.ts";
import { formatType } from "../types/format-type.ts";
import { explainExpression } from "./expression.ts";

/** One tree for a plan or query; a heading and a tree for each sink of a job. */
export function explain(plan: Plan | QueryPlan | JobPlan): string {
  if ("sinks" in plan) {
    return plan.sinks
      .map(({ table, plan: input }) => {
        const key = table.primaryKey === null ? "" : `; upsert by ${table.primaryKey.join(", ")}`;
        return `Sink(${table.name}; topic ${table.topic}; ${table.format}${key})\n${indent(tree(input))}`;
      })
      .join("\n\n");
  }
  return tree("plan" in plan ? plan.plan : plan);
}

const children = (plan: Plan): readonly Plan[] => (plan.kind === "union" ? plan.inputs : "input" in plan ? [plan.input] : []);

function tree(plan: Plan): string {
  const lines = [`${describe(plan)} ${changelog(plan.changelog, plan.schema)}`];
  const inputs = children(plan);
  for (const [index, input] of inputs.entries()) lines.push(indent(tree(input), index < inputs.length - 1));
  return lines.join("\n");
}

function indent(text: string, more = false): string {
  return text
    .split("\n")
    .map((line, index) => `${index === 0 ? (more ? "├─ " : "└─ ") : more ? "│  " : "   "}${line}`)
    .join("\n");
}

function changelog(kinds: Changelog, schema: readonly Column[]): string {
  if (kinds.kind === "append") return "[+I]";
  const key = kinds.key === undefined ? "" : kinds.key.length === 0 ? " one row" : ` key ${names(schema, kinds.key)}`;
  return kinds.kind === "upsert" ? `[+I,+U,-D${key}]` : `[+I,-U,+U,-D${key}]`;
}

const names = (schema: readonly Column[], columns: readonly number[]): string => columns.map((column) => schema[column]!.name).join(", ");

function describe(plan: Plan): string {
  switch (plan.kind) {
    case "scan":
      return describeScan(plan);
    case "values":
      return `Values(${plan.rows.length} ${plan.rows.length === 1 ? "row" : "rows"}; ${plan.schema.map((one) => one.name).join(", ")})`;
    case "filter":
      return `Filter(${explainExpression(plan.condition, plan.input.schema)})`;
    case "project":
      return `Project(${plan.expressions.map((expression, index) => named(explainExpression(expression, plan.input.schema), plan.schema[index]!.name)).join(", ")})`;
    case "window":
      return `Window(${describeWindow(plan.window, plan.input.schema)})`;
    case "aggregate": {
      const keys = plan.keys.length === 0 ? "all" : names(plan.input.schema, plan.keys);
      return `Aggregate(by: ${keys}${calls(plan.aggregates, plan.input.schema)})`;
    }
    case "windowAggregate": {
      const keys = plan.keys.length === 0 ? "" : `; by: ${names(plan.input.schema, plan.keys)}`;
      const properties = plan.properties.length === 0 ? "" : `; ${plan.properties.join(", ")}`;
      return `WindowAggregate(${describeWindow(plan.window, plan.input.schema)}${keys}${calls(plan.aggregates, plan.input.schema)}${properties})`;
    }
    case "rank": {
      const by = plan.partitionBy.length === 0 ? "" : `by: ${names(plan.input.schema, plan.partitionBy)}; `;
      const order = plan.orderBy
        .map((key) => `${plan.input.schema[key.column]!.name} ${key.descending ? "DESC" : "ASC"} NULLS ${key.nullsLast ? "LAST" : "FIRST"}`)
        .join(", ");
      return `${plan.window === undefined ? "" : "Window"}Rank(${by}order: ${order}; ranks ${plan.from}..${plan.to}${plan.outputRank ? "; with rank" : ""})`;
    }
    case "union":
      return "UnionAll";
    case "normalize":
      return `Normalize(key: ${names(plan.schema, plan.key)})`;
    default:
      return unreachable(plan, "plan node");
  }
}

const named = (text: string, name: string): string => (text === name ? text : `${text} AS ${name}`);

function describeScan(plan: ScanNode): string {
  const columns = plan.fields.map((field, index) => {
    const name = plan.schema[index]!.name;
    if (field.kind === "computed") return `${name} := ${explainExpression(field.expression, plan.schema)}`;
    if (field.kind === "metadata") return `${name} := metadata ${field.header ?? field.key}`;
    return name;
  });
  const { watermark, table } = plan;
  const mark =
    watermark === null
      ? ""
      : `; watermark ${plan.schema[watermark.timeColumn]!.name} := ${explainExpression(watermark.expression, plan.schema)}`;
  return `Scan(${table.name}; topic ${table.topic}; ${table.format}; ${columns.join(", ")}${mark})`;
}

const units = [
  ["d", 86_400_000],
  ["h", 3_600_000],
  ["min", 60_000],
  ["s", 1000],
] as const;

function duration(ms: number): string {
  const unit = units.find(([, size]) => ms !== 0 && ms % size === 0);
  return unit === undefined ? `${ms} ms` : `${ms / unit[1]} ${unit[0]}`;
}

function describeWindow(window: WindowSpec | AttachedWindow, schema: readonly Column[]): string {
  if (window.kind === "attached") return `of ${schema[window.start]!.name}, ${schema[window.end]!.name}`;
  const time = schema[window.timeColumn]!.name;
  const offset = window.kind !== "session" && window.offsetMs !== 0 ? `, offset ${duration(window.offsetMs)}` : "";
  switch (window.kind) {
    case "tumble":
      return `TUMBLE(${time}, size ${duration(window.sizeMs)}${offset})`;
    case "hop":
      return `HOP(${time}, slide ${duration(window.slideMs)}, size ${duration(window.sizeMs)}${offset})`;
    case "cumulate":
      return `CUMULATE(${time}, step ${duration(window.stepMs)}, size ${duration(window.sizeMs)}${offset})`;
    case "session": {
      const by = window.partitionBy.length === 0 ? "" : `, by ${names(schema, window.partitionBy)}`;
      return `SESSION(${time}, gap ${duration(window.gapMs)}${by})`;
    }
  }
}

function calls(aggregates: readonly AggregateCall[], schema: readonly Column[]): string {
  if (aggregates.length === 0) return "";
  const list = aggregates.map((one) => {
    const argument = one.argument === undefined ? "*" : schema[one.argument]!.name;
    const filter = one.filter === undefined ? "" : ` FILTER ${schema[one.filter]!.name}`;
    return `${one.function.toUpperCase()}(${one.distinct ? "DISTINCT " : ""}${argument})${filter}`;
  });
  return `; ${list.join(", ")}`;
}

/** Columns with their types, a line each: for the golden files of plans. */
export const explainSchema = (schema: readonly Column[]): string => schema.map((one) => `${one.name} ${formatType(one.type)}`).join("\n");
