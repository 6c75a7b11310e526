// Checks a line of a file and takes time and key out of it. The line itself is published as it is.
import { cliErrors } from "../errors.ts";

export interface Row {
  readonly timestampMs: number | undefined;
  readonly key: string | undefined;
}

/** The row, or a sentence that says what is wrong with the line. */
export type CheckedRow = Row | string;

export interface RowReader {
  /** CSV: takes the header; true when this line is no row. */
  header(text: string): boolean;
  check(text: string): CheckedRow;
}

export interface RowFields {
  readonly time?: string;
  readonly key?: string;
}

export function jsonRows(fields: RowFields): RowReader {
  return {
    header: () => false,
    check(text) {
      let value: unknown;
      try {
        value = JSON.parse(text);
      } catch (error) {
        return `not JSON: ${(error as Error).message}`;
      }
      if (typeof value !== "object" || value === null || Array.isArray(value)) return "not a JSON object";
      const record = value as Record<string, unknown>;
      const timestampMs = fields.time === undefined ? undefined : timeOf(record[fields.time]);
      if (typeof timestampMs === "string") return `field "${fields.time}": ${timestampMs}`;
      const key = fields.key === undefined ? undefined : record[fields.key];
      return { timestampMs, key: key === undefined || key === null ? undefined : typeof key === "string" ? key : JSON.stringify(key) };
    },
  };
}

export function csvRows(path: string, fields: RowFields): RowReader {
  let columns: readonly string[] | undefined;
  let time = -1;
  let key = -1;
  const index = (name: string | undefined): number => {
    if (name === undefined) return -1;
    const found = columns!.indexOf(name);
    if (found < 0) throw cliErrors.replayHeader(path, name, columns!.join(", "));
    return found;
  };
  return {
    header(text) {
      if (columns !== undefined) return false;
      columns = csvFields(text.replace(/^\uFEFF/, "")) ?? [];
      time = index(fields.time);
      key = index(fields.key);
      return true;
    },
    check(text) {
      const values = csvFields(text);
      if (values === undefined) return "a quote is not closed";
      if (values.length !== columns!.length) return `${values.length} fields, but the header has ${columns!.length}`;
      const timestampMs = time < 0 ? undefined : timeOf(values[time]);
      if (typeof timestampMs === "string") return `field "${fields.time}": ${timestampMs}`;
      return { timestampMs, key: key < 0 ? undefined : values[key] };
    },
  };
}

/** The fields of one CSV record (RFC 4180), or undefined when a quote is left open. */
export function csvFields(text: string): string[] | undefined {
  if (!text.includes('"')) return text.split(",");
  const fields: string[] = [];
  let at = 0;
  for (;;) {
    if (text[at] === '"') {
      let field = "";
      for (at++; ; at++) {
        const close = text.indexOf('"', at);
        if (close < 0) return undefined;
        field += text.slice(at, close);
        at = close + 1;
        if (text[at] !== '"') break;
        field += '"';
      }
      fields.push(field);
    } else {
      const end = text.indexOf(",", at);
      fields.push(text.slice(at, end < 0 ? undefined : end));
      at = end < 0 ? text.length : end;
    }
    if (at >= text.length) return fields;
    at++;
  }
}

/** ISO 8601, SQL's form, or a number of seconds, milliseconds or microseconds since the epoch; else a sentence. */
export function timeOf(value: unknown): number | string {
  if (value === undefined || value === null || value === "") return "is missing";
  if (typeof value === "number" || (typeof value === "string" && /^\d+(\.\d+)?$/.test(value))) {
    const number = Number(value);
    return Math.floor(number >= 1e14 ? number / 1000 : number >= 1e11 ? number : number * 1000);
  }
  if (typeof value !== "string") return `${JSON.stringify(value)} is no time`;
  // Without a zone it is UTC, not the zone of this machine.
  const iso = value.replace(" ", "T");
  const parsed = Date.parse(/(Z|[+-]\d\d:?\d\d)$/.test(iso) || !iso.includes("T") ? iso : `${iso}Z`);
  return Number.isNaN(parsed) ? `"${value.slice(0, 40)}" is no time` : parsed;
}
