// Apache Flink's own test programs (its `TableTestProgram`s), as ../shared/cases/flink-programs has them: read, turned
// into tables and records of ours, and their expected output turned into something to compare with.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { CaseRecord } from "../reference/case.ts";
import { shared } from "../tools.ts";

export type FlinkRow = readonly [kind: "+I" | "-U" | "+U" | "-D", ...values: unknown[]];

export interface Source {
  readonly step: "source";
  readonly name: string;
  readonly schema: readonly string[];
  readonly options: Readonly<Record<string, string>>;
  readonly columns: readonly { readonly name: string; readonly type: string; readonly kind?: "computed" | "metadata" }[];
  readonly primaryKey?: readonly string[];
  readonly before: readonly FlinkRow[];
  readonly after: readonly FlinkRow[];
}

export interface Sink {
  readonly step: "sink";
  readonly name: string;
  readonly schema: readonly string[];
  readonly options: Readonly<Record<string, string>>;
  readonly primaryKey?: readonly string[];
  readonly expect: {
    readonly compare: "changelog" | "final";
    readonly before: readonly string[];
    readonly after: readonly string[];
    readonly none?: boolean;
  };
}

type Step =
  | Source
  | Sink
  | { readonly step: "config"; readonly key: string; readonly value: string }
  | { readonly step: "sql"; readonly sql: string }
  | { readonly step: "function" | "model" | "temporal-table-function" };

type Run =
  | { readonly step: "sql"; readonly sql: string }
  | { readonly step: "statement-set"; readonly statements: readonly string[] }
  | { readonly step: "failing-sql"; readonly sql: string }
  | { readonly step: "table-api" };

export interface Program {
  readonly id: string;
  readonly family: string;
  readonly judge: "once" | "restore" | "restore-unbounded" | "batch" | "not run by Flink";
  readonly portable: boolean;
  readonly setup: readonly Step[];
  readonly run: readonly Run[];
}

const folder = join(shared, "cases", "flink-programs");

export function portablePrograms(): Program[] {
  const files = readdirSync(folder).filter((file) => file.endsWith(".json"));
  return files.flatMap((file) => JSON.parse(readFileSync(join(folder, file), "utf8")) as Program[]).filter((program) => program.portable);
}

export const sourcesOf = (program: Program): Source[] => program.setup.filter((step) => step.step === "source");
export const sinksOf = (program: Program): Sink[] => program.setup.filter((step) => step.step === "sink");

export const insertsOf = (program: Program): string[] =>
  program.run.flatMap((step) => (step.step === "sql" ? [step.sql] : step.step === "statement-set" ? step.statements : []));

/** Why a program cannot be posed here at all, whatever its statements say; undefined when it can. */
export function unposable(program: Program): string | undefined {
  if (program.judge === "batch" || program.judge === "not run by Flink" || program.judge === "restore-unbounded")
    return `judged as "${program.judge}"`;
  if (program.run.some((step) => step.step === "failing-sql" || step.step === "table-api"))
    return "a statement that must fail with Flink's own text";
  const statements = insertsOf(program).join(" ");
  for (const source of sourcesOf(program).filter(({ name }) => new RegExp(`\\b${name}\\b`).test(statements))) {
    if (source.options["readable-metadata"] !== undefined) return "metadata that only Flink's test connector has";
    const mode = source.options["changelog-mode"];
    const kinds = new Set([...source.before, ...source.after].map(([kind]) => kind));
    if (kinds.has("-U") || (mode?.includes("UB") === true && kinds.size > 1) || (kinds.size > 1 && source.primaryKey === undefined))
      return "a source that is a changelog with the old rows in it";
    if (mode !== undefined && mode !== "I" && source.primaryKey === undefined) return "a source that is a changelog without a key";
  }
  return undefined;
}

const iso = "'json.timestamp-format.standard' = 'ISO-8601'";

/**
 * Nearly every program declares a processing-time column; where no statement reads it, it is left out. A primary key of
 * a source that only inserts says nothing to Flink; here it would make the table one of upserts, so it is left out too.
 */
function columnsOf(program: Program, table: Source | Sink): string[] {
  const statements = insertsOf(program).join(" ");
  const inserts = table.step === "source" && (table.options["changelog-mode"] ?? "I") === "I";
  return table.schema.flatMap((column) => {
    const name = /^\s*`?(\w+)`?\s+as\s+proctime\(\)/i.exec(column)?.[1];
    if (name !== undefined && !new RegExp(`\\b${name}\\b`).test(statements)) return [];
    if (!inserts) return [column];
    return /^\s*primary key\s*\(/i.test(column) ? [] : [column.replace(/\s+primary key not enforced/i, "")];
  });
}

/** Definitions of the program as ours: the tables without Flink's test connector, and what it defines in SQL. */
export function definitionsOf(program: Program): string[] {
  return program.setup.flatMap((step) => {
    if (step.step === "source" || step.step === "sink")
      return [`CREATE TABLE \`${step.name}\` (${columnsOf(program, step).join(", ")}) WITH (${iso})`];
    return step.step === "sql" ? [step.sql] : [];
  });
}

export function timeZoneOf(program: Program): string {
  const config = program.setup.find((step) => step.step === "config" && step.key === "table.local-time-zone");
  return config?.step === "config" ? config.value : "UTC";
}

/** The rows of all sources as JSON records, one row of each in turn. */
export function recordsOf(program: Program, part: "before" | "after"): CaseRecord[] {
  const lists = sourcesOf(program).map((source) => source[part].map((row) => recordOf(source, row)));
  const all: CaseRecord[] = [];
  for (let at = 0; lists.some((list) => at < list.length); at++) for (const list of lists) if (at < list.length) all.push(list[at]!);
  return all;
}

function recordOf(source: Source, [kind, ...values]: FlinkRow): CaseRecord {
  const physical = source.columns.filter((column) => column.kind === undefined);
  const fields = physical.map((column, index) => `${JSON.stringify(column.name)}:${json(values[index], column.type)}`);
  const key =
    (source.options["changelog-mode"] ?? "I") === "I"
      ? undefined
      : source.primaryKey?.map((name) => fields[physical.findIndex((column) => column.name === name)]);
  return {
    topic: source.name,
    partition: 0,
    timestampMs: 0,
    key: key === undefined ? null : `{${key.join(",")}}`,
    value: kind === "-D" ? null : `{${fields.join(",")}}`,
  };
}

/** A value as our JSON format takes it: numbers written in quotes stand bare, bytes in base64. */
function json(value: unknown, type: string): string {
  if (value === null || value === undefined) return "null";
  if (typeof value === "string" && value.startsWith("0x") && /BINARY|BYTES/.test(type))
    return JSON.stringify(Buffer.from(value.slice(2), "hex").toString("base64"));
  if (typeof value === "string" && /^(BIGINT|DECIMAL)/.test(type)) return value;
  // A time without seconds, as Java prints it, is a full one here.
  if (typeof value === "string" && type.startsWith("TIMESTAMP"))
    return JSON.stringify(/WITH LOCAL|LTZ/.test(type) && !value.endsWith("Z") ? `${value}Z` : value);
  return JSON.stringify(value);
}
