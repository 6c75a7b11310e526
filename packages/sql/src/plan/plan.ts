// The bound, typed logical plan: what the planner makes and the engine runs. Plain data: it survives
// `structuredClone` (so it goes to a worker) and a JSON form with tagged bigints (so a job's plan can be kept).
// Columns are referred to by index into the input's schema. Semantics are Flink's in streaming mode.
//
// What holds in every bound plan:
// - Implicit casts are `cast` nodes. Arguments of a call have exactly the types that the function's registry entry
//   (`functions/`) names: both sides of a comparison, all of `in`, `coalesce`, `greatest` one type; both of `plus` … one
//   type, except DECIMALs, which keep their own precision and scale. Types count as one when they differ only in
//   nullability, in the length of CHAR and VARCHAR (or BINARY and VARBINARY), or in the precision of a time.
//   Time ± interval is a function of its own: `plus_interval`, `minus_interval`.
// - A function's argument that must be a constant (units, modes, the list of `in`) is a `literal`.
// - `and` and `or` have two or more arguments; BETWEEN, NULLIF, IF and simple CASE are spelt out; branches of `case`
//   have its type (up to what counts as one), conditions are BOOLEAN.
// - An aggregate's argument and filter, a group key, a sort key is a column: expressions stand in a `project` below.
// - A literal's value is in the form that its type asks for (`types/type.ts`).
// - A call of which no argument needs a row is not always folded; engines may fold it themselves.
import type { SqlType, Value } from "../types/type.ts";

export interface Column {
  readonly name: string;
  readonly type: SqlType;
}

export type Expression =
  | { readonly kind: "column"; readonly index: number; readonly type: SqlType }
  | { readonly kind: "literal"; readonly value: Value; readonly type: SqlType }
  /** Operators and functions alike, by the id in the function registry (`functions/`): "plus", "and", "upper", … */
  | { readonly kind: "call"; readonly function: string; readonly arguments: readonly Expression[]; readonly type: SqlType }
  | {
      readonly kind: "case";
      readonly branches: readonly { readonly when: Expression; readonly then: Expression }[];
      readonly otherwise: Expression;
      readonly type: SqlType;
    }
  /** `safe`: TRY_CAST, null instead of a failing row. */
  | { readonly kind: "cast"; readonly input: Expression; readonly safe: boolean; readonly type: SqlType };

export interface AggregateCall {
  readonly function: "count" | "sum" | "avg" | "min" | "max" | "first_value" | "last_value";
  /** Absent for COUNT(*). */
  readonly argument?: number;
  readonly distinct: boolean;
  /** Index of a BOOLEAN column: FILTER (WHERE …). */
  readonly filter?: number;
  readonly type: SqlType;
}

/** Window assignment. Times and durations in milliseconds; `timeColumn` is a rowtime column of the input. */
export type WindowSpec = {
  readonly timeColumn: number;
} & (
  | { readonly kind: "tumble"; readonly sizeMs: number; readonly offsetMs: number }
  | { readonly kind: "hop"; readonly sizeMs: number; readonly slideMs: number; readonly offsetMs: number }
  | { readonly kind: "cumulate"; readonly sizeMs: number; readonly stepMs: number; readonly offsetMs: number }
  /** `partitionBy`: input columns of the table function's PARTITION BY. */
  | { readonly kind: "session"; readonly gapMs: number; readonly partitionBy: readonly number[] }
);

/** Window columns that the input has already, by index; `time` is -1 when it was projected away (it is `end` - 1 ms). */
export interface AttachedWindow {
  readonly kind: "attached";
  readonly start: number;
  readonly end: number;
  readonly time: number;
  /**
   * The event time is a TIMESTAMP_LTZ: window_start and window_end are its wall clock in the plan's time zone, and the
   * watermark is compared with the instant that stands for it.
   */
  readonly zoned: boolean;
}

export type WindowProperty = "window_start" | "window_end" | "window_time";

export interface SortKey {
  readonly column: number;
  readonly descending: boolean;
  readonly nullsLast: boolean;
}

/**
 * What the rows of a node may be. `append`: +I only. `retract`: −U/+U/−D carry the whole old row.
 * `upsert`: +U and −D by `key` without −U (only read from a table with a primary key, before normalisation).
 */
export type Changelog =
  | { readonly kind: "append" }
  | { readonly kind: "retract"; readonly key?: readonly number[] }
  | { readonly kind: "upsert"; readonly key: readonly number[] };

interface NodeBase {
  readonly schema: readonly Column[];
  readonly changelog: Changelog;
}

export type Plan =
  | ScanNode
  | ValuesNode
  | (NodeBase & { readonly kind: "filter"; readonly input: Plan; readonly condition: Expression })
  | (NodeBase & { readonly kind: "project"; readonly input: Plan; readonly expressions: readonly Expression[] })
  /** Rows with window columns appended (window_start, window_end, window_time), one output row per window. */
  | (NodeBase & { readonly kind: "window"; readonly input: Plan; readonly window: WindowSpec })
  | AggregateNode
  | WindowAggregateNode
  | RankNode
  | (NodeBase & { readonly kind: "union"; readonly inputs: readonly Plan[] })
  /** An upsert stream made into a retract stream by keeping the last row of each key. */
  | (NodeBase & { readonly kind: "normalize"; readonly input: Plan; readonly key: readonly number[] });

/** One per table in the plan. Reads records of a topic and decodes the columns that `columns` names. */
export interface ScanNode extends NodeBase {
  readonly kind: "scan";
  readonly table: TableDefinition;
  /** The schema of a scan is the table's columns after computed columns, cut to those that the plan needs. */
  readonly fields: readonly ScanField[];
  /** Null for a table without a watermark. Evaluated over this node's schema, on every row that decodes. */
  readonly watermark: Watermark | null;
}

export type ScanField =
  /** A field of the decoded value, by its name (JSON) or position (CSV) in the table's physical columns. */
  | { readonly kind: "physical"; readonly name: string; readonly position: number; readonly type: SqlType }
  /** METADATA FROM: of the record. */
  | {
      readonly kind: "metadata";
      /**
       * timestamp TIMESTAMP_LTZ(3), offset BIGINT, partition INT, topic STRING, key STRING (UTF-8) or BYTES by `type`,
       * timestamp-type STRING ("CreateTime", "LogAppendTime"), value BYTES or STRING by `type` (the whole value, as it is).
       */
      readonly key: "timestamp" | "offset" | "partition" | "topic" | "key" | "headers" | "timestamp-type" | "value";
      /**
       * With `key: "headers"`: the value of this one header, NULL when the record has none. A TIMESTAMP_LTZ is written
       * there as epoch milliseconds in decimal digits, a STRING as UTF-8.
       */
      readonly header?: string;
      readonly type: SqlType;
    }
  /** A computed column, over the fields that stand before it in `fields`. */
  | { readonly kind: "computed"; readonly expression: Expression; readonly type: SqlType };

export interface Watermark {
  /** Index into the scan's schema. */
  readonly timeColumn: number;
  /** The watermark of one row, TIMESTAMP(3)/TIMESTAMP_LTZ(3), over the scan's schema; null values are ignored. */
  readonly expression: Expression;
  /** `time - delay` when the expression has that plain shape: the fast path. */
  readonly delayMs?: number;
  /** `'scan.watermark.idle-timeout'`; 0 = never idle. */
  readonly idleTimeoutMs: number;
}

export interface ValuesNode extends NodeBase {
  readonly kind: "values";
  readonly rows: readonly (readonly Value[])[];
}

/**
 * GROUP BY without a window: emits a changelog, in the order of its input rows. A row whose group's result it does not
 * change emits nothing; so with no aggregates (SELECT DISTINCT) an `append` input gives an `append` output.
 */
export interface AggregateNode extends NodeBase {
  readonly kind: "aggregate";
  readonly input: Plan;
  /** Input columns; the output schema is the keys, then the aggregates. No keys: one global row. */
  readonly keys: readonly number[];
  readonly aggregates: readonly AggregateCall[];
}

/** GROUP BY with window columns: emits each window once, when the watermark passes `window_end - 1`. */
export interface WindowAggregateNode extends NodeBase {
  readonly kind: "windowAggregate";
  readonly input: Plan;
  /**
   * Either the window is assigned here, from the time column; or the input has window columns already
   * (`attached`: indexes of window_start, window_end, window_time in the input).
   */
  readonly window: WindowSpec | AttachedWindow;
  readonly keys: readonly number[];
  readonly aggregates: readonly AggregateCall[];
  /** Output schema: keys, aggregates, then these. */
  readonly properties: readonly WindowProperty[];
}

/** ROW_NUMBER() OVER (PARTITION BY … ORDER BY …) with a bound: top-N, deduplication with N = 1. */
export interface RankNode extends NodeBase {
  readonly kind: "rank";
  readonly input: Plan;
  readonly partitionBy: readonly number[];
  readonly orderBy: readonly SortKey[];
  /** Ranks 1-based and inclusive. */
  readonly from: number;
  readonly to: number;
  /** Whether the schema ends with the rank, BIGINT NOT NULL. */
  readonly outputRank: boolean;
  /** Window top-N: partitions hold these window columns, and each window's rows are emitted once, at its end. */
  readonly window?: { readonly start: number; readonly end: number; readonly zoned: boolean };
}

/** A table as the catalog holds it, resolved. */
export interface TableDefinition {
  readonly name: string;
  readonly topic: string;
  readonly connector: "millrace" | "kafka" | "upsert-kafka";
  readonly format: "json" | "csv" | "raw";
  /** Physical columns in the order of the declaration: the fields of the encoded value. */
  readonly physical: readonly Column[];
  /** Metadata columns that a sink writes (declared without VIRTUAL, and Kafka lets one write them). */
  readonly writable?: readonly { readonly name: string; readonly key: "timestamp" | "key"; readonly type: SqlType }[];
  readonly primaryKey: readonly string[] | null;
  /** Every option as written, defaults not filled in: `json.ignore-parse-errors`, `csv.field-delimiter`, … */
  readonly options: Readonly<Record<string, string>>;
  readonly startup:
    | { readonly kind: "earliest" | "latest" | "committed" }
    | { readonly kind: "timestamp"; readonly ms: number }
    | { readonly kind: "offsets"; readonly offsets: Readonly<Record<number, number>> };
  readonly bounded: { readonly kind: "unbounded" | "latest" } | { readonly kind: "timestamp"; readonly ms: number };
}

export interface SinkPlan {
  readonly table: TableDefinition;
  /**
   * Schema equals the table's physical columns, then the metadata columns that `table.writable` names (casts and null
   * columns are in the plan). A column may be NOT NULL while its expression is not: there a NULL fails the row.
   * When `table.primaryKey` is set the rows may be a changelog, written as upserts by that key; else they are `append`.
   */
  readonly plan: Plan;
}

/** What a job runs: one INSERT, or the statements of a statement set. */
export interface JobPlan {
  readonly sinks: readonly SinkPlan[];
  /** `SET 'table.local-time-zone'`; "UTC" when not set. */
  readonly timeZone: string;
  /** Other options set with SET, e.g. `pipeline.name`. */
  readonly options: Readonly<Record<string, string>>;
}

export interface QueryPlan {
  readonly plan: Plan;
  readonly timeZone: string;
  readonly options: Readonly<Record<string, string>>;
}
