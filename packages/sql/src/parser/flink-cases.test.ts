// The cases of Flink's own parser tests, which stand beside the repository: what Flink takes we take with an equal tree,
// or refuse as not supported, with a place; what Flink refuses we refuse.
import { existsSync, readFileSync } from "node:fs";
import { MillraceError } from "@millrace/core";
import { describe, expect, it } from "vitest";
import { apply, testCatalog } from "../queries/catalog.ts";
import { knownRefusals, knownShapes } from "./flink-cases.ts";
import { parse, parseExpressionText } from "./parse.ts";

interface Case {
  readonly kind: "statement" | "statements" | "expression";
  readonly sql: string;
  readonly test: string;
  readonly runtime:
    | { readonly ok: true; readonly unparsed: string }
    | { readonly ok: false; readonly line?: number; readonly column?: number };
}

const folder = new URL("../../../../../shared/cases/flink-parser/", import.meta.url);
const present = existsSync(folder);
const load = (file: string): readonly Case[] => (present ? (JSON.parse(readFileSync(new URL(file, folder), "utf8")) as Case[]) : []);
const cases = [...load("cases.json"), ...load("calcite-cases.json")];

const read = (one: Case, text: string): unknown => (one.kind === "expression" ? parseExpressionText(text).result : parse(text));

type Node = { readonly [key: string]: unknown; readonly kind: string };
const isNode = (value: unknown): value is Node => typeof value === "object" && value !== null && "kind" in value;

/** The tree without places and without what Flink prints another way. */
function shape(tree: unknown): string {
  const dropped = new Set(["hint", "frame", "explicit"]);
  return JSON.stringify(tree, (key, value: unknown) =>
    key.endsWith("pan") || dropped.has(key) ? undefined : isNode(value) ? canonical(value) : value,
  );
}

const canon: Readonly<Record<string, (node: Node) => unknown>> = {
  call: (node) => ({
    ...node,
    name: (node["name"] as { text: string }[]).map((name) => name.text.toUpperCase().replace("CEILING", "CEIL")),
  }),
  number: (node) => ({ kind: "number", value: Number(node["text"]) }),
  // Flink folds signs into numbers.
  sign: (node) => {
    const operand = canonical(node["operand"] as Node) as Node;
    if (node["sign"] === "+") return operand;
    return operand.kind === "number" ? { kind: "number", value: -Number(operand["value"]) } : { ...node, operand };
  },
  explain: (node) => ({ ...node, details: [] }),
  logical: (node) => {
    const flat = (one: Node): readonly Node[] =>
      one.kind === "logical" && one["sign"] === node["sign"] ? (one["operands"] as Node[]).flatMap(flat) : [one];
    return { ...node, operands: flat(node) };
  },
  // CASE x WHEN y is printed as CASE WHEN x = y.
  case: (node) => {
    const { operand } = node;
    if (!isNode(operand)) return { ...node, otherwise: node["otherwise"] ?? { kind: "null" } };
    const branches = (node["branches"] as { when: Node[]; then: Node }[]).map((branch) => ({
      ...branch,
      when: branch.when.map((right) => ({ kind: "comparison", sign: "=", left: operand, right })),
    }));
    return { ...node, operand: null, branches, otherwise: node["otherwise"] ?? { kind: "null" } };
  },
};

function canonical(node: Node): unknown {
  return "value" in node && node.kind === "number" ? node : (canon[node.kind]?.(node) ?? node);
}

function failure(run: () => unknown): MillraceError | undefined {
  try {
    run();
    return undefined;
  } catch (error) {
    if (error instanceof MillraceError) return error;
    throw error;
  }
}

describe("Flink's parser cases", () => {
  it.runIf(process.env["CI"] === "true")("are there when CI is true", () => expect(present, `${folder.pathname} is missing`).toBe(true));
  if (!present) it.skip("are not here: ../shared is absent");

  it.runIf(present)("that Flink takes are taken, or refused as not supported with a place", () => {
    const counts = { taken: 0, unsupported: 0, known: 0 };
    const wrong: string[] = [];
    for (const one of cases) {
      if (!one.runtime.ok) continue;
      const error = failure(() => read(one, one.sql));
      if (error === undefined) counts.taken++;
      else if (error.code === "sql.not-supported" && error.position !== undefined) counts.unsupported++;
      else if (knownRefusals.has(one.sql)) counts.known++;
      else wrong.push(`${error.code} ${error.message}: ${one.sql}`);
    }
    expect(wrong).toEqual([]);
    expect(counts).toEqual({ taken: 688, unsupported: 368, known: 11 });
  });

  it.runIf(present)("read back as Flink prints them give the same tree", () => {
    const wrong: string[] = [];
    for (const one of cases) {
      if (
        !one.runtime.ok ||
        failure(() => read(one, one.sql)) !== undefined ||
        failure(() => read(one, (one.runtime as { unparsed: string }).unparsed)) !== undefined
      )
        continue;
      if (knownShapes.has(one.sql)) continue;
      if (shape(read(one, one.sql)) !== shape(read(one, one.runtime.unparsed))) wrong.push(`${one.sql}\n  ${one.runtime.unparsed}`);
    }
    expect(wrong).toEqual([]);
  });

  it.runIf(present)("that Flink refuses are refused", () => {
    const wrong: string[] = [];
    let samePlace = 0;
    for (const one of cases) {
      if (one.runtime.ok) continue;
      // Some are only refused when they are bound.
      const error =
        failure(() => read(one, one.sql)) ?? failure(() => apply(testCatalog(), one.kind === "expression" ? `SELECT ${one.sql}` : one.sql));
      if (error === undefined) wrong.push(one.sql);
      else {
        expect(error.position, one.sql).toBeDefined();
        if (error.position!.line === one.runtime.line && error.position!.column === one.runtime.column) samePlace++;
      }
    }
    expect(wrong).toEqual([]);
    expect(samePlace).toBeGreaterThan(180);
  });
});
