// Flink's own cases for functions and expressions (../shared/cases/flink-functions), bound by the SQL package and run
// through generated loops. Cases that do not bind yet are counted; those that give another answer are listed in
// `flink-functions.known.json` with the reason, and every other must pass.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { MillraceError } from "@millrace/core";
import { bindScript, OverlayCatalog, parseType } from "@millrace/sql";
import type { Plan, SqlType, Value } from "@millrace/sql";
import { ColumnWriter } from "../columns/builder.ts";
import { valueAt } from "../columns/value.ts";
import { instantOf } from "../scan/field-text.ts";
import { createLoop } from "./loop.ts";
import type { CalcNode } from "./loop.ts";
import { dateToText, parseDate, parseTime } from "./runtime/calendar.ts";
import { decimalToText, parseDecimal } from "./runtime/decimal.ts";
import { zoneNamed } from "./runtime/zone.ts";
import { writeValue } from "./testing.ts";

interface Field {
  readonly name: string;
  readonly type: string;
  readonly value: unknown;
}
interface Case {
  readonly id: string;
  readonly sql: string | string[];
  readonly values?: readonly unknown[];
  readonly string?: string;
  readonly error?: { readonly phase: string };
  readonly compiles?: boolean;
  readonly unchecked?: boolean;
  readonly portable?: boolean;
  readonly config?: Readonly<Record<string, string>>;
}
interface CaseFile {
  readonly class: string;
  readonly kind: "scalar" | "expression" | "aggregate";
  readonly config?: Readonly<Record<string, string>>;
  readonly fields?: readonly Field[];
  readonly sets: readonly { readonly set: string; readonly fields?: readonly Field[]; readonly cases: readonly Case[] }[];
}

const folder = join(import.meta.dirname, "../../../../../shared/cases/flink-functions");
const there = existsSync(folder);

/** As Flink's tests put it into a column: TIME to whole seconds, CHAR filled up, small integers wrapped. */
function fieldValue(value: unknown, type: SqlType, timeZone = "UTC"): Value {
  if (value === null) return null;
  const text = String(value as string | number);
  switch (type.kind) {
    case "BIGINT":
      return BigInt(text);
    case "DECIMAL":
      return BigInt(parseDecimal(text, type.precision, type.scale)!);
    case "FLOAT":
      return Math.fround(Number(value));
    case "DOUBLE":
      return Number(value);
    case "DATE":
      return parseDate(text);
    case "TIME":
      return Math.floor(parseTime(text)! / 1000) * 1000;
    case "SMALLINT":
      return (Number(value) << 16) >> 16;
    case "CHAR":
      return text.padEnd(type.length);
    case "TIMESTAMP":
      return instantOf(text, type.precision, false);
    case "TIMESTAMP_LTZ": {
      const local = instantOf(text, type.precision, false);
      return text.endsWith("Z") || local === null
        ? instantOf(text, type.precision, true)
        : { ms: zoneNamed(timeZone).toUtc(local.ms), nanos: local.nanos };
    }
    case "BINARY":
    case "VARBINARY":
      return Uint8Array.from(Buffer.from(text.replace(/^0x/, ""), "hex"));
    case "INTERVAL_DAY_TIME":
    case "INTERVAL_YEAR_MONTH":
      return interval(value, type.kind);
    case "ARRAY":
      return (value as unknown[]).map((element) => fieldValue(element, type.element));
    default:
      return value as Value;
  }
}

/** ISO 8601 durations, or milliseconds and months as numbers. */
function interval(value: unknown, kind: "INTERVAL_DAY_TIME" | "INTERVAL_YEAR_MONTH"): number {
  if (typeof value === "number") return value;
  const match = /^(-?)P(?:(-?\d+)Y)?(?:(-?\d+)M)?(?:(-?\d+)D)?(?:T(?:(-?\d+)H)?(?:(-?\d+)M)?(?:(-?[\d.]+)S)?)?$/.exec(value as string)!;
  const [, sign, years = 0, months = 0, days = 0, hours = 0, minutes = 0, seconds = 0] = match;
  const size =
    kind === "INTERVAL_YEAR_MONTH"
      ? Number(years) * 12 + Number(months)
      : (((Number(days) * 24 + Number(hours)) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1000;
  return sign === "-" ? -size : size;
}

/** Both sides of a comparison in one form. */
function shown(value: Value, type: SqlType): unknown {
  if (value === null) return null;
  if (type.kind === "DECIMAL") return decimalToText(value as bigint, type.scale);
  if (type.kind === "DATE") return dateToText(value as number);
  if (value instanceof Uint8Array) return Buffer.from(value).toString("hex");
  if (type.kind === "ARRAY") return (value as readonly Value[]).map((element) => shown(element, type.element));
  if (typeof value === "bigint") return String(value);
  if (typeof value === "number" && Number.isNaN(value)) return "NaN";
  return value;
}

/** The calc nodes over the leaf, bottom first; null when the plan needs more than expressions. */
function stepsOf(plan: Plan): { leaf: Plan; steps: CalcNode[] } | null {
  if (plan.kind === "scan" || plan.kind === "values") return { leaf: plan, steps: [] };
  if (plan.kind !== "project" && plan.kind !== "filter") return null;
  const below = stepsOf(plan.input);
  return below === null ? null : { leaf: below.leaf, steps: [...below.steps, plan] };
}

class Runner {
  readonly #catalog = new OverlayCatalog();
  readonly #fields: readonly { readonly name: string; readonly type: SqlType; readonly value: unknown }[];
  readonly #timeZone: string;

  constructor(fields: readonly Field[], timeZone: string) {
    this.#timeZone = timeZone;
    this.#fields = fields.flatMap((field) => {
      try {
        // Also refuses types that a table cannot have yet.
        for (const _ of bindScript(`CREATE TABLE t (x ${field.type})`, this.#catalog, { timeZone, options: {} }));
        return [{ ...field, type: parseType(field.type) }];
      } catch {
        return [];
      }
    });
    const known = fields.filter(({ name }) => this.#fields.some((field) => field.name === name));
    if (known.length > 0) {
      const columns = known.map(({ name, type }) => `\`${name}\` ${type}`).join(", ");
      for (const statement of bindScript(`CREATE TABLE t (${columns})`, this.#catalog, { timeZone, options: {} }))
        this.#catalog.apply(statement);
    }
  }

  /** Values with their types; throws what binding or running throws. */
  run(sql: string): { values: Value[]; types: SqlType[] } {
    const from = this.#fields.length > 0 ? " FROM t" : "";
    const [bound] = [...bindScript(`SELECT ${sql}${from}`, this.#catalog, { timeZone: this.#timeZone, options: {} })];
    if (bound?.kind !== "query") throw new TypeError("a SELECT is a query");
    const found = stepsOf(bound.query.plan);
    if (found === null) throw new MillraceError("sql.unsupported", "more than an expression");
    const { leaf, steps } = found;
    const columns = leaf.schema.map(({ name, type }, index) => {
      const writer = new ColumnWriter(type);
      const value =
        leaf.kind === "values"
          ? leaf.rows[0]![index]!
          : fieldValue(this.#fields.find((field) => field.name === name)!.value, type, this.#timeZone);
      writeValue(writer, 0, value);
      return writer.column;
    });
    const fields = leaf.kind === "scan" ? leaf.fields.map((_, index) => index) : undefined;
    const loop = createLoop({
      inputs: leaf.schema.map(({ type }) => type),
      ...(fields === undefined ? {} : { fields }),
      steps,
      timeZone: this.#timeZone,
    });
    let failure: unknown = null;
    const batch = { rows: 1, columns, kinds: null, watermarks: null, watermark: -Infinity, origin: null };
    const out = loop.run(batch, { watermarkMs: -Infinity, failed: (_row, error) => void (failure = error) });
    if (failure !== null) throw failure;
    const { schema } = bound.query.plan;
    return { values: schema.map(({ type }, index) => valueAt(out.columns[index]!, type, 0)), types: schema.map(({ type }) => type) };
  }
}

type Outcome = { readonly kind: "passed" | "unsupported" } | { readonly kind: "failed"; readonly reason: string };

function judge(runner: Runner, one: Case, kind: CaseFile["kind"]): Outcome {
  const sql = Array.isArray(one.sql) ? one.sql.join(", ") : one.sql;
  const expected = kind === "expression" ? one.string : undefined;
  let found: ReturnType<Runner["run"]>;
  try {
    found = runner.run(expected === undefined ? sql : `CAST(${sql} AS STRING)`);
  } catch (error) {
    if (!(error instanceof MillraceError)) return { kind: "failed", reason: `${(error as Error).name}: ${(error as Error).message}` };
    if (one.error !== undefined) return { kind: "passed" };
    return error.code.startsWith("engine.") ? { kind: "failed", reason: `${error.code}: ${error.message}` } : { kind: "unsupported" };
  }
  if (one.error !== undefined)
    return {
      kind: "failed",
      reason: `must fail, gives ${JSON.stringify(found.values.map((value, index) => shown(value, found.types[index]!)))}`,
    };
  if (expected !== undefined) {
    const text = found.values[0] === null ? "NULL" : (found.values[0] as string);
    return text === expected ? { kind: "passed" } : { kind: "failed", reason: `${text} for ${expected}` };
  }
  if (one.values === undefined) return { kind: "passed" };
  const actual = found.values.map((value, index) => shown(value, found.types[index]!));
  const wanted = one.values.map((value, index) => shown(fieldValue(value, found.types[index]!), found.types[index]!));
  const [left, right] = [JSON.stringify(actual), JSON.stringify(wanted)];
  return left === right ? { kind: "passed" } : { kind: "failed", reason: `${left} for ${right}` };
}

describe("Flink's function cases", () => {
  it.runIf(there || process.env["CI"] === "true")("give Flink's answers", () => {
    expect(there, "../shared/cases/flink-functions is there").toBe(true);
    const known = JSON.parse(readFileSync(join(import.meta.dirname, "flink-functions.known.json"), "utf8")) as Record<string, string>;
    const counts = { passed: 0, unsupported: 0, failed: 0, skipped: 0 };
    const surprises: string[] = [];
    for (const name of readdirSync(folder)
      .filter((one) => one.endsWith(".json"))
      .toSorted()) {
      const file = JSON.parse(readFileSync(join(folder, name), "utf8")) as CaseFile;
      if (file.kind === "aggregate") continue;
      for (const set of file.sets) {
        for (const one of set.cases) {
          if (one.portable === false || one.unchecked === true) {
            counts.skipped++;
            continue;
          }
          const timeZone = { ...file.config, ...one.config }["table.local-time-zone"] ?? "UTC";
          const runner = new Runner(set.fields ?? file.fields ?? [], timeZone);
          const outcome = judge(runner, one, file.kind);
          counts[outcome.kind]++;
          if (outcome.kind === "failed" && !(one.id in known)) surprises.push(`${one.id} → ${outcome.reason}`);
        }
      }
    }
    if (process.env["MILLRACE_REPORT"] !== undefined) console.log(counts, surprises.join("\n"));
    expect(surprises).toEqual([]);
    expect(counts.passed).toBeGreaterThan(500);
  });
});
