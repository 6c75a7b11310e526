// A whole random case from a list of choices.
import type { Case, CaseRecord, Codec } from "../case.ts";
import type { Choices } from "./choices.ts";
import { generateRecords } from "./records.ts";
import { generateQuery, type Relation, type Statements } from "./statements.ts";
import { generateTable, type GeneratedTable } from "./tables.ts";

const codecs: readonly Codec[] = ["none", "gzip", "snappy", "lz4", "zstd"];

export function generateCase(choices: Choices): Case {
  const tables = Array.from(
    {
      length: choices.weighted([
        [3, 1],
        [1, 2],
      ]),
    },
    (_, index) => generateTable(choices, index),
  );
  const views: string[] = [];
  const statements: Statements = { choices, tables: tables.map(relationOf), views };
  const query = generateQuery(statements, 2);
  const count = choices.weighted([
    [3, 12],
    [3, 40],
    [1, 120],
  ]);
  const records = interleaved(
    choices,
    tables.map((table) => generateRecords(choices, table, count)),
  );
  return {
    timeZone: choices.weighted([
      [6, "UTC"],
      [1, "America/Los_Angeles"],
      [1, "Asia/Kolkata"],
    ]),
    topics: Object.fromEntries(tables.map((table) => [table.topic, table.partitions])),
    definitions: [...tables.map((table) => table.ddl), ...views],
    query: query.sql,
    records,
    reads: reads(choices, records.length),
  };
}

const relationOf = (table: GeneratedTable): Relation => ({
  sql: `SELECT * FROM ${table.name}`,
  name: table.name,
  columns: table.columns,
  updating: table.primaryKey !== null,
  plain: true,
  windowed: false,
});

/** The records of several tables in one order of reading. */
function interleaved(choices: Choices, lists: readonly (readonly CaseRecord[])[]): CaseRecord[] {
  const rest = lists.map((list) => [...list]);
  const all: CaseRecord[] = [];
  while (rest.some((list) => list.length > 0)) {
    const list = choices.pick(rest.filter((one) => one.length > 0));
    all.push(...list.splice(0, choices.between(1, 10)));
  }
  return all;
}

function reads(choices: Choices, records: number): Case["reads"] {
  const list: Case["reads"][number][] = [];
  for (let left = records; left > 0;) {
    const size = Math.min(
      left,
      choices.weighted([
        [2, 1000],
        [2, 7],
        [1, 1],
      ]),
    );
    list.push({
      records: size,
      batch: choices.pick([1000, 3, 1]),
      codec: choices.pick(codecs),
      ...(choices.chance(0.15) ? { restore: true } : {}),
    });
    left -= size;
  }
  return list;
}
