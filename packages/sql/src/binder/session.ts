// Options of SET: those that mean something here, and those of Flink that are taken and change nothing.
import { sqlErrors } from "../errors.ts";
import type { Span } from "../statement.ts";
import { fail } from "./context.ts";
import type { BindContext } from "./context.ts";
import { nearest } from "../suggest.ts";

const known = [
  "table.local-time-zone",
  "pipeline.name",
  "execution.runtime-mode",
  "parallelism.default",
  "sql-client.execution.result-mode",
];
const knownPrefixes = [
  "table.",
  "pipeline.",
  "execution.",
  "sql-client.",
  "state.",
  "restart-strategy",
  "taskmanager.",
  "jobmanager.",
  "rest.",
  "$internal.",
];

/** An error for a key that is nothing, or a value that means nothing. */
export function checkSessionOption(context: BindContext, key: string, value: string, keySpan: Span, span: Span): void {
  if (!known.includes(key) && !knownPrefixes.some((prefix) => key.startsWith(prefix))) {
    const suggestion = nearest(key, known);
    throw fail(
      context,
      keySpan,
      sqlErrors.optionUnknown,
      key,
      suggestion === undefined ? `for example ${known.join(", ")}` : `did you mean '${suggestion}'?`,
    );
  }
  if (key === "table.local-time-zone" && !isTimeZone(value))
    throw fail(context, span, sqlErrors.optionInvalid, key, value, "it is a time zone such as 'UTC' or 'Europe/Vienna'");
  if (key === "execution.runtime-mode" && value.toLowerCase() !== "streaming")
    throw fail(context, span, sqlErrors.notSupported, `the mode '${value}'`, "'streaming' is");
}

export function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat("en-US", { timeZone: name }).resolvedOptions().timeZone !== "";
  } catch {
    return false;
  }
}
