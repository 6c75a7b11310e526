// How the CLI prints: tables that are aligned by what a terminal shows, colours only on a terminal, numbers that
// people can read. `--json` prints one JSON value instead, for programs.
import { stripVTControlCharacters } from "node:util";
import picocolors from "picocolors";

// The types call `isTTY` a boolean; where there is no terminal it is undefined, which picocolors would take for "decide
// yourself", and CI=true for a terminal.
const terminal: boolean | undefined = process.stdout.isTTY;
export const colours = picocolors.createColors((terminal ?? false) && process.env["NO_COLOR"] === undefined);

/** Columns as wide as their widest cell; cells that look like numbers stand right. */
export function table(head: readonly string[], rows: readonly (readonly unknown[])[]): string {
  const cells = rows.map((row) => row.map(cellText));
  const widths = head.map((title, column) => Math.max(displayWidth(title), ...cells.map((row) => displayWidth(row[column] ?? ""))));
  const right = head.map(
    (_, column) =>
      rows.length > 0 && rows.every((row) => row[column] === null || typeof row[column] === "number" || isNumeric(row[column])),
  );
  const line = (row: readonly string[], paint: (text: string) => string): string =>
    row
      .map((cell, column) => paint(pad(cell, widths[column]!, right[column]!)))
      .join("  ")
      .trimEnd();
  return [line(head, colours.dim), ...cells.map((row) => line(row, (text) => text))].join("\n");
}

const isNumeric = (value: unknown): boolean =>
  typeof value === "string" && /^-?[\d,.]+( ?[kMG]?B?(\/s)?)?$/.test(stripVTControlCharacters(value)) && /\d/.test(value);

export function cellText(value: unknown): string {
  if (value === null || value === undefined) return colours.dim("NULL");
  if (typeof value === "string") return printable(value);
  if (typeof value === "object") return printable(JSON.stringify(value));
  return String(value as number | boolean | bigint);
}

// oxlint-disable-next-line no-control-regex -- control characters are what it looks for
const unprintable = /\u001b(?!\[[0-9;]*m)|[\u0000-\u0008\u000a-\u001a\u001c-\u001f\u007f-\u009f]/g;

/** Control characters would move the cursor or worse; they are shown as what they are. Our own colours pass. */
export function printable(text: string): string {
  return text.replaceAll(unprintable, (character) => `\\x${character.charCodeAt(0).toString(16).padStart(2, "0")}`);
}

let segmenter: Intl.Segmenter | undefined;
/** Columns on a terminal: wide East Asian characters and emoji take two, combining ones none. */
export function displayWidth(text: string): number {
  const plain = stripVTControlCharacters(text);
  if (/^[\u0020-\u007e]*$/.test(plain)) return plain.length;
  // Made when text asks for it: it loads 8 ms of tables.
  segmenter ??= new Intl.Segmenter();
  let width = 0;
  for (const { segment } of segmenter.segment(plain)) {
    width +=
      /\p{Emoji_Presentation}|[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{20000}-\u{3fffd}]/u.test(
        segment,
      )
        ? 2
        : 1;
  }
  return width;
}

function pad(text: string, width: number, right: boolean): string {
  const space = " ".repeat(Math.max(0, width - displayWidth(text)));
  return right ? space + text : text + space;
}

export const count = (value: number): string => Math.round(value).toLocaleString("en-US");

export function bytes(value: number): string {
  if (value < 1024) return `${value} B`;
  const units = ["kB", "MB", "GB", "TB"];
  let scaled = value / 1024;
  let unit = 0;
  while (scaled >= 1024 && unit < units.length - 1) {
    scaled /= 1024;
    unit++;
  }
  return `${scaled.toFixed(scaled < 10 ? 1 : 0)} ${units[unit]}`;
}

export function rate(value: number): string {
  return `${value < 10 && value > 0 ? value.toFixed(1) : count(value)}/s`;
}

export function duration(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  const seconds = ms / 1000;
  if (seconds < 60) return `${seconds.toFixed(seconds < 10 ? 1 : 0)} s`;
  const minutes = Math.floor(seconds / 60);
  return minutes < 60 ? `${minutes} m ${Math.round(seconds % 60)} s` : `${Math.floor(minutes / 60)} h ${minutes % 60} m`;
}

export const time = (ms: number | null): string => (ms === null ? "-" : new Date(ms).toISOString().replace("T", " ").replace("Z", ""));

export function json(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value)}\n`);
}
