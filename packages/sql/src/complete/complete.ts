// What may stand at a place in a text: for the console's editor and the shell. Goes by tokens, not by the tree, for a
// text that is being typed rarely parses.
import { MillraceError } from "@millrace/core";
import { tableOptions } from "../binder/options.ts";
import { functions } from "../functions/registry.ts";
import { tokenize } from "../lexer/lexer.ts";
import { reservedWords } from "../lexer/reserved.ts";
import type { Token } from "../lexer/token.ts";
import { SourceText } from "../source.ts";
import type { Catalog } from "../statement.ts";
import { formatType } from "../types/format-type.ts";
import { keywordsAfter, statementWords } from "./keywords.ts";

export interface CompletionItem {
  /** What is put in: names in back ticks where they need them. */
  readonly label: string;
  readonly kind: "keyword" | "table" | "view" | "column" | "function" | "option";
  /** A type, a signature, a description. */
  readonly detail?: string;
}

export interface Completion {
  /** The range that an item replaces. */
  readonly from: number;
  readonly to: number;
  readonly items: readonly CompletionItem[];
}

const tableWords = new Set(["FROM", "JOIN", "INTO", "TABLE", "DESCRIBE", "DESC", "VIEW", "EXISTS"]);
const mostItems = 200;

export function complete(text: string, offset: number, catalog: Catalog): Completion {
  const at = Math.max(0, Math.min(offset, text.length));
  const start = wordStart(text, at);
  const none: Completion = { from: at, to: at, items: [] };
  const before = tokensOf(text.slice(0, start));
  if (before === null) return completeOption(text, at) ?? none;
  const statement = sinceSemicolon(before);
  const after = tokensOf(text.slice(at)) ?? [];
  const rest = after.slice(0, after.findIndex((token) => token.text === ";") + 1 || after.length);
  const prefix = text.slice(start, at).replace(/^`/, "").toLowerCase();
  const items = candidates(statement, [...statement, ...rest], catalog).filter((item) => matches(item.label, prefix));
  items.sort((left, right) => rankOf(left, prefix) - rankOf(right, prefix));
  return { from: start, to: at, items: items.slice(0, mostItems) };
}

const isPart = (character: string): boolean => /[\p{L}\p{N}_$]/u.test(character);

function wordStart(text: string, at: number): number {
  let start = at;
  while (start > 0 && isPart(text[start - 1]!)) start--;
  return start > 0 && text[start - 1] === "`" ? start - 1 : start;
}

const matches = (label: string, prefix: string): boolean => label.replaceAll("`", "").toLowerCase().startsWith(prefix);
const kindOrder = { column: 0, table: 1, view: 1, option: 1, function: 2, keyword: 3 } as const;
const rankOf = (item: CompletionItem, prefix: string): number => (item.label.toLowerCase() === prefix ? 10 : 0) + kindOrder[item.kind];

/** Null within a text or comment that does not end. */
function tokensOf(text: string): Token[] | null {
  try {
    return tokenize(new SourceText(text)).slice(0, -1);
  } catch (error) {
    if (error instanceof MillraceError) return null;
    throw error;
  }
}

const sinceSemicolon = (tokens: readonly Token[]): Token[] =>
  tokens.slice(tokens.findLastIndex((token) => token.kind === "symbol" && token.text === ";") + 1);

function candidates(before: readonly Token[], statement: readonly Token[], catalog: Catalog): CompletionItem[] {
  const last = before.at(-1);
  if (last === undefined) return keywords(statementWords);
  if (last.text === "." && last.kind === "symbol") return columnsOfQualifier(before.at(-2), statement, catalog);
  if (last.kind === "word" && tableWords.has(last.upper)) return [...tables(catalog), ...keywords(keywordsAfter(before))];
  if (
    last.kind === "symbol" &&
    ["(", ","].includes(last.text) &&
    before.some((token) => token.upper === "DESCRIPTOR") &&
    before.at(-2)?.upper === "DESCRIPTOR"
  )
    return columns(statement, catalog);
  const words = keywords(keywordsAfter(before));
  const first = before[0]!.upper;
  if (!["SELECT", "WITH", "INSERT", "EXPLAIN", "CREATE", "EXECUTE"].includes(first)) return words;
  return [...columns(statement, catalog), ...words, ...callable];
}

const keywords = (words: readonly string[]): CompletionItem[] => words.map((label) => ({ label, kind: "keyword" }));

const callable: readonly CompletionItem[] = functions()
  .filter((definition) => definition.kind !== "operator" && definition.deterministic && /^[A-Z_0-9]+$/.test(definition.name))
  .map((definition) => ({ label: definition.name, kind: "function", detail: definition.signatures[0]! }));

const quotedName = (name: string): string =>
  /^[A-Za-z_$][\w$]*$/.test(name) && !reservedWords.has(name.toUpperCase()) ? name : `\`${name.replaceAll("`", "``")}\``;

function tables(catalog: Catalog): CompletionItem[] {
  return catalog.names().map((name) => {
    const entry = catalog.entry(name);
    const kind = entry?.kind ?? "table";
    const width = entry?.kind === "table" ? entry.table.columns.length : (entry?.columns.length ?? 0);
    return { label: quotedName(name), kind, detail: `${kind}, ${width} columns` };
  });
}

/** Names after FROM, JOIN, INTO and TABLE, with their aliases. */
function tablesInScope(statement: readonly Token[]): Map<string, string> {
  const found = new Map<string, string>();
  for (const [index, token] of statement.entries()) {
    if (token.kind !== "word" || !["FROM", "JOIN", "INTO", "TABLE", "DESCRIBE"].includes(token.upper)) continue;
    const name = statement[index + 1];
    if (name === undefined || (name.kind !== "word" && name.kind !== "quoted") || (name.kind === "word" && reservedWords.has(name.upper)))
      continue;
    found.set(name.text, name.text);
    const next = statement[index + 2]?.upper === "AS" ? statement[index + 3] : statement[index + 2];
    if (next !== undefined && (next.kind === "quoted" || (next.kind === "word" && !reservedWords.has(next.upper))))
      found.set(next.text, name.text);
  }
  return found;
}

const windowFunctions = ["TUMBLE", "HOP", "CUMULATE", "SESSION"];

function columns(statement: readonly Token[], catalog: Catalog): CompletionItem[] {
  const items = new Map<string, CompletionItem>();
  for (const table of new Set(tablesInScope(statement).values()))
    for (const item of columnsOfTable(table, catalog)) items.set(item.label, item);
  if (statement.some((token) => windowFunctions.includes(token.upper))) {
    for (const label of ["window_start", "window_end", "window_time"]) items.set(label, { label, kind: "column", detail: "TIMESTAMP(3)" });
  }
  return [...items.values()];
}

function columnsOfTable(name: string, catalog: Catalog): CompletionItem[] {
  const entry = catalog.entry(name);
  if (entry === undefined) return [];
  const list = entry.kind === "table" ? entry.table.columns : entry.columns;
  return list.map((column) => ({ label: quotedName(column.name), kind: "column", detail: formatType(column.type) }));
}

function columnsOfQualifier(qualifier: Token | undefined, statement: readonly Token[], catalog: Catalog): CompletionItem[] {
  if (qualifier === undefined) return [];
  return columnsOfTable(tablesInScope(statement).get(qualifier.text) ?? qualifier.text, catalog);
}

/** Within the quotes of WITH ('…: the names of options. */
function completeOption(text: string, at: number): Completion | undefined {
  const open = text.lastIndexOf("'", at - 1);
  const before = open < 0 ? null : tokensOf(text.slice(0, open));
  if (before === null) return undefined;
  const statement = sinceSemicolon(before);
  const last = statement.at(-1);
  if (
    last?.kind !== "symbol" ||
    (last.text !== "(" && last.text !== ",") ||
    !statement.some((token) => token.upper === "WITH" || token.upper === "SET")
  )
    return undefined;
  const prefix = text.slice(open + 1, at).toLowerCase();
  const items = Object.keys(tableOptions).filter((key) => key.startsWith(prefix));
  return { from: open + 1, to: at, items: items.map((label) => ({ label, kind: "option" })) };
}
