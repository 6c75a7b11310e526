// Random tables: columns of every type, a time column with or without a watermark, computed and metadata columns, JSON,
// CSV or raw, some with a primary key.
import type { Choices } from "./choices.ts";

/** What an expression generator must know of a type. */
export type Family = "boolean" | "integer" | "bigint" | "decimal" | "double" | "string" | "date" | "time" | "timestamp" | "ltz" | "bytes";

export interface GeneratedColumn {
  readonly name: string;
  readonly family: Family;
  /** As SQL writes it. */
  readonly type: string;
  /** Few different values: fit for a key. */
  readonly key: boolean;
  /** The event time of a table with a watermark, untouched. */
  readonly rowtime?: boolean;
}

export interface GeneratedTable {
  readonly name: string;
  readonly topic: string;
  readonly partitions: number;
  readonly format: "json" | "csv" | "raw";
  /** The fields of the encoded value. */
  readonly physical: readonly GeneratedColumn[];
  /** What statements see. */
  readonly columns: readonly GeneratedColumn[];
  readonly primaryKey: readonly string[] | null;
  readonly iso: boolean;
  readonly ddl: string;
}

const types: readonly (readonly [weight: number, make: (choices: Choices) => Omit<GeneratedColumn, "name" | "key">])[] = [
  [4, () => ({ family: "integer", type: "INT" })],
  [4, () => ({ family: "string", type: "STRING" })],
  [4, () => ({ family: "bigint", type: "BIGINT" })],
  [2, () => ({ family: "boolean", type: "BOOLEAN" })],
  [2, () => ({ family: "double", type: "DOUBLE" })],
  [2, decimalType],
  [1, () => ({ family: "integer", type: "SMALLINT" })],
  [1, () => ({ family: "integer", type: "TINYINT" })],
  [1, () => ({ family: "double", type: "FLOAT" })],
  [1, () => ({ family: "date", type: "DATE" })],
  [1, () => ({ family: "time", type: "TIME(0)" })],
  [1, () => ({ family: "timestamp", type: "TIMESTAMP(3)" })],
  [1, () => ({ family: "timestamp", type: "TIMESTAMP(6)" })],
  [1, () => ({ family: "ltz", type: "TIMESTAMP_LTZ(3)" })],
];

function decimalType(choices: Choices): Omit<GeneratedColumn, "name" | "key"> {
  const [precision, scale] = choices.pick([
    [10, 2],
    [5, 0],
    [18, 4],
    [30, 10],
    [38, 0],
    [38, 18],
  ] as const);
  return { family: "decimal", type: `DECIMAL(${precision}, ${scale})` };
}

export function generateTable(choices: Choices, index: number): GeneratedTable {
  const name = `t${index}`;
  const format = choices.weighted([
    [8, "json"],
    [2, "csv"],
  ] as const);
  const iso = format === "json" && choices.chance(0.3);
  const timeType = choices.pick(["TIMESTAMP(3)", "TIMESTAMP_LTZ(3)"]);
  const fromMillis = choices.chance(0.2);
  const physical: GeneratedColumn[] = [
    {
      name: "k",
      ...choices.pick([
        { family: "integer", type: "INT" },
        { family: "string", type: "STRING" },
        { family: "bigint", type: "BIGINT" },
      ] as const),
      key: true,
    },
    fromMillis
      ? { name: "millis", family: "bigint", type: "BIGINT", key: false }
      : { name: "ts", family: timeType === "TIMESTAMP(3)" ? "timestamp" : "ltz", type: timeType, key: false, rowtime: true },
    ...Array.from({ length: choices.between(1, 6) }, (_, column) => ({
      name: `c${column}`,
      ...choices.weighted(types)(choices),
      key: choices.chance(0.4),
    })),
  ];
  const upsert = choices.chance(0.12);
  const watermark = !upsert && !choices.chance(0.1);
  const columns = physical.map((column): GeneratedColumn => (column.rowtime === true ? { ...column, rowtime: watermark } : column));
  const extra: string[] = [];
  if (fromMillis)
    addColumn({ name: "ts", family: "ltz", type: "TIMESTAMP_LTZ(3)", key: false, rowtime: watermark }, "AS TO_TIMESTAMP_LTZ(millis, 3)");
  if (choices.chance(0.2)) addColumn({ name: "m", family: "bigint", type: "BIGINT", key: false }, "BIGINT METADATA FROM 'offset' VIRTUAL");
  if (choices.chance(0.1)) addColumn({ name: "p", family: "integer", type: "INT", key: true }, "INT METADATA FROM 'partition' VIRTUAL");
  if (choices.chance(0.1))
    addColumn({ name: "rt", family: "ltz", type: "TIMESTAMP_LTZ(3)", key: false }, "TIMESTAMP_LTZ(3) METADATA FROM 'timestamp' VIRTUAL");
  if (choices.chance(0.15))
    addColumn({ name: "kk", family: "string", type: "STRING", key: true }, "AS CONCAT('<', CAST(k AS STRING), '>')");
  const lines = [
    ...physical.map((column) => `  ${column.name} ${column.type}`),
    ...extra,
    ...(watermark ? [`  WATERMARK FOR ts AS ${watermarkExpression(choices)}`] : []),
    ...(upsert ? ["  PRIMARY KEY (k) NOT ENFORCED"] : []),
  ];
  const options = [
    `'topic' = 'topic${index}'`,
    `'format' = '${format}'`,
    ...(iso ? ["'json.timestamp-format.standard' = 'ISO-8601'"] : []),
    ...(format === "csv" ? ["'csv.null-literal' = '\\N'"] : []),
  ];
  return {
    name,
    topic: `topic${index}`,
    partitions: choices.weighted([
      [5, 1],
      [2, 2],
      [1, 3],
    ] as const),
    format,
    physical,
    columns,
    primaryKey: upsert ? ["k"] : null,
    iso,
    ddl: `CREATE TABLE ${name} (\n${lines.join(",\n")}\n) WITH (${options.join(", ")})`,
  };

  function addColumn(column: GeneratedColumn, definition: string): void {
    columns.push(column);
    extra.push(`  ${column.name} ${definition}`);
  }
}

function watermarkExpression(choices: Choices): string {
  return choices.weighted([
    [3, "ts"],
    [3, "ts - INTERVAL '5' SECOND"],
    [2, "ts - INTERVAL '1' MINUTE"],
    [1, "ts - INTERVAL '0.001' SECOND"],
  ]);
}
