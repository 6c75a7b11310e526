// SHOW …: lists, as result rows.
import { functions } from "@millrace/sql";
import type { Catalog } from "@millrace/sql";
import type { ColumnView, StatementResult } from "../api/types.ts";
import { visibleTo } from "../access/visible-catalog.ts";
import type { Script } from "./execute.ts";

export const stringColumns = (...names: readonly string[]): ColumnView[] => names.map((name) => ({ name, type: "STRING" }));

type Shown = "tables" | "views" | "functions" | "jobs" | "options";

const seenBy = ({ transaction: { catalog, caller } }: Script): Catalog => visibleTo(catalog, caller);

const sorted = (names: Iterable<string>): string[] => [...names].sort((a, b) => (a < b ? -1 : 1));

const lists: Readonly<Record<Shown, (script: Script) => { readonly columns: ColumnView[]; readonly rows: unknown[][] }>> = {
  tables: (script) => ({
    columns: stringColumns("table name"),
    rows: sorted(seenBy(script).names()).map((name) => [name]),
  }),
  views: (script) => ({
    columns: stringColumns("view name"),
    rows: sorted(
      seenBy(script)
        .names()
        .filter((name) => script.transaction.catalog.entry(name)?.kind === "view"),
    ).map((name) => [name]),
  }),
  functions: () => ({
    columns: stringColumns("function name"),
    rows: sorted(
      new Set(
        functions()
          .filter((entry) => entry.kind !== "operator")
          .map(({ name }) => name),
      ),
    ).map((name) => [name]),
  }),
  jobs: ({ services, transaction }) => {
    transaction.caller.demandOnCluster("describe");
    return {
      columns: stringColumns("job id", "job name", "status", "start time"),
      rows: services.jobs.views().map((job) => [job.id, job.name, job.state.toUpperCase(), new Date(job.startedAtMs).toISOString()]),
    };
  },
  options: ({ session }) => ({
    columns: stringColumns("key", "value"),
    rows: Object.entries({ "table.local-time-zone": session.timeZone, ...session.options }),
  }),
};

export function showRows(script: Script, what: Shown): StatementResult {
  const { columns, rows } = lists[what](script);
  return { kind: "show", message: `${rows.length} ${rows.length === 1 ? what.slice(0, -1) : what}`, columns, rows };
}
