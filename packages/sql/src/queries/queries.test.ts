import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { explain, explainSchema } from "../explain/explain.ts";
import { sinkColumns } from "../binder/insert.ts";
import type { BoundStatement } from "../statement.ts";
import { formatType } from "../types/format-type.ts";
import { apply, testCatalog } from "./catalog.ts";
import { checkPlan } from "./invariants.ts";

const folder = new URL(".", import.meta.url);
const files = readdirSync(folder).filter((file) => file.endsWith(".sql"));

/** The plan of every statement of a file, with the columns that it gives. */
function print(statement: BoundStatement): string {
  const text = statement.text.trim();
  switch (statement.kind) {
    case "query":
      checkPlan(statement.query.plan);
      return `${text}\n\n${explain(statement.query)}\n\n${explainSchema(statement.query.plan.schema)}`;
    case "insert":
    case "statementSet":
    case "createTableAs":
      for (const sink of statement.job.sinks) checkPlan(sink.plan);
      return `${text}\n\n${explain(statement.job)}\n\n${statement.job.sinks
        .map((sink) =>
          sinkColumns(sink.table)
            .map((column) => `${column.name} ${formatType(column.type)}`)
            .join("\n"),
        )
        .join("\n")}`;
    default:
      return `${text}\n\n${statement.kind}`;
  }
}

describe("plans of queries", () => {
  for (const file of files) {
    it(`of ${file} are as kept beside it`, async () => {
      const statements = apply(testCatalog(), readFileSync(new URL(file, folder), "utf8"));
      const plans = `${statements.map(print).join("\n\n----\n\n")}\n`;
      await expect(plans).toMatchFileSnapshot(new URL(file.replace(".sql", ".plan"), folder).pathname);
    });
  }
});
