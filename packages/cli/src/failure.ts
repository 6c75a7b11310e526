// A failed command prints one error, with what to do, and ends with the code that fits.
import type { MillraceError } from "@millrace/core";
import { exitCodes } from "./errors.ts";
import { colours } from "./output.ts";

/** Prints the error to standard error and returns the exit code. `text`: the SQL that the position points into. */
export function printError(error: MillraceError, asJson: boolean, text?: string): number {
  if (asJson) process.stderr.write(`${JSON.stringify({ error })}\n`);
  else {
    process.stderr.write(`${colours.red("error:")} ${error.message}\n`);
    const caret = text === undefined ? undefined : caretLines(error, text);
    if (caret !== undefined) process.stderr.write(`${caret}\n`);
    if (error.hint !== undefined) process.stderr.write(`${colours.dim("hint: ")} ${error.hint}\n`);
    if (error.code === "core.unexpected" && process.env["MILLRACE_DEBUG"] !== undefined)
      process.stderr.write(`${(error.cause as Error | undefined)?.stack ?? ""}\n`);
  }
  if (error.code.endsWith("unreachable")) return exitCodes.unreachable;
  if (usageErrors.has(error.code)) return exitCodes.usage;
  const refused =
    error.code.startsWith("sql.") || refusals.has(error.code) || error.code === "cli.schema-refused" || error.code.includes("too-large");
  return refused ? exitCodes.refused : exitCodes.failed;
}

const refusals: ReadonlySet<string> = new Set([
  "platform.login-required",
  "platform.not-allowed",
  "platform.topic-secret",
  "kafka.login-refused",
]);

const usageErrors: ReadonlySet<string> = new Set(
  [
    "option-value",
    "example-unknown",
    "password-missing",
    "resource-missing",
    "quota-owner-missing",
    "login-password-missing",
    "password-clear",
  ].map((name) => `cli.${name}`),
);

/** The line that an error points at, and carets below it. */
export function caretLines(error: MillraceError, text: string): string | undefined {
  if (error.position === undefined) return undefined;
  const line = text.split("\n")[error.position.line - 1];
  if (line === undefined) return undefined;
  const number = String(error.position.line);
  const length =
    error.position.endLine === error.position.line
      ? Math.max(1, error.position.endColumn - error.position.column + 1)
      : Math.max(1, line.length - error.position.column + 1);
  const lead = line.slice(0, error.position.column - 1).replaceAll(/[^\t]/g, " ");
  return `${colours.dim(`${number} |`)} ${line}\n${" ".repeat(number.length)} ${colours.dim("|")} ${lead}${colours.red("^".repeat(length))}`;
}
