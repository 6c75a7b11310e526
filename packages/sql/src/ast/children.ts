// Which fields of an expression are expressions: the one table that every walk over the tree goes by.
import type { SqlExpression } from "./expression.ts";

type Kind = SqlExpression["kind"];
type Of<K extends Kind> = Extract<SqlExpression, { readonly kind: K }>;
type Children = { readonly [K in Kind]: (expression: Of<K>) => readonly SqlExpression[] };

const none = (): readonly SqlExpression[] => [];

const children: Children = {
  name: none,
  number: none,
  string: none,
  binary: none,
  boolean: none,
  null: none,
  datetime: none,
  interval: none,
  sign: (one) => [one.operand],
  not: (one) => [one.operand],
  arithmetic: (one) => [one.left, one.right],
  comparison: (one) => [one.left, one.right],
  logical: (one) => one.operands,
  between: (one) => [one.operand, one.low, one.high],
  in: (one) => [one.operand, ...one.list],
  inQuery: (one) => [one.operand],
  like: (one) => [one.operand, one.pattern, ...(one.escape === null ? [] : [one.escape])],
  is: (one) => [one.operand],
  distinctFrom: (one) => [one.left, one.right],
  case: (one) => [
    ...(one.operand === null ? [] : [one.operand]),
    ...one.branches.flatMap((branch) => [...branch.when, branch.then]),
    ...(one.otherwise === null ? [] : [one.otherwise]),
  ],
  cast: (one) => [one.operand],
  call: (one) => [
    ...one.arguments.map((argument) => argument.value),
    ...(one.filter === null ? [] : [one.filter]),
    ...(one.over !== null && "partitionBy" in one.over
      ? [...one.over.partitionBy, ...one.over.orderBy.map((item) => item.expression)]
      : []),
  ],
  unit: none,
  star: none,
  subquery: none,
  exists: none,
  row: (one) => one.items,
  array: (one) => one.items,
  map: (one) => one.items,
  item: (one) => [one.operand, one.index],
  field: (one) => [one.operand],
  table: none,
  descriptor: none,
  default: none,
};

/** The expressions directly within; queries within are not entered. */
export function childrenOf(expression: SqlExpression): readonly SqlExpression[] {
  // The table's entry for a kind takes nodes of that kind.
  const list = children[expression.kind] as (expression: SqlExpression) => readonly SqlExpression[];
  return list(expression);
}
