// The tables of `tables.sql`, for tests of everything that binds.
import { readFileSync } from "node:fs";
import { bindScript, OverlayCatalog } from "../script.ts";
import type { BoundStatement, SessionOptions } from "../statement.ts";

export const session: SessionOptions = { timeZone: "UTC", options: {} };

/** A catalog with them, and one topic without a table. */
export function testCatalog(): OverlayCatalog {
  const catalog = new OverlayCatalog({ entry: () => undefined, names: () => [], topics: () => ["clicks"] });
  apply(catalog, readFileSync(new URL("tables.sql", import.meta.url), "utf8"));
  return catalog;
}

/** Binds and applies every statement; returns the bound ones. */
export function apply(catalog: OverlayCatalog, text: string, options: SessionOptions = session): BoundStatement[] {
  const bound: BoundStatement[] = [];
  for (const statement of bindScript(text, catalog, options)) {
    catalog.apply(statement);
    bound.push(statement);
  }
  return bound;
}
