// Random records of a table: event times that mostly go up, with some late and some equal; nulls; keys that come
// again; fields in any order, unknown fields, missing ones; and now and then a record that cannot be read.
import type { CaseRecord } from "../case.ts";
import type { Choices } from "./choices.ts";
import type { GeneratedColumn, GeneratedTable } from "./tables.ts";
import { baseMs, timeText, valueText } from "./values.ts";

const malformed = [
  "",
  "{",
  "not json",
  '{"k":1',
  '{"k":}',
  "[1,2]",
  "null",
  "42",
  '{"k":1}}',
  '{"c0":"\\x"}',
  '{"k":"a\u0001"}',
  '"text"',
  "{'k':1}",
  '{"k":01}',
  "\u{feff}{}",
];

interface Clock {
  ms: number;
}

export function generateRecords(choices: Choices, table: GeneratedTable, count: number): CaseRecord[] {
  const clock: Clock = { ms: baseMs };
  return Array.from({ length: count }, () => record(choices, table, clock));
}

function record(choices: Choices, table: GeneratedTable, clock: Clock): CaseRecord {
  const partition = table.partitions === 1 ? 0 : choices.below(table.partitions);
  const head = { topic: table.topic, partition, timestampMs: baseMs + choices.below(100_000), key: null };
  if (table.primaryKey === null && choices.chance(0.03)) return { ...head, value: choices.pick(malformed) };
  if (table.primaryKey === null && choices.chance(0.005)) return { ...head, value: null };
  if (choices.chance(0.005)) return { ...head, key: table.primaryKey === null ? null : '{"k":1}', value: null, bytes: "7b226bff" };
  const fields = table.physical.map((column) => ({ column, text: textOf(choices, table, column, clock) }));
  if (table.primaryKey !== null) return keyed(choices, table, head, fields);
  return { ...head, value: table.format === "json" ? json(choices, fields) : csv(choices, fields) };
}

type Field = { readonly column: GeneratedColumn; readonly text: string | null };

function textOf(choices: Choices, table: GeneratedTable, column: GeneratedColumn, clock: Clock): string | null {
  const isTime = column.name === "ts" || column.name === "millis";
  if (!isTime) {
    const text = valueText(choices, column, table.iso);
    // A key is never null, and a value is now and then of the wrong type.
    if (text === null && table.primaryKey?.includes(column.name) === true) return "0";
    return text !== null && table.primaryKey === null && choices.chance(0.005) ? "wrong" : text;
  }
  if (choices.chance(0.02)) return null;
  clock.ms += choices.weighted([
    [6, 1000],
    [3, 0],
    [2, 7000],
    [1, 65_000],
    [1, 3_600_000],
  ]);
  const behind = choices.weighted([
    [10, 0],
    [2, 2500],
    [1, 30_000],
    [1, 5_000_000],
  ]);
  const ms = clock.ms - behind + choices.below(3);
  return column.name === "millis" ? String(ms) : timeText(ms, column, table.iso);
}

/** A table with a primary key: the record's key holds it as JSON; without a value the key is deleted. */
function keyed(choices: Choices, table: GeneratedTable, head: Omit<CaseRecord, "value">, fields: readonly Field[]): CaseRecord {
  const key = fields.find((field) => field.column.name === "k")!;
  const keyText = `{"k":${jsonValue(choices, key)}}`;
  if (choices.chance(0.15)) return { ...head, key: keyText, value: null };
  return { ...head, key: keyText, value: table.format === "json" ? json(choices, fields) : csv(choices, fields) };
}

const quoted = new Set(["string", "date", "time", "timestamp", "ltz", "bytes"]);

function jsonValue(choices: Choices, { column, text }: Field): string {
  if (text === null) return "null";
  if (quoted.has(column.family) || text === "wrong") return jsonString(choices, text);
  // Numbers may stand in quotes.
  return column.family !== "boolean" && choices.chance(0.05) ? `"${text}"` : text;
}

/** Escaped as little as possible, or more than needed. */
function jsonString(choices: Choices, text: string): string {
  const plain = JSON.stringify(text);
  if (!choices.chance(0.1)) return plain;
  return `"${Array.from({ length: text.length }, (_, unit) => `\\u${text.charCodeAt(unit).toString(16).padStart(4, "0")}`).join("")}"`;
}

function json(choices: Choices, fields: readonly Field[]): string {
  const space = choices.chance(0.1) ? " " : "";
  const parts = fields
    .filter((field) => field.text !== null || !choices.chance(0.5))
    .map((field) => `"${field.column.name}"${space}:${space}${jsonValue(choices, field)}`);
  if (choices.chance(0.1))
    parts.splice(
      choices.below(parts.length + 1),
      0,
      choices.pick(['"extra":{"a":[1,"}",null],"b":{}}', '"more":[[],"\\\\",1e5]', '"zzz":"\\"{"', '"kk":true']),
    );
  if (choices.chance(0.1)) parts.reverse();
  return `{${space}${parts.join(`,${space}`)}${space}}`;
}

function csv(choices: Choices, fields: readonly Field[]): string {
  const line = fields.map(({ text }) => {
    if (text === null) return "\\N";
    return /[",\n\r]/.test(text) || text === "" || choices.chance(0.1) ? `"${text.replaceAll('"', '""')}"` : text;
  });
  if (choices.chance(0.02)) line.pop();
  return line.join(",");
}
