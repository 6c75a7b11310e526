// `millrace sql`: statements from -e, a file, standard input, or typed. A SELECT streams: an append-only result is
// printed as it comes; a changing one is redrawn in place on a terminal, and printed with its row kinds elsewhere.
import { readFileSync } from "node:fs";
import { asMillraceError, errorFromJson } from "@millrace/core";
import type { LiveMessage, SqlBody, StatementsAnswer, ValidateAnswer } from "@millrace/platform/api";
import { Api } from "../api.ts";
import { cliErrors, exitCodes } from "../errors.ts";
import { printError } from "../failure.ts";
import { interruption, numberOption } from "../options.ts";
import { cellText, colours, count, json, table } from "../output.ts";
import type { Server } from "../server.ts";

export interface SqlOptions extends Server {
  readonly json?: boolean;
  readonly execute?: string;
  readonly from: string;
  readonly until: string;
  readonly limit?: string;
}

export async function sql(file: string | undefined, options: SqlOptions): Promise<void> {
  const api = new Api(options);
  const text = options.execute ?? (file === undefined ? (process.stdin.isTTY ? undefined : readText("-")) : readText(file));
  if (text === undefined) return await (await import("./shell.ts")).shell(api, options);
  process.exitCode = await runText(api, text, options, interruption());
}

function readText(file: string): string {
  try {
    return readFileSync(file === "-" ? 0 : file, "utf8");
  } catch (cause) {
    throw cliErrors.fileUnreadable.with({ cause }, file, (cause as Error).message);
  }
}

/** Runs the statements of a text one after the other; the first error ends it. Returns the exit code. */
export async function runText(api: Api, text: string, options: SqlOptions, signal: AbortSignal): Promise<number> {
  const limit = options.limit === undefined ? undefined : numberOption("limit", options.limit, { min: 1, integer: true });
  const { until } = options;
  if (until !== "end" && until !== "never") throw cliErrors.optionValue("until", until, "end or never");
  try {
    for (const part of await groups(api, text)) {
      const body: SqlBody = { sql: part, from: options.from, until, ...(limit === undefined ? {} : { limit }) };
      const result = await api.sql(body, signal);
      if ("answer" in result) printAnswer(result.answer, options.json === true);
      else {
        const code = await printStream(result.stream, options.json === true);
        if (code !== exitCodes.ok) return code;
      }
      if (signal.aborted) return exitCodes.interrupted;
    }
    return exitCodes.ok;
  } catch (thrown) {
    if (signal.aborted) return exitCodes.interrupted;
    return printError(asMillraceError(thrown), options.json === true, text);
  }
}

/** A query must be alone in a request; everything between queries goes together, so that it is applied as one. */
async function groups(api: Api, text: string): Promise<readonly string[]> {
  const { statements, errors } = await api.post<ValidateAnswer>("/sql/validate", { sql: text });
  // The text before a part is replaced by blanks, so that positions in errors stay those of the whole text.
  const blanked = (start: number, end: number): string => text.slice(0, start).replaceAll(/[^\n]/g, " ") + text.slice(start, end);
  if (errors.length > 0 || !statements.some((statement) => statement.kind === "query") || statements.length === 1) return [text];
  const parts: string[] = [];
  let begun: number | undefined;
  let ended = 0;
  for (const statement of statements) {
    if (statement.kind === "query") {
      if (begun !== undefined) parts.push(blanked(begun, ended));
      begun = undefined;
      parts.push(blanked(statement.start, statement.end));
    } else begun ??= statement.start;
    ended = statement.end;
  }
  if (begun !== undefined) parts.push(blanked(begun, ended));
  return parts;
}

function printAnswer(answer: StatementsAnswer, asJson: boolean): void {
  if (asJson) return json(answer);
  for (const result of answer.results) {
    if (result.columns !== undefined && result.rows !== undefined)
      console.log(
        table(
          result.columns.map((column) => column.name),
          result.rows,
        ),
      );
    else console.log(result.message);
  }
}

const kindColours: Readonly<Record<string, (text: string) => string>> = {
  "+I": colours.green,
  "+U": colours.green,
  "-U": colours.red,
  "-D": colours.red,
};

async function printStream(stream: AsyncIterable<LiveMessage>, asJson: boolean): Promise<number> {
  let printer: RowPrinter = new PlainPrinter([], false);
  for await (const message of stream) {
    if (asJson) {
      if (message.type !== "progress") json(message);
      if (message.type === "error") return exitCodes.failed;
      continue;
    }
    if (message.type === "schema") {
      const names = message.columns.map((column) => column.name);
      printer =
        message.changelog === "retract" && process.stdout.isTTY
          ? new ScreenPrinter(names, message.key)
          : new PlainPrinter(names, message.changelog === "retract");
    } else if (message.type === "rows") printer.rows(message.rows);
    else if (message.type === "skipped") printer.note(`… ${count(message.rows)} rows came faster than they could be shown`);
    else if (message.type === "rejected")
      printer.note(`${count(message.rows)} row${message.rows === 1 ? "" : "s"} left out: ${message.error.message}`);
    else if (message.type === "error") {
      printer.end();
      return printError(errorFromJson(message.error), false);
    }
  }
  printer.end();
  return exitCodes.ok;
}

interface RowPrinter {
  rows(rows: readonly (readonly [string, ...unknown[]])[]): void;
  note(text: string): void;
  end(): void;
}

/** Prints each row once. Column widths are those of the first rows, and grow when they must. */
class PlainPrinter implements RowPrinter {
  readonly #names: readonly string[];
  readonly #kinds: boolean;
  #headed = false;
  #total = 0;

  constructor(names: readonly string[], kinds: boolean) {
    this.#names = kinds ? ["op", ...names] : names;
    this.#kinds = kinds;
  }

  rows(rows: readonly (readonly [string, ...unknown[]])[]): void {
    this.#total += rows.length;
    const cells = rows.map(([kind, ...values]) => (this.#kinds ? [(kindColours[kind] ?? String)(kind), ...values] : values));
    const text = table(this.#names, cells);
    console.log(this.#headed ? text.slice(text.indexOf("\n") + 1) : text);
    this.#headed = true;
  }

  note(text: string): void {
    console.log(colours.dim(text));
  }

  end(): void {
    if (process.stdout.isTTY) console.log(colours.dim(`${count(this.#total)} row${this.#total === 1 ? "" : "s"}`));
  }
}

/** Keeps the present result and redraws it, at most ten times a second, so that totals count up in place. */
class ScreenPrinter implements RowPrinter {
  readonly #names: readonly string[];
  readonly #key: readonly number[] | null;
  readonly #present = new Map<string, { readonly values: readonly unknown[]; times: number }>();
  #drawnLines = 0;
  #changed = false;
  readonly #redraw = setInterval(() => this.#draw(), 100);

  constructor(names: readonly string[], key: readonly number[] | null) {
    this.#names = names;
    this.#key = key;
  }

  rows(rows: readonly (readonly [string, ...unknown[]])[]): void {
    for (const [kind, ...values] of rows) {
      const id = JSON.stringify(this.#key === null ? values : this.#key.map((column) => values[column]));
      const held = this.#present.get(id);
      if (kind.startsWith("+")) {
        if (this.#key === null && held !== undefined) held.times++;
        else this.#present.set(id, { values, times: 1 });
      } else if (kind === "-D" || this.#key === null) {
        if (held !== undefined && --held.times === 0) this.#present.delete(id);
      }
    }
    this.#changed = true;
  }

  note(): void {
    this.#changed = true;
  }

  #draw(): void {
    if (!this.#changed) return;
    this.#changed = false;
    const room = Math.max(3, (process.stdout.rows ?? 24) - 3);
    const rows = [...this.#present.values()].flatMap((held) => Array<readonly unknown[]>(held.times).fill(held.values));
    const width = process.stdout.columns ?? 80;
    const text = table(this.#names, rows.slice(0, room));
    const tail = rows.length > room ? `\n${colours.dim(`… ${count(rows.length - room)} more rows`)}` : "";
    if (this.#drawnLines > 0) process.stdout.write(`\u001b[${this.#drawnLines}A\u001b[J`);
    process.stdout.write(`${text}${tail}\n`);
    this.#drawnLines = `${text}${tail}`
      .split("\n")
      .reduce((lines, line) => lines + Math.max(1, Math.ceil(cellText(line).length / width)), 0);
  }

  end(): void {
    clearInterval(this.#redraw);
    this.#draw();
  }
}
