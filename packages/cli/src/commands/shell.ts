// The interactive shell: statements end with `;`, history is kept, Tab completes keywords, tables, columns and
// functions from the catalog, Ctrl-C stops a running query, Ctrl-D or `quit` leaves.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { CatalogView } from "@millrace/platform/api";
import type { Api } from "../api.ts";
import { colours } from "../output.ts";
import { runText, type SqlOptions } from "./sql.ts";

const historyLines = 1000;
const historyFile = join(process.env["XDG_STATE_HOME"] ?? join(homedir(), ".local", "state"), "millrace", "history");
const keywords =
  "SELECT FROM WHERE GROUP BY HAVING ORDER LIMIT AS AND OR NOT NULL IS IN BETWEEN LIKE CASE WHEN THEN ELSE END CAST CREATE TABLE VIEW DROP ALTER INSERT INTO VALUES WITH WATERMARK FOR INTERVAL SECOND MINUTE HOUR DAY TABLE TUMBLE HOP CUMULATE SESSION DESCRIPTOR COUNT SUM AVG MIN MAX DISTINCT ROW_NUMBER OVER PARTITION UNION ALL EXPLAIN DESCRIBE SHOW TABLES VIEWS FUNCTIONS JOBS SET RESET STOP JOB EXECUTE STATEMENT BEGIN".split(
    " ",
  );

export async function shell(api: Api, options: SqlOptions): Promise<void> {
  let words = [...keywords];
  const learn = async (): Promise<void> => {
    const catalog = await api.get<CatalogView>("/catalog");
    const names = catalog.tables.flatMap((entry) => [entry.name, ...entry.columns.map((column) => column.name)]);
    words = [...new Set([...keywords, ...names, ...catalog.functions.map((one) => one.name)])];
  };
  await learn();
  const history = existsSync(historyFile) ? readFileSync(historyFile, "utf8").split("\n").filter(Boolean).slice(0, historyLines) : [];
  const reader = createInterface({
    input: process.stdin,
    output: process.stdout,
    history,
    historySize: historyLines,
    prompt: colours.cyan("millrace> "),
    completer: (line: string) => complete(line, words),
  });
  console.log(colours.dim("End a statement with ; · Tab completes · Ctrl-C stops a query · Ctrl-D leaves"));
  let buffer = "";
  let running: AbortController | undefined;
  reader.on("SIGINT", () => {
    if (running !== undefined) return running.abort();
    buffer = "";
    process.stdout.write("\n");
    reader.setPrompt(colours.cyan("millrace> "));
    reader.prompt();
  });
  reader.prompt();
  for await (const line of reader) {
    if (buffer === "" && /^\s*(quit|exit)\s*;?\s*$/i.test(line)) break;
    buffer += `${line}\n`;
    if (/;\s*$/.test(line)) {
      running = new AbortController();
      await runText(api, buffer, options, running.signal).catch((error: unknown) => console.error(String(error)));
      running = undefined;
      buffer = "";
      await learn().catch(() => undefined);
    }
    reader.setPrompt(buffer.trim() === "" ? colours.cyan("millrace> ") : colours.dim("       -> "));
    reader.prompt();
  }
  reader.close();
  mkdirSync(join(historyFile, ".."), { recursive: true });
  writeFileSync(historyFile, (reader as unknown as { readonly history: readonly string[] }).history.slice(0, historyLines).join("\n"));
}

/** Words that go on from what stands before the cursor, in the case that was begun. */
export function complete(line: string, words: readonly string[]): [string[], string] {
  const begun = /[\w$]*$/.exec(line)![0];
  if (begun === "") return [[], ""];
  const lower = begun === begun.toLowerCase();
  const found = words
    .filter((word) => word.toLowerCase().startsWith(begun.toLowerCase()))
    .map((word) => (lower && keywords.includes(word) ? word.toLowerCase() : word));
  return [[...new Set(found)].sort(), begun];
}
