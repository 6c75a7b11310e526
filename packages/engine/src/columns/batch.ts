// Data in flight: a batch of rows as columns. No object per row.
//
// A column's arrays may be longer than the batch; only rows [0, rows) mean anything. A batch is valid during the
// call that passes it on: whoever keeps rows copies them (into state, or into a batch of its own).
// Physical layout by SQL type:
//   BOOLEAN                                  bool    Uint8Array 0/1
//   TINYINT SMALLINT INTEGER DATE TIME INTERVAL_YEAR_MONTH   i32   Int32Array (days; ms of the day; months)
//   BIGINT INTERVAL_DAY_TIME                 i64     Float64Array while every value of the batch is within ±2^53,
//                                                    else `wide` holds the exact values and `data` is not read
//   FLOAT DOUBLE                             f64     Float64Array (FLOAT rounded with Math.fround)
//   DECIMAL                                  decimal unscaled integer, `data`/`wide` like i64 (wide: bigint[], 38 digits)
//   TIMESTAMP TIMESTAMP_LTZ                  time    Float64Array epoch ms, `nanos` within the ms or null when all 0
//   CHAR VARCHAR BINARY VARBINARY            bytes   (offset, length) into `source`, UTF-8
//   ARRAY MAP ROW                            any     Value[] (the slow, general way; next issue)

/** Upper bound of rows in a batch; small enough that a handful of columns stay in the L2 cache. */
export const batchRows = 4096;

interface ColumnBase {
  /** 1 = the row has a value, 0 = null. Always there; `hasNulls` false lets loops skip it. */
  valid: Uint8Array;
  hasNulls: boolean;
}

export interface BoolColumn extends ColumnBase {
  readonly physical: "bool";
  data: Uint8Array;
}
export interface Int32Column extends ColumnBase {
  readonly physical: "i32";
  data: Int32Array;
}
export interface Int64Column extends ColumnBase {
  readonly physical: "i64";
  data: Float64Array;
  wide: BigInt64Array | null;
}
export interface Float64Column extends ColumnBase {
  readonly physical: "f64";
  data: Float64Array;
}
export interface DecimalColumn extends ColumnBase {
  readonly physical: "decimal";
  data: Float64Array;
  wide: bigint[] | null;
}
export interface TimeColumn extends ColumnBase {
  readonly physical: "time";
  data: Float64Array;
  nanos: Int32Array | null;
}
export interface BytesColumn extends ColumnBase {
  readonly physical: "bytes";
  source: Uint8Array;
  offset: Int32Array;
  length: Int32Array;
}
export interface AnyColumn extends ColumnBase {
  readonly physical: "any";
  data: unknown[];
}

export type ColumnData = BoolColumn | Int32Column | Int64Column | Float64Column | DecimalColumn | TimeColumn | BytesColumn | AnyColumn;
export type Physical = ColumnData["physical"];

/** Row kinds as Flink orders them. */
export const RowKind = { insert: 0, updateBefore: 1, updateAfter: 2, delete: 3 } as const;
export const rowKindNames = ["+I", "-U", "+U", "-D"] as const;

export interface Batch {
  rows: number;
  columns: ColumnData[];
  /** RowKind per row; null while every row is +I. */
  kinds: Uint8Array | null;
  /**
   * The watermark before each row (never falls); null: `watermark` holds for every row. Whether a row is late is
   * decided by this lane alone, so never by where a batch ends. Operators that do not look at time pass it on.
   */
  watermarks: Float64Array | null;
  /** The watermark before the first row, epoch ms; -Infinity before there is one. */
  watermark: number;
  /**
   * Where each row came from, for late rows: index into the source's `RecordLocator`; null below operators that
   * make rows of their own.
   */
  origin: Int32Array | null;
}
