import { parseTypeText } from "./parser/parse.ts";
import type { SqlType } from "./types/type.ts";
import type { Column, Plan, QueryPlan } from "./plan/plan.ts";

export * from "./plan/plan.ts";
export * from "./statement.ts";
export * from "./types/type.ts";
export { sqlErrors } from "./errors.ts";
export { formatError } from "./source.ts";
export { parse } from "./parser/parse.ts";
export type { ParsedScript } from "./parser/parse.ts";
export type { Statement } from "./ast/statement.ts";
export { applySession, bindScript, OverlayCatalog, validate } from "./script.ts";
export type { SessionSource } from "./script.ts";
export { complete } from "./complete/complete.ts";
export type { Completion, CompletionItem } from "./complete/complete.ts";
export { explain, explainSchema } from "./explain/explain.ts";
export { explainExpression } from "./explain/expression.ts";
export { functions, functionWithId } from "./functions/registry.ts";
export type { FunctionDefinition } from "./functions/signature.ts";
export { formatType } from "./types/format-type.ts";
export { formatDate, formatDecimal, formatDouble, formatTime, formatTimestamp, formatValue, zoneOffsetMs } from "./types/format-value.ts";
export { civilFromDays, daysFromCivil, daysOfMonth, parseDate, parseTime, parseTimestamp } from "./types/parse-datetime.ts";
export { commonType } from "./types/common-type.ts";
export { supportsCast, supportsImplicitCast } from "./types/casts.ts";
export { printTable } from "./binder/print-table.ts";
export { sinkColumns } from "./binder/insert.ts";

/** A type from its SQL text: `DECIMAL(10, 2) NOT NULL`. */
export const parseType = (text: string): SqlType => parseTypeText(text).result.type;

/** The columns that a query or plan gives. */
export const columnsOfQuery = (query: QueryPlan | Plan): readonly Column[] => ("plan" in query ? query.plan : query).schema;
