// The pipelines of examples/wikipedia and examples/flights over the real files, in process, against answers that another
// database computed. Input ends with the greatest watermark, so every window closes.
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { expect, it } from "vitest";
import type { Plan, Value } from "@millrace/sql";
import {
  differencesFrom,
  exampleSql,
  expectedTable,
  flightsAnswers,
  flightsLate,
  flightsLater,
  wikipediaAnswers,
  wikipediaLater,
  type Answer,
  type TopicRow,
} from "../expected.ts";
import { describeWith, shared } from "../tools.ts";
import type { Case } from "../reference/case.ts";
import { runEngine, type EngineResult } from "../reference/engine.ts";
import { keyOfAll, show } from "../reference/row.ts";
import { Session } from "../reference/session.ts";

interface Example {
  readonly name: "wikipedia" | "flights";
  readonly data: "wikiticker" | "flights";
  readonly topic: string;
  readonly lines: () => string[];
}

const unpacked = (...path: string[]): string => gunzipSync(readFileSync(join(shared, "data", ...path))).toString("utf8");
const wikipedia: Example = {
  name: "wikipedia",
  data: "wikiticker",
  topic: "wikipedia",
  lines: () => unpacked("wikiticker", "wikiticker-2015-09-12-sampled.json.gz").trimEnd().split("\n"),
};
const flights: Example = {
  name: "flights",
  data: "flights",
  topic: "flights",
  lines: () => unpacked("flights", "flights.csv.gz").trimEnd().split("\n").slice(1),
};

const cases = new Map<string, Case>();

function caseOf(example: Example): Case {
  const standing = cases.get(example.name);
  if (standing !== undefined) return standing;
  const records = example.lines().map((value) => ({ topic: example.topic, partition: 0, timestampMs: 0, key: null, value }));
  const reads = Array.from({ length: Math.ceil(records.length / 10_000) }, () => ({
    records: 10_000,
    batch: 2_000,
    codec: "none" as const,
  }));
  const made: Case = { timeZone: "UTC", topics: { [example.topic]: 1 }, definitions: [], query: "", records, reads };
  cases.set(example.name, made);
  return made;
}

interface Run {
  readonly plan: Plan;
  readonly primaryKey: readonly string[] | null;
  readonly result: EngineResult;
}

async function runPipeline(example: Example, pipeline: string): Promise<Run> {
  const session = new Session("UTC");
  session.define(exampleSql(example.name, `00-${example.name}`));
  const { plan, table } = session.script(exampleSql(example.name, pipeline));
  return { plan, primaryKey: table.primaryKey, result: await runEngine(plan, caseOf(example)) };
}

/** The rows that the pipeline's topic would say: the last of each key, or all. */
function rowsOf({ plan, primaryKey, result }: Run): TopicRow[] {
  const key = primaryKey?.map((name) => plan.schema.findIndex((column) => column.name === name)) ?? null;
  const rows = key === null ? result.rows.map(([, ...values]) => values) : lastOfEach(key, result);
  return rows.map((values) =>
    Object.fromEntries(
      plan.schema.map((column, index) => [column.name, values[index] === null ? null : show(values[index]!, column.type)]),
    ),
  );
}

function lastOfEach(key: readonly number[], result: EngineResult): (readonly Value[])[] {
  const last = new Map<string, readonly Value[]>();
  for (const [kind, ...values] of result.rows) {
    const name = keyOfAll(key.map((column) => values[column] as Value));
    if (kind === "-D") last.delete(name);
    else if (kind !== "-U") last.set(name, values as Value[]);
  }
  return [...last.values()];
}

function tests(example: Example, answers: readonly Answer[], later: readonly string[], more: readonly string[]): void {
  for (const answer of answers) {
    it(`${answer.pipeline} gives ${answer.file}, row for row`, async () => {
      const run = await runPipeline(example, answer.pipeline);
      expect(run.result.bad).toEqual([]);
      expect(differencesFrom(answer, expectedTable(example.data, answer.file), rowsOf(run))).toEqual([]);
    });
  }

  it("every expected answer is either asked or listed for later", () => {
    const files = readdirSync(join(shared, "data", example.data, "expected"));
    expect([...answers.map((answer) => answer.file), ...later, ...more].sort()).toEqual(files.sort());
  });
}

describeWith({ shared: ["data/wikiticker"] }, "a day of Wikipedia", () => {
  tests(wikipedia, wikipediaAnswers, wikipediaLater, []);
});

describeWith({ shared: ["data/flights"] }, "a year of flights", () => {
  // Asked in process below, because late rows are records of the job that found them late.
  const inLateTable = flightsAnswers.filter((answer) => answer.pipeline.includes("late_rows"));
  tests(
    flights,
    flightsAnswers.filter((answer) => !inLateTable.includes(answer)),
    flightsLater,
    ["late_totals.tsv", ...inLateTable.map((answer) => answer.file)],
  );

  const hourly = {
    flights_15_minutes: "flights_tumble_hour_bound_15_minutes",
    flights_4_hours: "flights_tumble_hour_bound_4_hours",
    flights_26_hours: "flights_tumble_hour",
  } as const;
  for (const [table, pipeline] of Object.entries(hourly)) {
    it(`counts the late rows of ${table}`, async () => {
      const { result } = await runPipeline(flights, pipeline);
      expect(result.late.length).toBe(flightsLate[table as keyof typeof flightsLate]);
    });
  }

  it("keeps the very rows that are late with a bound of four hours", async () => {
    const { result } = await runPipeline(flights, hourly.flights_4_hours);
    const expected = expectedTable("flights", "late_rows_bound_4_hours.tsv").rows.map((row) => `flights/0/${row[0]}`);
    expect(result.late).toEqual(expected);
  });
});
