// The catalog as somebody sees it who may not see every topic: a table is there for who may describe its topic, a view
// for who sees all that it stands on.
import { bindScript } from "@millrace/sql";
import type { Catalog, CatalogEntry } from "@millrace/sql";
import { type Caller, operator } from "./caller.ts";

const session = { timeZone: "UTC", options: {} };

export function visibleTo(catalog: Catalog, caller: Caller): Catalog {
  if (caller.principal === operator) return catalog;
  const sees = (entry: CatalogEntry): boolean =>
    entry.kind === "table" ? caller.may("describe", "topic", entry.table.definition.topic) : binds(entry.query);
  const binds = (query: string): boolean => {
    try {
      bindScript(query, visible, session).next();
      return true;
    } catch {
      return false;
    }
  };
  const entryOf = (name: string): CatalogEntry | undefined => {
    const entry = catalog.entry(name);
    return entry !== undefined && sees(entry) ? entry : undefined;
  };
  const visible: Catalog = {
    entry: entryOf,
    names: () => catalog.names().filter((name) => entryOf(name) !== undefined),
    topics: () => catalog.topics().filter((topic) => caller.may("describe", "topic", topic)),
  };
  return visible;
}
