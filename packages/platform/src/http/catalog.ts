// /catalog: tables, views and functions, for completion and for people.
import { formatType, functions } from "@millrace/sql";
import type { CatalogEntry } from "@millrace/sql";
import type { CatalogTableView, CatalogView } from "../api/types.ts";
import type { Services } from "../services.ts";
import { visibleTo } from "../access/visible-catalog.ts";
import { callerOf, needsLogin } from "./needs.ts";
import type { Routes } from "./server.ts";

function entryView(entry: CatalogEntry): CatalogTableView {
  if (entry.kind === "view") {
    const columns = entry.columns.map(({ name, type }) => ({ name, type: formatType(type), extra: null }));
    return { name: entry.name, kind: "view", topic: null, sql: entry.sql, columns, watermark: null };
  }
  const { columns, watermark, definition } = entry.table;
  return {
    name: entry.name,
    kind: "table",
    topic: definition.topic,
    sql: entry.sql,
    columns: columns.map((column) => ({ name: column.name, type: formatType(column.type), extra: extraOf(column) })),
    watermark: watermark === null ? null : `${watermark.column} AS ${watermark.expression}`,
  };
}

function extraOf(column: Extract<CatalogEntry, { kind: "table" }>["table"]["columns"][number]): string | null {
  if (column.kind === "computed") return `AS ${column.expression}`;
  if (column.kind === "metadata") return `METADATA FROM '${column.key}'${column.virtual ? " VIRTUAL" : ""}`;
  return null;
}

export function catalogRoutes(routes: Routes, { definitions, runtime }: Services): void {
  routes.get(
    "/catalog",
    { config: needsLogin, schema: { tags: ["sql"], summary: "Tables, views and functions" } },
    (request): CatalogView => {
      // Who looks at the tables is about to ask something.
      runtime.prepareQueries();
      const catalog = visibleTo(definitions.stage(), callerOf(request));
      return {
        tables: catalog
          .names()
          .map((name) => entryView(catalog.entry(name)!))
          .sort((a, b) => (a.name < b.name ? -1 : 1)),
        functions: functions().flatMap(({ name, signatures, description }) =>
          signatures.map((signature) => ({ name, signature, description })),
        ),
      };
    },
  );
}
