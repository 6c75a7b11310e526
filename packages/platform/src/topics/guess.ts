// A schema guessed from a topic's newest records, and the CREATE TABLE that it suggests. A field's type is the
// narrowest that holds all its values; a field that looks like a time becomes the event time.
import type { TopicDetail } from "../api/types.ts";

type GuessedType = "BOOLEAN" | "BIGINT" | "DOUBLE" | "STRING" | "TIMESTAMP_LTZ(3)" | "TIMESTAMP(3)";
type Guess = NonNullable<TopicDetail["guessedColumns"]>[number];

interface Field {
  type: GuessedType | null;
  seen: number;
  nulls: number;
  example: unknown;
}

const columnsMost = 200;
const zoned = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}:\d{2}(\.\d+)?Z$/;
const unzoned = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}:\d{2}(\.\d+)?$/;

function typeOf(value: unknown): GuessedType {
  if (typeof value === "boolean") return "BOOLEAN";
  if (typeof value === "number") return Number.isSafeInteger(value) ? "BIGINT" : "DOUBLE";
  if (typeof value === "string" && zoned.test(value)) return "TIMESTAMP_LTZ(3)";
  if (typeof value === "string" && unzoned.test(value)) return "TIMESTAMP(3)";
  // Objects and lists are read as text.
  return "STRING";
}

function widen(a: GuessedType | null, b: GuessedType): GuessedType {
  if (a === null || a === b) return b;
  const numbers = new Set<GuessedType>(["BIGINT", "DOUBLE"]);
  return numbers.has(a) && numbers.has(b) ? "DOUBLE" : "STRING";
}

/** Null when there are no values, or one is not a JSON object. */
export function guessColumns(values: readonly (string | null)[]): Guess[] | null {
  const fields = new Map<string, Field>();
  let objects = 0;
  for (const text of values) {
    if (text === null) continue;
    const parsed = parseObject(text);
    if (parsed === null) return null;
    objects++;
    for (const [name, value] of Object.entries(parsed)) {
      let field = fields.get(name);
      if (field === undefined) {
        if (fields.size >= columnsMost) continue;
        fields.set(name, (field = { type: null, seen: 0, nulls: 0, example: null }));
      }
      field.seen++;
      if (value === null) field.nulls++;
      else {
        field.type = widen(field.type, typeOf(value));
        field.example ??= value;
      }
    }
  }
  if (objects === 0) return null;
  return [...fields].map(([name, field]) => ({
    name,
    type: field.type ?? "STRING",
    nullable: field.nulls > 0 || field.seen < objects,
    example: field.example,
  }));
}

function parseObject(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}

const quoted = (name: string): string => `\`${name.replaceAll("`", "``")}\``;
const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`;

const timeNames = /(^|_)(event_?time|time|timestamp|ts|at|date|datetime|created|occurred)(_?ms|_?at)?$|Time$|At$/i;
const epochMs = (value: unknown): boolean => typeof value === "number" && value > 1e12 && value < 5e12;
const epochSeconds = (value: unknown): boolean => typeof value === "number" && value > 1e9 && value < 5e9;

/** How good a field is as the event time; 0 is not at all. */
function timeScore(column: Guess): number {
  const named = timeNames.test(column.name) ? 2 : 0;
  if (column.type.startsWith("TIMESTAMP")) return 2 + named;
  if (column.type === "BIGINT" && named > 0 && (epochMs(column.example) || epochSeconds(column.example))) return 1 + named;
  return 0;
}

export function suggestTable(topic: string, columns: readonly Guess[]): string {
  const best = [...columns].sort((a, b) => timeScore(b) - timeScore(a))[0];
  const time = best !== undefined && timeScore(best) > 0 ? best : null;
  const taken = new Set(columns.map((column) => column.name));
  const free = (name: string): string => (taken.has(name) ? free(`${name}_`) : name);
  const lines = columns.map((column) => `${quoted(column.name)} ${column.type}`);
  let watermark: string;
  if (time !== null && time.type.startsWith("TIMESTAMP")) watermark = time.name;
  else if (time !== null) {
    watermark = free("event_time");
    lines.push(`${quoted(watermark)} AS TO_TIMESTAMP_LTZ(${quoted(time.name)}, ${epochMs(time.example) ? 3 : 0})`);
  } else {
    watermark = free("record_time");
    lines.push(`${quoted(watermark)} TIMESTAMP_LTZ(3) METADATA FROM 'timestamp' VIRTUAL`);
  }
  lines.push(`WATERMARK FOR ${quoted(watermark)} AS ${quoted(watermark)} - INTERVAL '5' SECOND`);
  const options = [
    ["connector", "kafka"],
    ["topic", topic],
    ["format", "json"],
  ];
  if (columns.some((column) => column.type.startsWith("TIMESTAMP") && String(column.example).includes("T"))) {
    options.push(["json.timestamp-format.standard", "ISO-8601"]);
  }
  const tail = options.map(([key, value]) => `  ${literal(key!)} = ${literal(value!)}`).join(",\n");
  const name = /^[A-Za-z_][A-Za-z0-9_]*$/.test(topic) ? topic : quoted(topic);
  return `CREATE TABLE ${name} (\n${lines.map((line) => `  ${line}`).join(",\n")}\n) WITH (\n${tail}\n);\n`;
}
