// Queries and what stands in FROM, as written.
import type { Span } from "../statement.ts";
import type { CallExpression, Name, OrderItem, SqlExpression, WindowSpecification } from "./expression.ts";

export type Query = SelectQuery | ValuesQuery | SetQuery | WithQuery | OrderedQuery;

export interface SelectQuery {
  readonly kind: "select";
  readonly span: Span;
  readonly distinct: boolean;
  readonly items: readonly SelectItem[];
  readonly from: TableExpression | null;
  readonly where: SqlExpression | null;
  readonly groupBy: GroupBy | null;
  readonly having: SqlExpression | null;
  readonly windows: readonly { readonly name: Name; readonly specification: WindowSpecification }[];
  readonly qualify: SqlExpression | null;
}

export interface SelectItem {
  readonly expression: SqlExpression;
  readonly alias: Name | null;
}

export interface GroupBy {
  readonly span: Span;
  readonly distinct: boolean;
  readonly items: readonly GroupItem[];
}

export type GroupItem =
  | { readonly kind: "plain"; readonly expression: SqlExpression }
  | { readonly kind: "sets"; readonly form: "GROUPING SETS" | "CUBE" | "ROLLUP"; readonly span: Span; readonly items: readonly GroupItem[] }
  /** ( ) or (a, b) */
  | { readonly kind: "list"; readonly span: Span; readonly expressions: readonly SqlExpression[] };

export interface ValuesQuery {
  readonly kind: "values";
  readonly span: Span;
  readonly rows: readonly (readonly SqlExpression[])[];
}

export interface SetQuery {
  readonly kind: "set";
  readonly span: Span;
  readonly operator: "UNION" | "INTERSECT" | "EXCEPT";
  readonly all: boolean;
  /** Two or more. */
  readonly inputs: readonly Query[];
  readonly operatorSpan: Span;
}

export interface WithQuery {
  readonly kind: "with";
  readonly span: Span;
  readonly tables: readonly { readonly name: Name; readonly columns: readonly Name[]; readonly query: Query }[];
  readonly body: Query;
}

export interface OrderedQuery {
  readonly kind: "ordered";
  readonly span: Span;
  readonly input: Query;
  readonly orderBy: readonly OrderItem[];
  readonly limit: SqlExpression | null;
  readonly offset: SqlExpression | null;
  /** From ORDER BY, LIMIT, OFFSET or FETCH to the end. */
  readonly clauseSpan: Span;
}

export interface Alias {
  readonly name: Name;
  readonly columns: readonly Name[];
}

export type TableExpression = { readonly span: Span } & (
  | {
      readonly kind: "named";
      readonly path: readonly Name[];
      readonly alias: Alias | null;
      readonly hint: Span | null;
      readonly systemTime: SqlExpression | null;
    }
  | { readonly kind: "derived"; readonly query: Query; readonly alias: Alias | null; readonly lateral: boolean }
  | { readonly kind: "function"; readonly call: CallExpression; readonly alias: Alias | null; readonly lateral: boolean }
  | { readonly kind: "unnest"; readonly arguments: readonly SqlExpression[]; readonly alias: Alias | null; readonly ordinality: boolean }
  | {
      readonly kind: "join";
      readonly type: "INNER" | "LEFT" | "RIGHT" | "FULL" | "CROSS" | "COMMA";
      readonly natural: boolean;
      readonly left: TableExpression;
      readonly right: TableExpression;
      readonly on: SqlExpression | null;
      readonly using: readonly Name[];
      readonly joinSpan: Span;
    }
);
