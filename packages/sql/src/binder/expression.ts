// Expressions: names resolved, types inferred, implicit casts written out. One function per kind of node, in a table.
import { sqlErrors } from "../errors.ts";
import type { Name, SqlExpression } from "../ast/expression.ts";
import { functionWithId } from "../functions/registry.ts";
import type { Expression } from "../plan/plan.ts";
import type { Span } from "../statement.ts";
import { formatType } from "../types/format-type.ts";
import { commonType } from "../types/common-type.ts";
import { supportsCast } from "../types/casts.ts";
import { codePoints, isDatetime, isInterval, withNullable, withoutRowtime } from "../types/properties.ts";
import { bindCall } from "./call.ts";
import { cast, coerce } from "./cast.ts";
import { fail } from "./context.ts";
import type { BindContext } from "./context.ts";
import { bindBinary, bindDatetime, bindInterval, bindNumber, booleanLiteral, negated, nullLiteral, stringLiteral } from "./literal.ts";

export interface ExpressionScope {
  readonly context: BindContext;
  readonly resolve: (path: readonly Name[]) => Expression;
  /** Asked first for every node: a grouped query answers for its keys and aggregates. */
  readonly intercept?: (expression: SqlExpression) => Expression | undefined;
  /** The clause, for messages: "WHERE". */
  readonly clause: string;
}

type Kind = SqlExpression["kind"];
type Of<K extends Kind> = Extract<SqlExpression, { readonly kind: K }>;
type Binders = { readonly [K in Kind]: (expression: Of<K>, scope: ExpressionScope) => Expression };

export function bindExpression(expression: SqlExpression, scope: ExpressionScope): Expression {
  const answered = scope.intercept?.(expression);
  if (answered !== undefined) return answered;
  // The table's entry for a kind takes nodes of that kind.
  const binder = binders[expression.kind] as (expression: SqlExpression, scope: ExpressionScope) => Expression;
  return binder(expression, scope);
}

const refuse =
  (what: string, instead?: string) =>
  (expression: SqlExpression, scope: ExpressionScope): Expression => {
    throw fail(scope.context, expression.span, sqlErrors.notSupported, what, instead);
  };

const binders: Binders = {
  name: (expression, scope) => scope.resolve(expression.path),
  number: (expression, scope) => bindNumber(scope.context, expression.text, expression.approximate, expression.span),
  string: (expression) => stringLiteral(expression.value),
  binary: (expression, scope) => bindBinary(scope.context, expression.hex, expression.span),
  boolean: (expression) => booleanLiteral(expression.value),
  null: () => nullLiteral(),
  datetime: (expression, scope) => bindDatetime(scope.context, expression),
  interval: (expression, scope) => bindInterval(scope.context, expression),
  sign: bindSign,
  not: (expression, scope) => call("not", [condition(expression.operand, scope, "NOT")]),
  arithmetic: bindArithmetic,
  comparison: (expression, scope) => {
    const id = { "=": "eq", "<>": "ne", "<": "lt", "<=": "le", ">": "gt", ">=": "ge" }[expression.sign];
    return infix(
      scope,
      expression.span,
      id,
      expression.sign,
      bindExpression(expression.left, scope),
      bindExpression(expression.right, scope),
    );
  },
  logical: (expression, scope) => {
    const operands = expression.operands.map((operand) => condition(operand, scope, expression.sign));
    return call(expression.sign === "AND" ? "and" : "or", operands);
  },
  between: bindBetween,
  in: bindIn,
  inQuery: refuse("IN with a query", "list the values; joins of tables come later"),
  like: bindLike,
  is: bindIs,
  distinctFrom: (expression, scope) => {
    const id = expression.negated ? "is_not_distinct_from" : "is_distinct_from";
    return infix(
      scope,
      expression.span,
      id,
      "IS DISTINCT FROM",
      bindExpression(expression.left, scope),
      bindExpression(expression.right, scope),
    );
  },
  case: bindCase,
  cast: bindCast,
  call: (expression, scope) => bindCall(expression, scope),
  unit: refuse("a unit of time here"),
  star: (expression, scope) => {
    throw fail(scope.context, expression.span, sqlErrors.tokenUnexpected, "*", "an expression");
  },
  subquery: refuse("a query as a value", "put it into FROM"),
  exists: refuse("EXISTS", "joins of tables come later"),
  row: refuse("a row of values here", "compare or return the values one by one"),
  array: refuse("ARRAY", "collections are not there yet"),
  map: refuse("MAP", "collections are not there yet"),
  item: refuse("an element of a collection", "collections are not there yet"),
  field: refuse("a field of a row", "columns of type ROW are not there yet"),
  table: refuse("a table as an argument here"),
  descriptor: refuse("DESCRIPTOR here", "it is an argument of TUMBLE, HOP, CUMULATE and SESSION"),
  default: refuse("DEFAULT", "leave the column out: it becomes NULL"),
};

/** A call of a registered function whose arguments fit already or after casts; the caller made sure that they do. */
export function call(id: string, given: readonly Expression[]): Expression {
  const inference = functionWithId(id).infer(given.map(asArgument));
  if (inference === undefined) throw new TypeError(`${id} does not take ${given.map((one) => formatType(one.type)).join(", ")}`);
  return {
    kind: "call",
    function: id,
    arguments: given.map((one, index) => coerce(one, inference.arguments[index]!)),
    type: inference.result,
  };
}

export const asArgument = (expression: Expression) =>
  expression.kind === "literal" ? { type: expression.type, literal: expression.value } : { type: expression.type };

/** `call` for an operator with two sides: an error when it does not apply to them. */
export function infix(scope: ExpressionScope, span: Span, id: string, sign: string, left: Expression, right: Expression): Expression {
  if (functionWithId(id).infer([asArgument(left), asArgument(right)]) === undefined) {
    throw fail(scope.context, span, sqlErrors.operandsWrong, sign, formatType(left.type), formatType(right.type));
  }
  return call(id, [left, right]);
}

/** A BOOLEAN: an operand of AND, the condition of WHERE. */
export function condition(expression: SqlExpression, scope: ExpressionScope, what: string): Expression {
  const bound = bindExpression(expression, scope);
  if (bound.type.kind === "NULL") return nullLiteral({ kind: "BOOLEAN", nullable: true });
  if (bound.type.kind !== "BOOLEAN")
    throw fail(
      scope.context,
      expression.span,
      sqlErrors.typeWrong,
      what === "NOT" || what === "AND" || what === "OR" ? `the operand of ${what}` : what,
      "BOOLEAN",
      formatType(bound.type),
    );
  return bound;
}

function bindSign(expression: Of<"sign">, scope: ExpressionScope): Expression {
  const operand = bindExpression(expression.operand, scope);
  const id = "negate";
  if (functionWithId(id).infer([asArgument(operand)]) === undefined) {
    throw fail(
      scope.context,
      expression.span,
      sqlErrors.typeWrong,
      `the operand of ${expression.sign}`,
      "a number",
      formatType(operand.type),
    );
  }
  if (expression.sign === "+") return operand;
  return negated(operand) ?? call(id, [operand]);
}

function bindArithmetic(expression: Of<"arithmetic">, scope: ExpressionScope): Expression {
  const left = bindExpression(expression.left, scope);
  const right = bindExpression(expression.right, scope);
  const { sign, span } = expression;
  if (sign === "+" || sign === "-") {
    const id = sign === "+" ? "plus_interval" : "minus_interval";
    if (isDatetime(left.type) && isInterval(right.type)) return bindTimeInterval(scope, span, id, left, right);
    if (sign === "+" && isInterval(left.type) && isDatetime(right.type)) return bindTimeInterval(scope, span, id, right, left);
    if (isDatetime(left.type) && isDatetime(right.type)) {
      throw fail(
        scope.context,
        span,
        sqlErrors.notSupported,
        `a time ${sign} a time`,
        sign === "-" ? "TIMESTAMPDIFF(SECOND, from, to)" : "add an INTERVAL",
      );
    }
  }
  const id = { "+": "plus", "-": "minus", "*": "times", "/": "divide", "%": "mod", "||": "concat" }[sign];
  return infix(scope, span, id, sign, left, right);
}

function bindTimeInterval(scope: ExpressionScope, span: Span, id: string, time: Expression, interval: Expression): Expression {
  const partOfDay =
    time.type.kind === "DATE" &&
    interval.type.kind === "INTERVAL_DAY_TIME" &&
    (interval.kind !== "literal" || Number(interval.value) % 86_400_000 !== 0);
  if (partOfDay) throw fail(scope.context, span, sqlErrors.notSupported, "a DATE and a part of a day", "CAST the date AS TIMESTAMP(3)");
  return infix(scope, span, id, id === "plus_interval" ? "+" : "-", time, interval);
}

function bindBetween(expression: Of<"between">, scope: ExpressionScope): Expression {
  const operand = bindExpression(expression.operand, scope);
  const low = bindExpression(expression.low, scope);
  const high = bindExpression(expression.high, scope);
  const within = (from: Expression, to: Expression): Expression =>
    call("and", [
      infix(scope, expression.span, "ge", "BETWEEN", operand, from),
      infix(scope, expression.span, "le", "BETWEEN", operand, to),
    ]);
  const inside = expression.symmetric ? call("or", [within(low, high), within(high, low)]) : within(low, high);
  return expression.negated ? call("not", [inside]) : inside;
}

function bindIn(expression: Of<"in">, scope: ExpressionScope): Expression {
  const operand = bindExpression(expression.operand, scope);
  const list = expression.list.map((item) => bindExpression(item, scope));
  const inference = functionWithId("in").infer([operand, ...list].map(asArgument));
  if (inference === undefined) {
    for (const [index, item] of list.entries()) infix(scope, expression.list[index]!.span, "eq", "IN", operand, item);
    throw fail(
      scope.context,
      expression.span,
      sqlErrors.branchesDiffer,
      "the values of IN",
      [operand, ...list].map((item) => formatType(item.type)).join(", "),
    );
  }
  const bound = call("in", [operand, ...list]);
  const arguments_ = bound.kind === "call" ? bound.arguments : [];
  const constant = arguments_.slice(1).every((item) => item.kind === "literal");
  const equals = arguments_.slice(1).map((item) => call("eq", [arguments_[0]!, item]));
  const result = constant ? bound : equals.length === 1 ? equals[0]! : call("or", equals);
  return expression.negated ? call("not", [result]) : result;
}

function bindLike(expression: Of<"like">, scope: ExpressionScope): Expression {
  if (expression.similar)
    throw fail(scope.context, expression.span, sqlErrors.notSupported, "SIMILAR TO", "LIKE, or REGEXP(text, pattern)");
  const parts = [expression.operand, expression.pattern, ...(expression.escape === null ? [] : [expression.escape])];
  const bound = parts.map((part) => bindExpression(part, scope));
  if (functionWithId("like").infer(bound.map(asArgument)) === undefined) {
    throw fail(scope.context, expression.span, sqlErrors.operandsWrong, "LIKE", formatType(bound[0]!.type), formatType(bound[1]!.type));
  }
  const escape = bound[2];
  if (escape?.kind === "literal" && typeof escape.value === "string" && codePoints(escape.value) !== 1) {
    throw fail(scope.context, expression.escape!.span, sqlErrors.literalInvalid, `ESCAPE '${escape.value}'`, "it is one character");
  }
  const result = call("like", bound);
  return expression.negated ? call("not", [result]) : result;
}

function bindIs(expression: Of<"is">, scope: ExpressionScope): Expression {
  const { test, negated: not } = expression;
  if (test === "NULL") return call(not ? "is_not_null" : "is_null", [bindExpression(expression.operand, scope)]);
  const operand = condition(expression.operand, scope, `the operand of IS ${test}`);
  if (test === "UNKNOWN") return call(not ? "is_not_null" : "is_null", [operand]);
  return call(`is_${not ? "not_" : ""}${test.toLowerCase()}`, [operand]);
}

function bindCase(expression: Of<"case">, scope: ExpressionScope): Expression {
  const operand = expression.operand === null ? null : bindExpression(expression.operand, scope);
  const branches = expression.branches.map((branch) => {
    const tests = branch.when.map((when) =>
      operand === null
        ? condition(when, scope, "the condition of WHEN")
        : infix(scope, when.span, "eq", "CASE", operand, bindExpression(when, scope)),
    );
    return { when: tests.length === 1 ? tests[0]! : call("or", tests), then: bindExpression(branch.then, scope) };
  });
  const otherwise = expression.otherwise === null ? nullLiteral() : bindExpression(expression.otherwise, scope);
  return makeCase(scope, expression.span, branches, otherwise);
}

/** CASE over bound parts: all results in their common type. */
export function makeCase(
  scope: ExpressionScope,
  span: Span,
  branches: readonly { readonly when: Expression; readonly then: Expression }[],
  otherwise: Expression,
): Expression {
  const results = [...branches.map((branch) => branch.then), otherwise];
  const common = commonType(results.map((result) => result.type));
  if (common === undefined)
    throw fail(
      scope.context,
      span,
      sqlErrors.branchesDiffer,
      "the results of CASE",
      [...new Set(results.map((result) => formatType(withNullable(result.type, true))))].join(", "),
    );
  if (common.kind === "NULL") throw fail(scope.context, span, sqlErrors.branchesDiffer, "the results of CASE", "all are NULL");
  const type = withoutRowtime(common);
  return {
    kind: "case",
    branches: branches.map((branch) => ({ when: branch.when, then: coerce(branch.then, type) })),
    otherwise: coerce(otherwise, type),
    type,
  };
}

function bindCast(expression: Of<"cast">, scope: ExpressionScope): Expression {
  const operand = bindExpression(expression.operand, scope);
  const written = expression.type.type;
  if (written.kind === "ARRAY" || written.kind === "MAP" || written.kind === "ROW") {
    throw fail(
      scope.context,
      expression.type.span,
      sqlErrors.notSupported,
      `the type ${formatType(written)}`,
      "collections are not there yet",
    );
  }
  if (!supportsCast(operand.type, written)) {
    throw fail(scope.context, expression.span, sqlErrors.castImpossible, formatType(operand.type), formatType(written));
  }
  const nullable = operand.type.nullable || operand.type.kind === "NULL" || expression.safe;
  return cast(operand, withNullable(written, nullable), expression.safe);
}
