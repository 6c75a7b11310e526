// The filter language of record pages and tails: `country = "US" and watch.bitrate >= 3000`. A condition compares a
// field of the record's JSON value, a dotted path, with a literal; `and` joins them. `key` and `$` are the record's key
// and the whole value as text. A record that is no JSON, or lacks the field, does not fit.
//
//   condition  path operator literal | path "exists"
//   operator   = != < <= > >= ~ (contains)
//   literal    a JSON string, number, true, false, null, or 'text' in single quotes
import { errors } from "../errors.ts";

const conditionsMost = 20;

export interface WhereRecord {
  readonly key: string | null;
  readonly value: string | null;
}

interface Condition {
  readonly path: readonly string[];
  readonly holds: (found: unknown) => boolean;
}

const space = /\s*/y;
const pathToken = /\$|[\p{L}_@][\p{L}\p{N}_@-]*(?:\.[\p{L}\p{N}_@-]+)*/uy;
const operatorToken = /!=|<=|>=|=|<|>|~|exists\b/y;
const literalToken = /"(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|true\b|false\b|null\b/y;
const andToken = /and\b/iy;

/** Undefined for an empty text. Throws `platform.filter-unreadable` with the position. */
export function parseWhere(text: string): ((record: WhereRecord) => boolean) | undefined {
  let at = 0;
  const take = (token: RegExp, expected: string): string => {
    const found = peek(token);
    if (found === undefined) throw errors.filterUnreadable(text, at + 1, expected);
    at += found.length;
    return found;
  };
  const peek = (token: RegExp): string | undefined => {
    space.lastIndex = at;
    at += space.exec(text)![0].length;
    token.lastIndex = at;
    return token.exec(text)?.[0];
  };
  if (text.trim() === "") return undefined;
  const conditions: Condition[] = [];
  do {
    if (conditions.length === conditionsMost)
      throw errors.filterUnreadable(text, at + 1, `the end (${conditionsMost} conditions are the most)`);
    if (conditions.length > 0) take(andToken, "`and`, or the end");
    const path = take(pathToken, "the name of a field").split(".");
    const operator = take(operatorToken, "one of = != < <= > >= ~ exists");
    if (operator === "exists") conditions.push({ path, holds: (found) => found !== undefined });
    else
      conditions.push({
        path,
        holds: comparison(operator, literalOf(take(literalToken, "a text in quotes, a number, true, false or null"))),
      });
    peek(andToken);
  } while (at < text.length);
  return (record) => conditions.every(({ path, holds }) => holds(valueAt(record, path)));
}

function literalOf(token: string): unknown {
  return token.startsWith("'") ? token.slice(1, -1).replaceAll("''", "'") : (JSON.parse(token) as unknown);
}

function comparison(operator: string, literal: unknown): (found: unknown) => boolean {
  switch (operator) {
    case "=":
      return (found) => found === literal;
    case "!=":
      return (found) => found !== undefined && found !== literal;
    case "~":
      return (found) => textOf(found)?.includes(textOf(literal) ?? "") === true;
    default:
      return (found) =>
        typeof found === typeof literal &&
        (typeof found === "number" || typeof found === "string") &&
        ordered(operator, found, literal as never);
  }
}

function ordered<T extends number | string>(operator: string, left: T, right: T): boolean {
  if (operator === "<") return left < right;
  if (operator === "<=") return left <= right;
  return operator === ">" ? left > right : left >= right;
}

const textOf = (value: unknown): string | undefined =>
  value === undefined ? undefined : typeof value === "string" ? value : JSON.stringify(value);

function valueAt({ key, value }: WhereRecord, path: readonly string[]): unknown {
  if (path.length === 1 && path[0] === "$") return value ?? undefined;
  if (path.length === 1 && path[0] === "key") return key ?? undefined;
  let found = parsed(value);
  for (const name of path) {
    if (typeof found !== "object" || found === null || !Object.hasOwn(found, name)) return undefined;
    found = (found as Readonly<Record<string, unknown>>)[name];
  }
  return found;
}

function parsed(value: string | null): unknown {
  if (value === null) return undefined;
  try {
    return JSON.parse(value) as unknown;
  } catch {
    return undefined;
  }
}
