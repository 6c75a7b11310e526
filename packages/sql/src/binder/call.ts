// Calls of functions: found in the registry, arguments checked and cast; the few that become something else.
import { sqlErrors } from "../errors.ts";
import type { CallExpression, SqlExpression } from "../ast/expression.ts";
import { functionNamed, functionNames } from "../functions/registry.ts";
import type { FunctionDefinition } from "../functions/signature.ts";
import { truncationUnits } from "../functions/time.ts";
import type { Expression } from "../plan/plan.ts";
import { formatType } from "../types/format-type.ts";
import { coerce } from "./cast.ts";
import { fail } from "./context.ts";
import { asArgument, bindExpression, infix, makeCase } from "./expression.ts";
import type { ExpressionScope } from "./expression.ts";
import { nullLiteral, stringLiteral } from "./literal.ts";
import { nearest } from "../suggest.ts";

const windowFunctions = new Set(["TUMBLE", "HOP", "SESSION", "CUMULATE"]);
const auxiliary = /^(?:TUMBLE|HOP|SESSION)_(?:START|END|ROWTIME|PROCTIME)$/;

/** Names of functions that Flink has and this language does not yet, so that they are not called unknown. */
const otherFunctions = new Set(
  `RANK DENSE_RANK LAG LEAD NTILE PERCENT_RANK CUME_DIST STDDEV_POP STDDEV_SAMP STDDEV VAR_POP VAR_SAMP VARIANCE COLLECT LISTAGG
ARRAY_AGG JSON_OBJECTAGG JSON_ARRAYAGG CARDINALITY ELEMENT GROUPING GROUPING_ID SIN COS TAN ASIN ACOS ATAN ATAN2 SINH COSH TANH
COT DEGREES RADIANS PI E BIN HEX UNHEX ASCII CHR DECODE ENCODE TO_BASE64 FROM_BASE64 PARSE_URL URL_ENCODE URL_DECODE OVERLAY
TRANSLATE STR_TO_MAP SUBSTRING_INDEX ELT STARTSWITH ENDSWITH REGEXP_COUNT REGEXP_INSTR REGEXP_SUBSTR REGEXP_EXTRACT_ALL IS_ALPHA
IS_DECIMAL IS_DIGIT TYPEOF CURRENT_WATERMARK CURRENT_DATABASE SHA224 SHA384 SHA512 SHA2 SHA1 SHA256 MD5 SOURCE_WATERMARK MAP_KEYS
MAP_VALUES MAP_ENTRIES ARRAY_CONTAINS ARRAY_DISTINCT ARRAY_POSITION ARRAY_JOIN SPLIT PARSE_JSON TRY_PARSE_JSON PRINTF CONV UUID
PERCENTILE MATCH_ROWTIME MATCH_PROCTIME CLASSIFIER LAG FROM_UNIXTIME_MS USER CURRENT_USER SESSION_USER SYSTEM_USER CURRENT_ROLE
CURRENT_PATH CURRENT_SCHEMA CURRENT_CATALOG`.split(/\s+/),
);

export function lookUp(expression: CallExpression, scope: ExpressionScope): FunctionDefinition {
  const { context } = scope;
  const name = expression.name.at(-1)!;
  const upper = name.text.toUpperCase();
  const span = { start: expression.name[0]!.span.start, end: name.span.end };
  if (expression.name.length > 1) throw fail(context, span, sqlErrors.notSupported, "a function of a database", "write its name alone");
  const definition = functionNamed(upper);
  if (definition !== undefined) return definition;
  if (windowFunctions.has(upper) || auxiliary.test(upper)) {
    throw fail(
      context,
      span,
      sqlErrors.notSupported,
      `${upper} as a function of GROUP BY`,
      "the table function: FROM TABLE(TUMBLE(TABLE t, DESCRIPTOR(ts), INTERVAL '1' HOUR)) GROUP BY window_start, window_end",
    );
  }
  if (otherFunctions.has(upper)) throw fail(context, span, sqlErrors.notSupported, `the function ${upper}`, "SHOW FUNCTIONS lists what is");
  const suggestion = nearest(upper, functionNames());
  throw fail(context, span, sqlErrors.functionUnknown, name.text, suggestion === undefined ? undefined : `did you mean ${suggestion}?`);
}

export function bindCall(expression: CallExpression, scope: ExpressionScope): Expression {
  const { context, clause } = scope;
  if (expression.over !== null) {
    throw fail(
      context,
      expression.span,
      sqlErrors.notSupported,
      `OVER in ${clause}`,
      "ROW_NUMBER() OVER (…) as a column of a subquery is, with a bound around it",
    );
  }
  const upper = expression.name.at(-1)!.text.toUpperCase();
  if (upper === "ROW_NUMBER" && expression.name.length === 1) {
    throw fail(context, expression.span, sqlErrors.rankInvalid, "ROW_NUMBER() needs OVER (PARTITION BY … ORDER BY …)");
  }
  const definition = lookUp(expression, scope);
  if (definition.kind === "aggregate") throw fail(context, expression.span, sqlErrors.aggregateMisplaced, definition.name, clause);
  if (!definition.deterministic) {
    throw fail(
      context,
      expression.span,
      sqlErrors.notSupported,
      definition.name,
      "outputs must be the same when a pipeline is replayed: take the time from a column",
    );
  }
  if (expression.quantifier !== null || expression.filter !== null || expression.star) {
    const what = expression.star ? "*" : expression.filter === null ? expression.quantifier! : "FILTER";
    throw fail(context, expression.span, sqlErrors.argumentsWrong, definition.name, what, definition.signatures);
  }
  if (expression.nulls !== null) throw fail(context, expression.span, sqlErrors.notSupported, `${expression.nulls} NULLS`);
  const named = expression.arguments.find((argument) => argument.name !== null);
  if (named !== undefined)
    throw fail(
      context,
      named.name!.span,
      sqlErrors.notSupported,
      `a named argument of ${definition.name}`,
      "give the arguments by position",
    );
  return apply(definition, expression, bindArguments(expression, scope), scope);
}

/** Units become literals, all else is bound. */
function bindArguments(expression: CallExpression, scope: ExpressionScope): Expression[] {
  return expression.arguments.map(({ value }) => (value.kind === "unit" ? stringLiteral(value.unit) : bindExpression(value, scope)));
}

const fields: Record<string, string> = {
  YEAR: "YEAR",
  QUARTER: "QUARTER",
  MONTH: "MONTH",
  WEEK: "WEEK",
  DAYOFMONTH: "DAY",
  DAYOFYEAR: "DOY",
  DAYOFWEEK: "DOW",
  HOUR: "HOUR",
  MINUTE: "MINUTE",
  SECOND: "SECOND",
};

function apply(
  definition: FunctionDefinition,
  expression: CallExpression,
  given: readonly Expression[],
  scope: ExpressionScope,
): Expression {
  const { name } = definition;
  if ((name === "FLOOR" || name === "CEIL") && given.length === 2) return applyTruncation(name, expression, given, scope);
  if (name === "TIMESTAMPADD" || name === "TIMESTAMPDIFF") checkUnit(expression.arguments[0]!.value, name, scope);
  const inference = definition.infer(given.map(asArgument));
  if (inference === undefined) throw wrongArguments(definition, expression, given, scope);
  const arguments_ = given.map((one, index) => coerce(one, inference.arguments[index]!));
  if (name === "IF") return makeCase(scope, expression.span, [{ when: arguments_[0]!, then: arguments_[1]! }], arguments_[2]!);
  if (name === "NULLIF") {
    const equal = infix(scope, expression.span, "eq", "NULLIF", given[0]!, given[1]!);
    return makeCase(scope, expression.span, [{ when: equal, then: nullLiteral(given[0]!.type) }], given[0]!);
  }
  const unit = definition.id === "extract" && name !== "EXTRACT" ? fields[name] : undefined;
  if (unit !== undefined)
    return { kind: "call", function: "extract", arguments: [stringLiteral(unit), ...arguments_], type: inference.result };
  if (definition.id === "extract") checkExtract(expression, given, scope);
  return { kind: "call", function: definition.id, arguments: arguments_, type: inference.result };
}

function applyTruncation(name: string, expression: CallExpression, given: readonly Expression[], scope: ExpressionScope): Expression {
  checkUnit(expression.arguments[1]!.value, name, scope);
  const id = name === "FLOOR" ? "floor_time" : "ceil_time";
  const [value, unit] = [given[0]!, given[1]!];
  const kind = value.type.kind;
  if (kind !== "TIMESTAMP" && kind !== "TIMESTAMP_LTZ" && kind !== "DATE" && kind !== "TIME") {
    throw fail(scope.context, expression.span, sqlErrors.argumentsWrong, name, `${formatType(value.type)} TO unit`, [
      `${name}(time TO unit)`,
    ]);
  }
  const { rowtime: _rowtime, ...type } = value.type as typeof value.type & { readonly rowtime?: boolean };
  return { kind: "call", function: id, arguments: [value, unit], type };
}

function checkUnit(unit: SqlExpression, name: string, scope: ExpressionScope): void {
  const known: readonly string[] = truncationUnits;
  if (unit.kind === "unit" && known.includes(unit.unit)) return;
  throw fail(
    scope.context,
    unit.span,
    sqlErrors.notSupported,
    `the unit ${unit.kind === "unit" ? unit.unit : ""} of ${name}`,
    `the units are ${known.join(", ")}`,
  );
}

const timeUnits = new Set(["HOUR", "MINUTE", "SECOND", "MILLISECOND", "MICROSECOND", "NANOSECOND"]);

function checkExtract(expression: CallExpression, given: readonly Expression[], scope: ExpressionScope): void {
  const unit = expression.arguments[0]!.value;
  if (unit.kind !== "unit" || given[1]!.type.kind !== "TIME" || timeUnits.has(unit.unit)) return;
  throw fail(
    scope.context,
    unit.span,
    sqlErrors.typeWrong,
    `the time that ${unit.unit} is taken from`,
    "a DATE or TIMESTAMP",
    formatType(given[1]!.type),
  );
}

export function wrongArguments(
  definition: FunctionDefinition,
  expression: CallExpression,
  given: readonly Expression[],
  scope: ExpressionScope,
): Error {
  const types = given.map((one) => formatType({ ...one.type, nullable: true })).join(", ");
  return fail(scope.context, expression.span, sqlErrors.argumentsWrong, definition.name, types, definition.signatures);
}
