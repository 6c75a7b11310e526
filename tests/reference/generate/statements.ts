// Random queries of this language as SQL text: projections, groups, windows, rankings, unions, nested in one another,
// some of them as views.
import type { Choices } from "./choices.ts";
import { condition, expression, families, type Scope } from "./expressions.ts";
import type { Family, GeneratedColumn } from "./tables.ts";

/** Something that can stand in FROM. */
export interface Relation {
  readonly sql: string;
  /** A table or view, so that it can stand in a table function. */
  readonly name?: string;
  readonly columns: readonly GeneratedColumn[];
  /** Rows may be taken back. */
  readonly updating: boolean;
  /** Rows still are the records that were read, so that one that fails is a bad record. */
  readonly plain: boolean;
  /** Holds window_start and window_end of an event-time window. */
  readonly windowed: boolean;
}

export interface Statements {
  readonly choices: Choices;
  readonly tables: readonly Relation[];
  readonly views: string[];
}

const scopeOf = (from: Relation): Scope => ({ columns: from.columns, canFail: from.plain });
const from = (relation: Relation): string => relation.name ?? `(${relation.sql})`;
const windowNames = ["window_start", "window_end", "window_time"];
const rowtimeOf = (relation: Relation): GeneratedColumn | undefined => relation.columns.find((column) => column.rowtime === true);
const bare = (column: GeneratedColumn): GeneratedColumn => ({ ...column, rowtime: false });

/** Double columns of expressions are not exact in sums of any order; only table columns are. */
const summable = (relation: Relation): GeneratedColumn[] =>
  relation.columns.filter(
    (column) =>
      ["integer", "bigint", "decimal"].includes(column.family) ||
      (column.family === "double" && relation.plain && /^c\d$/.test(column.name)),
  );

export function generateQuery(statements: Statements, depth: number): Relation {
  const { choices } = statements;
  const source =
    depth <= 0 || !choices.chance(0.45) ? choices.pick(statements.tables) : asSource(statements, generateQuery(statements, depth - 1));
  const kinds: (readonly [number, () => Relation | undefined])[] = [
    [5, () => project(choices, source)],
    [4, () => group(choices, source)],
    [6, () => windowGroup(statements, source)],
    [3, () => topN(choices, source)],
    [2, () => windowTopN(choices, source)],
    [1, () => windowTable(statements, source)],
    [1, () => attachedGroup(statements, source)],
    [1, () => unionAll(choices, source, choices.pick(statements.tables))],
    [1, () => distinctRows(choices, source)],
  ];
  return choices.weighted(kinds)() ?? project(choices, source);
}

/** Sometimes a view, so that it has a name. */
function asSource(statements: Statements, query: Relation): Relation {
  if (!statements.choices.chance(0.5)) return query;
  const name = `v${statements.views.length}`;
  statements.views.push(`CREATE VIEW ${name} AS ${query.sql}`);
  return { ...query, name };
}

const where = (choices: Choices, source: Relation): string =>
  choices.chance(0.35) ? ` WHERE ${condition(choices, scopeOf(source), 2)}` : "";

const typeNames: Readonly<Record<Family, string>> = {
  boolean: "BOOLEAN",
  integer: "INT",
  bigint: "BIGINT",
  decimal: "DECIMAL(20, 2)",
  double: "DOUBLE",
  string: "STRING",
  date: "DATE",
  time: "TIME(0)",
  timestamp: "TIMESTAMP(3)",
  ltz: "TIMESTAMP_LTZ(3)",
  bytes: "BYTES",
};

function project(choices: Choices, source: Relation): Relation {
  const kept = choices.some(source.columns, 1);
  const made = Array.from({ length: choices.below(4) }, (_, index): GeneratedColumn & { text: string } => {
    const family = choices.pick(families);
    return { name: `e${index}`, family, type: typeNames[family], key: false, text: expression(choices, scopeOf(source), family, 3) };
  });
  const taken = new Set(kept.map((column) => column.name));
  const fresh = made.filter((column) => !taken.has(column.name));
  const list = [...kept.map((column) => column.name), ...fresh.map((column) => `${column.text} AS ${column.name}`)];
  return {
    sql: `SELECT ${list.join(", ")} FROM ${from(source)}${where(choices, source)}`,
    columns: [...kept, ...fresh.map(({ name, family, type, key }) => ({ name, family, type, key }))],
    updating: source.updating,
    plain: source.plain,
    windowed: source.windowed && ["window_start", "window_end"].every((name) => taken.has(name)),
  };
}

interface Aggregate {
  readonly text: string;
  readonly column: GeneratedColumn;
}

function aggregates(choices: Choices, source: Relation, prefix: string): Aggregate[] {
  return Array.from({ length: choices.between(1, 4) }, (_, index) => {
    const name = `${prefix}${index}`;
    const filter = choices.chance(0.2) ? ` FILTER (WHERE ${condition(choices, scopeOf(source), 1)})` : "";
    const distinct = choices.chance(0.25) ? "DISTINCT " : "";
    const numbers = summable(source);
    const column = choices.pick(source.columns);
    const kind = choices.below(8);
    if (kind <= 1) return { text: `COUNT(*)${filter} AS ${name}`, column: { name, family: "bigint", type: "BIGINT", key: false } };
    if (kind === 2)
      return {
        text: `COUNT(${distinct}${column.name})${filter} AS ${name}`,
        column: { name, family: "bigint", type: "BIGINT", key: false },
      };
    if (kind <= 4 && numbers.length > 0) {
      const number = choices.pick(numbers);
      const average = choices.chance(0.4);
      return {
        text: `${average ? "AVG" : "SUM"}(${distinct}${number.name})${filter} AS ${name}`,
        column: { ...bare(number), name, key: false, ...(number.family === "decimal" ? { type: "DECIMAL(38, 18)" } : {}) },
      };
    }
    if (kind === 7)
      return {
        text: `${choices.pick(["FIRST_VALUE", "LAST_VALUE"])}(${column.name})${filter} AS ${name}`,
        column: { ...bare(column), name, key: false },
      };
    const orderable = column.family === "boolean" ? source.columns.find((other) => other.family !== "boolean") : column;
    if (orderable === undefined)
      return { text: `COUNT(${column.name})${filter} AS ${name}`, column: { name, family: "bigint", type: "BIGINT", key: false } };
    return {
      text: `${choices.pick(["MIN", "MAX"])}(${orderable.name})${filter} AS ${name}`,
      column: { ...bare(orderable), name, key: false },
    };
  });
}

/** Group keys: columns with few values, not the window's own. */
function keysOf(choices: Choices, source: Relation, least: number): GeneratedColumn[] {
  const fitting = source.columns.filter((column) => column.key && !windowNames.includes(column.name) && column.rowtime !== true);
  return choices.some(fitting, Math.min(least, fitting.length)).slice(0, 3);
}

function having(choices: Choices, list: readonly Aggregate[]): string {
  if (!choices.chance(0.25)) return "";
  const text = choices.pick(list).text.replace(/ AS \w+$/, "");
  return ` HAVING ${choices.pick([`${text} IS NOT NULL`, "COUNT(*) > 1", "COUNT(*) < 3", `${text} IS NULL`])}`;
}

function group(choices: Choices, source: Relation): Relation {
  const keys = keysOf(choices, source, choices.below(2));
  const list = aggregates(choices, source, "a");
  const names = keys.map((key) => key.name);
  return {
    sql: `SELECT ${[...names, ...list.map((one) => one.text)].join(", ")} FROM ${from(source)}${where(choices, source)}${names.length > 0 ? ` GROUP BY ${names.join(", ")}` : ""}${having(choices, list)}`,
    columns: [...keys, ...list.map((one) => one.column)],
    updating: true,
    plain: false,
    windowed: false,
  };
}

const sizes = [
  ["'10' SECOND", "'5' SECOND"],
  ["'1' MINUTE", "'20' SECOND"],
  ["'1' HOUR", "'30' MINUTE"],
  ["'1' DAY", "'6' HOUR"],
] as const;

/** The table function over a table or view with an event time. */
function windowFunction(choices: Choices, source: Relation, time: GeneratedColumn, keys: readonly GeneratedColumn[]): string {
  const [size, step] = choices.pick(sizes);
  const offset = choices.chance(0.15) ? ", INTERVAL '3' SECOND" : "";
  const descriptor = `TABLE ${source.name!}, DESCRIPTOR(${time.name})`;
  return choices.weighted([
    [4, `TABLE(TUMBLE(${descriptor}, INTERVAL ${size}${offset}))`],
    [3, `TABLE(HOP(${descriptor}, INTERVAL ${step}, INTERVAL ${size}${offset}))`],
    [2, `TABLE(CUMULATE(${descriptor}, INTERVAL ${step}, INTERVAL ${size}))`],
    [
      3,
      `TABLE(SESSION(TABLE ${source.name!}${keys.length > 0 ? ` PARTITION BY ${keys.length > 1 ? `(${keys.map((key) => key.name).join(", ")})` : keys[0]!.name}` : ""}, DESCRIPTOR(${time.name}), INTERVAL ${choices.pick(["'5' SECOND", "'30' SECOND", "'1' MINUTE"])}))`,
    ],
  ]);
}

const windowColumns = (time: GeneratedColumn): GeneratedColumn[] => [
  { name: "window_start", family: "timestamp", type: "TIMESTAMP(3)", key: true },
  { name: "window_end", family: "timestamp", type: "TIMESTAMP(3)", key: true },
  { name: "window_time", family: time.family, type: time.type, key: false, rowtime: true },
];

/** The source under a name, as a view where it has none. */
function named(statements: Statements, source: Relation): Relation {
  if (source.name !== undefined) return source;
  const name = `v${statements.views.length}`;
  statements.views.push(`CREATE VIEW ${name} AS ${source.sql}`);
  return { ...source, name };
}

function windowSource(statements: Statements, source: Relation): { source: Relation; time: GeneratedColumn } | undefined {
  const fits =
    rowtimeOf(source) !== undefined &&
    !source.updating &&
    !source.columns.some((column) => windowNames.includes(column.name) && column.rowtime !== true);
  const chosen = fits ? source : statements.tables.find((table) => rowtimeOf(table) !== undefined && !table.updating);
  if (chosen === undefined || chosen.columns.some((column) => column.name.startsWith("window_"))) return undefined;
  return { source: named(statements, chosen), time: rowtimeOf(chosen)! };
}

function windowGroup(statements: Statements, given: Relation): Relation | undefined {
  const { choices } = statements;
  const found = windowSource(statements, given);
  if (found === undefined) return undefined;
  const { source, time } = found;
  const keys = keysOf(choices, source, 0);
  const list = aggregates(choices, source, "a");
  const withTime = choices.chance(0.3);
  const properties = windowColumns(time).slice(0, withTime ? 3 : 2);
  const names = [...keys.map((key) => key.name), ...properties.map((column) => column.name)];
  const table = windowFunction(choices, source, time, keys);
  return {
    sql: `SELECT ${[...names, ...list.map((one) => one.text)].join(", ")} FROM ${table}${where(choices, { ...source, plain: false })} GROUP BY ${names.join(", ")}${having(choices, list)}`,
    columns: [...keys, ...properties, ...list.map((one) => one.column)],
    updating: false,
    plain: false,
    windowed: true,
  };
}

/** The window's columns beside the row's, with a filter or an expression. */
function windowTable(statements: Statements, given: Relation): Relation | undefined {
  const { choices } = statements;
  const found = windowSource(statements, given);
  if (found === undefined) return undefined;
  const { source, time } = found;
  const keys = keysOf(choices, source, 0);
  const columns = choices.some(source.columns.map(bare), 1);
  const list = [...columns, ...windowColumns(time)];
  return {
    sql: `SELECT ${list.map((column) => column.name).join(", ")} FROM ${windowFunction(choices, source, time, keys)}${where(choices, { ...source, plain: false })}`,
    columns: list,
    updating: false,
    plain: false,
    windowed: true,
  };
}

/** A window made below, grouped by it above. */
function attachedGroup(statements: Statements, given: Relation): Relation | undefined {
  const { choices } = statements;
  const inner = given.windowed && !given.updating ? given : windowTable(statements, given);
  if (inner === undefined || !inner.columns.some((column) => column.name === "window_end")) return undefined;
  const keys = keysOf(choices, inner, 0);
  const list = aggregates(choices, inner, "b");
  const names = [...keys.map((key) => key.name), "window_start", "window_end"];
  return {
    sql: `SELECT ${[...names, ...list.map((one) => one.text)].join(", ")} FROM ${from(inner)} GROUP BY ${names.join(", ")}`,
    columns: [
      ...keys,
      ...windowColumns({ name: "", family: "timestamp", type: "TIMESTAMP(3)", key: false }).slice(0, 2),
      ...list.map((one) => one.column),
    ],
    updating: false,
    plain: false,
    windowed: true,
  };
}

function orderBy(choices: Choices, source: Relation): string {
  const orderable = source.columns.filter((column) => column.family !== "boolean");
  const keys = choices.some(orderable, 1).slice(0, 2);
  return keys.map((key) => `${key.name}${choices.pick(["", " DESC", " ASC NULLS LAST", " DESC NULLS FIRST"])}`).join(", ");
}

function ranked(choices: Choices, source: Relation, partition: readonly string[]): Relation {
  const limit = choices.between(1, 3);
  const withRank = choices.chance(0.5) && !source.columns.some((column) => column.name === "rn");
  const names = source.columns.map((column) => column.name);
  const rank = source.columns.some((column) => column.name === "rn") ? "rn2" : "rn";
  const by = partition.length > 0 ? `PARTITION BY ${partition.join(", ")} ` : "";
  return {
    sql: `SELECT ${[...names, ...(withRank ? [rank] : [])].join(", ")} FROM (SELECT *, ROW_NUMBER() OVER (${by}ORDER BY ${orderBy(choices, source)}) AS ${rank} FROM ${from(source)}) WHERE ${rank} <= ${limit}`,
    columns: [...source.columns.map(bare), ...(withRank ? [{ name: rank, family: "bigint" as const, type: "BIGINT", key: true }] : [])],
    updating: true,
    plain: false,
    windowed: false,
  };
}

function topN(choices: Choices, source: Relation): Relation | undefined {
  if (!source.columns.some((column) => column.family !== "boolean")) return undefined;
  return ranked(
    choices,
    source,
    keysOf(choices, source, 0).map((key) => key.name),
  );
}

function windowTopN(choices: Choices, source: Relation): Relation | undefined {
  if (
    !source.windowed ||
    source.updating ||
    !["window_start", "window_end"].every((name) => source.columns.some((column) => column.name === name))
  )
    return undefined;
  const keys = keysOf(choices, source, 0).map((key) => key.name);
  return { ...ranked(choices, source, ["window_start", "window_end", ...keys]), updating: false, windowed: true };
}

function unionAll(choices: Choices, left: Relation, right: Relation): Relation {
  const family = choices.pick(families);
  const side = (relation: Relation, label: string): string =>
    `SELECT '${label}' AS s, ${expression(choices, { ...scopeOf(relation), canFail: false }, family, 2)} AS u, ${expression(choices, { ...scopeOf(relation), canFail: false }, "integer", 1)} AS i FROM ${from(relation)}${where(choices, { ...relation, plain: false })}`;
  return {
    sql: `${side(left, "l")} UNION ALL ${side(right, "r")}`,
    columns: [
      { name: "s", family: "string", type: "STRING", key: true },
      { name: "u", family, type: typeNames[family], key: false },
      { name: "i", family: "integer", type: "INT", key: true },
    ],
    updating: left.updating || right.updating,
    plain: false,
    windowed: false,
  };
}

function distinctRows(choices: Choices, source: Relation): Relation | undefined {
  const keys = source.columns.filter((column) => column.key && column.rowtime !== true);
  if (keys.length === 0) return undefined;
  const kept = choices.some(keys, 1);
  return {
    sql: `SELECT DISTINCT ${kept.map((column) => column.name).join(", ")} FROM ${from(source)}${where(choices, source)}`,
    columns: kept,
    updating: source.updating,
    plain: false,
    windowed: false,
  };
}
