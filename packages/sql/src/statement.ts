// The front door of this package: text in, bound statements out. The platform executes them.
import type { ErrorJson } from "@millrace/core";
import type { Column, JobPlan, QueryPlan, TableDefinition } from "./plan/plan.ts";

/** A table or view as the catalog keeps it. `sql` is the statement that made it (what SHOW CREATE prints). */
export type CatalogEntry =
  | { readonly kind: "table"; readonly name: string; readonly sql: string; readonly table: CatalogTable }
  | { readonly kind: "view"; readonly name: string; readonly sql: string; readonly query: string; readonly columns: readonly Column[] };

/** A table with what the binder needs beyond `TableDefinition`: computed and metadata columns and the watermark, as text. */
export interface CatalogTable {
  readonly definition: TableDefinition;
  /** All columns in declared order. */
  readonly columns: readonly CatalogColumn[];
  readonly watermark: { readonly column: string; readonly expression: string } | null;
  readonly comment?: string;
}

export type CatalogColumn = Column &
  (
    | { readonly kind: "physical" }
    | { readonly kind: "computed"; readonly expression: string }
    | { readonly kind: "metadata"; readonly key: string; readonly virtual: boolean }
  );

/** What the binder asks. Names are case sensitive, as in Flink. */
export interface Catalog {
  entry(name: string): CatalogEntry | undefined;
  /** For suggestions. */
  names(): readonly string[];
  /** Topics that exist in the log: a SELECT from a topic without a table is refused with a hint that shows CREATE TABLE. */
  topics(): readonly string[];
}

export interface SessionOptions {
  readonly timeZone: string;
  readonly options: Readonly<Record<string, string>>;
}

/** Where a statement stands in the text it came from; offsets in UTF-16 units. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

export type BoundStatement = { readonly span: Span; readonly text: string } & (
  | { readonly kind: "query"; readonly query: QueryPlan }
  | { readonly kind: "insert"; readonly job: JobPlan }
  /** EXECUTE STATEMENT SET BEGIN … END. */
  | { readonly kind: "statementSet"; readonly job: JobPlan }
  | { readonly kind: "createTable"; readonly entry: CatalogEntry; readonly ifNotExists: boolean; readonly temporary: boolean }
  /** CREATE TABLE … AS SELECT: the table, then a job that fills it. */
  | { readonly kind: "createTableAs"; readonly entry: CatalogEntry; readonly ifNotExists: boolean; readonly job: JobPlan }
  | { readonly kind: "createView"; readonly entry: CatalogEntry; readonly ifNotExists: boolean; readonly orReplace: boolean }
  | { readonly kind: "drop"; readonly object: "table" | "view"; readonly name: string; readonly ifExists: boolean }
  | {
      readonly kind: "alterTable";
      readonly name: string;
      readonly entry: CatalogEntry;
      /** Set for RENAME TO. */ readonly renamedTo?: string;
    }
  | { readonly kind: "explain"; readonly text: string; readonly plan: string }
  | { readonly kind: "show"; readonly what: "tables" | "views" | "functions" | "jobs" | "options" }
  | { readonly kind: "showCreate"; readonly name: string }
  | { readonly kind: "describe"; readonly name: string; readonly rows: readonly DescribeRow[] }
  | { readonly kind: "set"; readonly key: string; readonly value: string }
  | { readonly kind: "reset"; readonly key: string | null }
  /** STOP JOB 'id' [WITH SAVEPOINT] [WITH DRAIN]. */
  | { readonly kind: "stopJob"; readonly job: string; readonly drain: boolean; readonly savepoint: boolean }
);

/** Flink's DESCRIBE columns: name, type, null, key, extras, watermark. */
export interface DescribeRow {
  readonly name: string;
  readonly type: string;
  readonly null: boolean;
  readonly key: string | null;
  readonly extras: string | null;
  readonly watermark: string | null;
}

/** Result of checking a text without running it: every statement's error, not only the first. */
export interface Diagnostic extends ErrorJson {
  readonly span: Span;
}
