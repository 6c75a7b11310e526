// Statements as written.
import type { Span } from "../statement.ts";
import type { Name, SqlExpression, TypeName } from "./expression.ts";
import type { Query } from "./query.ts";

export interface TextLiteral {
  readonly value: string;
  readonly span: Span;
}

export interface Option {
  readonly key: TextLiteral;
  readonly value: TextLiteral;
}

export type ColumnDefinition = { readonly span: Span; readonly name: Name; readonly comment: TextLiteral | null } & (
  | { readonly kind: "physical"; readonly type: TypeName; readonly primaryKey: ConstraintMark | null }
  | { readonly kind: "computed"; readonly expression: SqlExpression }
  | { readonly kind: "metadata"; readonly type: TypeName; readonly key: TextLiteral | null; readonly virtual: boolean }
  /** A name alone: CREATE TABLE t (a, b) AS SELECT. */
  | { readonly kind: "named" }
);

export interface ConstraintMark {
  readonly span: Span;
  readonly enforced: boolean | null;
}

export interface PrimaryKey extends ConstraintMark {
  readonly columns: readonly Name[];
}

export interface WatermarkDefinition {
  readonly span: Span;
  readonly column: readonly Name[];
  readonly expression: SqlExpression;
}

export interface TableBody {
  readonly columns: readonly ColumnDefinition[];
  readonly primaryKeys: readonly PrimaryKey[];
  readonly watermarks: readonly WatermarkDefinition[];
}

export type AlterAction = { readonly span: Span } & (
  | { readonly kind: "rename"; readonly to: readonly Name[] }
  | { readonly kind: "renameColumn"; readonly from: Name; readonly to: Name }
  | { readonly kind: "set"; readonly options: readonly Option[] }
  | { readonly kind: "reset"; readonly keys: readonly TextLiteral[] }
  | { readonly kind: "add" | "modify"; readonly body: TableBody; readonly positions: readonly ColumnPosition[] }
  | { readonly kind: "dropColumns"; readonly columns: readonly Name[] }
  | { readonly kind: "dropWatermark" }
  | { readonly kind: "dropPrimaryKey" }
);

/** FIRST or AFTER of one column of ADD or MODIFY, by its place in the list. */
export interface ColumnPosition {
  readonly column: number;
  readonly after: Name | null;
}

export type Statement = { readonly span: Span } & (
  | { readonly kind: "query"; readonly query: Query }
  | InsertStatement
  | { readonly kind: "statementSet"; readonly inserts: readonly InsertStatement[] }
  | { readonly kind: "explain"; readonly statement: Statement; readonly details: readonly string[] }
  | CreateTableStatement
  | {
      readonly kind: "createView";
      readonly name: readonly Name[];
      readonly columns: readonly { readonly name: Name; readonly comment: TextLiteral | null }[];
      readonly query: Query;
      readonly comment: TextLiteral | null;
      readonly ifNotExists: boolean;
      readonly orReplace: boolean;
      readonly temporary: boolean;
    }
  | {
      readonly kind: "drop";
      readonly object: "table" | "view";
      readonly name: readonly Name[];
      readonly ifExists: boolean;
      readonly temporary: boolean;
    }
  | { readonly kind: "alterTable"; readonly name: readonly Name[]; readonly ifExists: boolean; readonly action: AlterAction }
  | { readonly kind: "show"; readonly what: "tables" | "views" | "functions" | "jobs" | "options" }
  | { readonly kind: "showCreate"; readonly object: "table" | "view"; readonly name: readonly Name[] }
  | { readonly kind: "describe"; readonly name: readonly Name[] }
  | { readonly kind: "set"; readonly key: string; readonly value: string; readonly keySpan: Span }
  | { readonly kind: "reset"; readonly key: string | null }
  | { readonly kind: "stopJob"; readonly job: string; readonly savepoint: boolean; readonly drain: boolean }
);

export type StatementKind = Statement["kind"];

export interface InsertStatement {
  readonly kind: "insert";
  readonly span: Span;
  readonly target: readonly Name[];
  readonly columns: readonly Name[] | null;
  readonly query: Query;
}

export interface CreateTableStatement {
  readonly kind: "createTable";
  readonly span: Span;
  readonly name: readonly Name[];
  readonly body: TableBody;
  readonly comment: TextLiteral | null;
  readonly options: readonly Option[];
  readonly ifNotExists: boolean;
  readonly temporary: boolean;
  readonly query: Query | null;
}
