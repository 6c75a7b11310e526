// Apache Flink's own programs through this SQL and engine, and through the reference engine, against the rows that
// Flink's tests expect. A program is either run and right, or it stands in `flink-programs.json` with the reason why it
// is out of the language (`outside`); one that stands there and would run is told too, so that the list cannot rot.
// Where Flink's intermediate rows depend on how it executes (`intermediate`, with the reason) the final content counts.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { MillraceError } from "@millrace/core";
import { expect, it } from "vitest";
import { runEngine } from "../reference/engine.ts";
import { flinkRow } from "../reference/flinkText.ts";
import type { Kind } from "../reference/row.ts";
import { run, type TopicRecord } from "../reference/run.ts";
import { keyBytes, valueBytes, type Case, type CaseRecord } from "../reference/case.ts";
import { Session } from "../reference/session.ts";
import { describeWith } from "../tools.ts";
import type { Plan, Value } from "@millrace/sql";
import {
  definitionsOf,
  insertsOf,
  portablePrograms,
  recordsOf,
  sinksOf,
  timeZoneOf,
  unposable,
  type Program,
  type Sink,
} from "./programs.ts";

type Reasons = Readonly<Record<string, string>>;
const { outside, intermediate } = JSON.parse(readFileSync(join(import.meta.dirname, "flink-programs.json"), "utf8")) as {
  readonly outside: Reasons;
  readonly intermediate: Reasons;
};

type OutputRow = readonly [Kind, ...Value[]];

interface Posed {
  readonly sink: Sink;
  readonly plan: Plan;
}

/** The program's inserts bound; as queries, where our sink would not take a changelog without a key. */
function pose(program: Program): Posed[] {
  const session = new Session(timeZoneOf(program));
  for (const definition of definitionsOf(program)) session.define(definition);
  return insertsOf(program).map((sql) => {
    const name = /insert\s+into\s+`?(\w+)`?/i.exec(sql)?.[1];
    const sink = sinksOf(program).find((one) => one.name === name)!;
    try {
      return { sink, plan: session.insert(sql) };
    } catch (error) {
      if (sink.primaryKey !== undefined || !(error instanceof MillraceError) || error.code !== "sql.sink-append-only") throw error;
      return { sink, plan: session.query(sql.replace(/^\s*insert\s+into\s+`?\w+`?\s*(\([^)]*\))?/i, "")) };
    }
  });
}

const caseOf = (program: Program): Case => {
  const [before, after] = [recordsOf(program, "before"), recordsOf(program, "after")];
  const records = [...before, ...after];
  const topics = Object.fromEntries(program.setup.flatMap((step) => (step.step === "source" ? [[step.name, 1]] : [])));
  const part = (list: readonly CaseRecord[], restore: boolean): Case["reads"] =>
    list.length === 0 ? [] : [{ records: list.length, batch: list.length, codec: "none", ...(restore ? { restore } : {}) }];
  return {
    timeZone: timeZoneOf(program),
    topics,
    definitions: [],
    query: "",
    records,
    reads: [...part(before, program.judge === "restore"), ...part(after, false)],
  };
};

/** What the sink saw, as Flink prints it: upserts lose the old rows, a final content is what is left. */
function seen(rows: readonly OutputRow[], { sink, plan }: Posed, final: boolean): string[] {
  const types = plan.schema.map((column) => column.type);
  const upsert = sink.primaryKey !== undefined && sink.options["sink-changelog-mode-enforced"] === undefined;
  const shown = rows.filter(([kind]) => !(upsert && kind === "-U")).map(([kind, ...values]) => flinkRow(kind, values, types));
  return (final ? finalContent(shown, sink) : shown).sort();
}

/** What is left in the sink: by its key where it has one, else row by row. */
function finalContent(rows: readonly string[], sink: Sink): string[] {
  const left: string[] = [];
  const names = sink.schema.map((column) => /^`?(\w+)/.exec(column)![1]!);
  const keyOf = (row: string): string =>
    (sink.primaryKey ?? names).map((name) => row.slice(3, -1).split(", ")[names.indexOf(name)]).join("|");
  for (const row of rows) {
    const at = left.findIndex((other) => keyOf(other) === keyOf(row));
    const adds = row.startsWith("+");
    if (at >= 0 && (!adds || sink.primaryKey !== undefined)) left.splice(at, 1);
    if (adds) left.push(`+I${row.slice(2)}`);
  }
  return left;
}

const topicRecords = (records: readonly CaseRecord[]): TopicRecord[] => {
  const next = new Map<string, number>();
  return records.map((record) => {
    const offset = next.get(record.topic) ?? 0;
    next.set(record.topic, offset + 1);
    return {
      topic: record.topic,
      partition: record.partition,
      offset,
      timestampMs: record.timestampMs,
      key: keyBytes(record),
      value: valueBytes(record),
    };
  });
};

describeWith({ shared: ["cases/flink-programs"] }, "programs of Apache Flink's tests", () => {
  const programs = portablePrograms();
  const inside = programs.filter((program) => outside[program.id] === undefined);

  for (const program of inside) {
    it(`gives Flink's rows for ${program.id}`, async () => {
      expect(unposable(program)).toBeUndefined();
      const given = caseOf(program);
      for (const posed of pose(program)) {
        const all = [...posed.sink.expect.before, ...posed.sink.expect.after];
        const final = intermediate[program.id] !== undefined || posed.sink.expect.compare === "final";
        const expected = (final ? finalContent(all, posed.sink) : all).sort();
        const engine = await runEngine(posed.plan, given);
        const reference = run(posed.plan, topicRecords(given.records), {
          timeZone: given.timeZone,
          partitions: new Map(Object.entries(given.topics)),
        });
        expect(seen(engine.rows, posed, final), "the engine").toEqual(expected);
        expect(seen(reference.rows, posed, final), "the reference engine").toEqual(expected);
      }
    });
  }

  it("lists as out of the language only programs that are refused", () => {
    const accepted = programs.filter((program) => {
      if (outside[program.id] === undefined || unposable(program) !== undefined) return false;
      try {
        pose(program);
        return true;
      } catch {
        return false;
      }
    });
    expect(accepted.map((program) => program.id)).toEqual([]);
  });

  it("knows every program that it lists", () => {
    const known = new Set(programs.map((program) => program.id));
    expect([...Object.keys(outside), ...Object.keys(intermediate)].filter((id) => !known.has(id))).toEqual([]);
    // How many there are of each, for the report.
    console.info(`Flink's programs: ${inside.length} run here, ${programs.length - inside.length} are out of this language`);
  });
});
