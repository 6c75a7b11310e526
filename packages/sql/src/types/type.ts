// SQL types as Flink 2.x has them. Every expression and column of a bound plan carries one.

export type SqlType = { readonly nullable: boolean } & (
  | { readonly kind: "BOOLEAN" | "TINYINT" | "SMALLINT" | "INTEGER" | "BIGINT" | "FLOAT" | "DOUBLE" | "DATE" | "NULL" }
  | { readonly kind: "DECIMAL"; readonly precision: number; readonly scale: number }
  | { readonly kind: "CHAR" | "VARCHAR" | "BINARY" | "VARBINARY"; readonly length: number }
  | { readonly kind: "TIME"; readonly precision: number }
  /** `rowtime`: the table's event-time attribute, the column that its watermark is declared on. */
  | { readonly kind: "TIMESTAMP" | "TIMESTAMP_LTZ"; readonly precision: number; readonly rowtime?: boolean }
  /** Milliseconds, months. */
  | { readonly kind: "INTERVAL_DAY_TIME" | "INTERVAL_YEAR_MONTH" }
  | { readonly kind: "ARRAY"; readonly element: SqlType }
  | { readonly kind: "MAP"; readonly key: SqlType; readonly value: SqlType }
  | { readonly kind: "ROW"; readonly fields: readonly { readonly name: string; readonly type: SqlType }[] }
);

export type SqlTypeKind = SqlType["kind"];

/** STRING and BYTES. */
export const maxLength = 2_147_483_647;

/**
 * A SQL value in JavaScript, as literals in plans, the reference engine and live rows carry it. By type:
 * BOOLEAN boolean · TINYINT, SMALLINT, INTEGER, FLOAT, DOUBLE number · BIGINT bigint ·
 * DECIMAL bigint, unscaled (1.10 as DECIMAL(3,2) is 110n) · CHAR, VARCHAR string · BINARY, VARBINARY Uint8Array ·
 * DATE days since the epoch · TIME ms of the day · TIMESTAMP, TIMESTAMP_LTZ `TimestampValue` ·
 * INTERVAL_DAY_TIME ms (number) · INTERVAL_YEAR_MONTH months (number) · ARRAY Value[] · ROW Value[] · MAP [Value, Value][].
 */
export type Value = null | boolean | number | bigint | string | Uint8Array | TimestampValue | readonly Value[];

/** Milliseconds since the epoch (of the UTC wall clock for TIMESTAMP) and nanoseconds within the millisecond. */
export interface TimestampValue {
  readonly ms: number;
  readonly nanos: number;
}
