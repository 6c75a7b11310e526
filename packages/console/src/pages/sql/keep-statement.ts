// The statement that keeps a query: a table to hold its rows and an INSERT that goes on filling it, in one CREATE TABLE
// … AS. A result that changes rows it gave before needs a primary key, so that a new row can take an old one's place:
// the plan's key, or, for a result of a single row, a constant.
import type { ColumnView } from "@millrace/platform/api";

export interface Kept {
  readonly columns: readonly ColumnView[];
  readonly changelog: "append" | "retract";
  readonly key: readonly number[] | null;
}

const quoted = (name: string): string => (/^[a-z_][a-z0-9_]*$/i.test(name) ? name : `\`${name.replaceAll("`", "``")}\``);
const alwaysQuoted = (name: string): string => `\`${name.replaceAll("`", "``")}\``;

/** Null: its rows change and nothing says which row takes whose place. */
export function keepStatement(name: string, query: string, { columns, changelog, key }: Kept): string | null {
  const body = query.trim().replace(/(\s*;)+$/, "");
  const table = quoted(name);
  if (changelog === "append") return `CREATE TABLE ${table} AS\n${body};`;
  if (key === null) return null;
  if (key.length > 0) {
    // In back ticks, for a column's name may be a reserved word.
    const names = key.map((column) => alwaysQuoted(columns[column]!.name)).join(", ");
    return `CREATE TABLE ${table} (PRIMARY KEY (${names}) NOT ENFORCED) AS\n${body};`;
  }
  const constant = freeName(columns.map((column) => column.name));
  return `CREATE TABLE ${table} (PRIMARY KEY (${constant}) NOT ENFORCED) AS\nSELECT 'all' AS ${constant}, answer.* FROM (\n${body}\n) AS answer;`;
}

/** A name that no column has. */
function freeName(taken: readonly string[]): string {
  for (let suffix = 0; ; suffix++) {
    const name = suffix === 0 ? "one_row" : `one_row_${suffix}`;
    if (!taken.includes(name)) return name;
  }
}
