import { readdirSync, readFileSync, statSync } from "node:fs";
import { basename, join } from "node:path";
import { MillraceError } from "@millrace/core";
import type { ApplyAnswer, ApplyBody } from "@millrace/platform/api";
import { Api } from "../api.ts";
import { cliErrors } from "../errors.ts";
import { colours, json, table } from "../output.ts";
import type { Server } from "../server.ts";

/** The .sql files of a folder (or one file) as pipelines, in order of their names. */
export function pipelineFiles(path: string): ApplyBody["files"] {
  try {
    const paths = statSync(path).isDirectory()
      ? readdirSync(path)
          .filter((name) => name.endsWith(".sql"))
          .sort()
          .map((name) => join(path, name))
      : [path];
    if (paths.length === 0) throw cliErrors.fileUnreadable(path, "it holds no .sql file");
    return paths.map((file) => ({ name: basename(file, ".sql"), sql: readFileSync(file, "utf8") }));
  } catch (cause) {
    if (cause instanceof MillraceError) throw cause;
    throw cliErrors.fileUnreadable.with({ cause }, path, (cause as Error).message);
  }
}

export async function apply(folder: string, options: Server & { readonly json?: boolean; readonly dryRun: boolean }): Promise<void> {
  const answer = await new Api(options).post<ApplyAnswer>("/apply", { files: pipelineFiles(folder), dryRun: options.dryRun });
  if (options.json === true) return json(answer);
  const paint = { create: colours.green, replace: colours.yellow, remove: colours.red, unchanged: colours.dim };
  console.log(
    table(
      ["change", "what", "name", "pipeline", "effect"],
      answer.changes.map((change) => [paint[change.action](change.action), change.kind, change.name, change.pipeline, change.effect]),
    ),
  );
  if (options.dryRun) console.log(colours.dim("\nnothing was changed; `millrace apply` does it"));
}
