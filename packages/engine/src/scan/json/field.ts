// One needed field of a JSON record: how its value, wherever it stands, becomes row `row` of its column. The usual form
// of each type is read straight from the bytes; everything else goes through text.
import type { SqlType } from "@millrace/sql";
import type { BytesColumn, ColumnData } from "../../columns/batch.ts";
import { typeName } from "../../calc/cast-from-text.ts";
import { fault, shown } from "../fault.ts";
import { setExact, setNull, textField } from "../field-text.ts";
import type { TextArena } from "../text-arena.ts";
import { Byte } from "./cursor.ts";
import type { JsonCursor } from "./cursor.ts";
import { bytesOf, compact, nestedValue, parseJson } from "./nested.ts";
import { readDigits } from "./time.ts";
import { unescape } from "./unescape.ts";

export interface JsonField {
  readonly name: string;
  readonly type: SqlType;
  readonly column: ColumnData;
  /** Reads the value at `from` (its first byte); returns the position behind it. Throws a `RecordFault`. */
  readonly set: (from: number, row: number) => number;
}

export interface JsonFieldOptions {
  readonly cursor: JsonCursor;
  readonly arena: TextArena;
  /** A value of another type is null instead of making the record bad. */
  readonly ignoreErrors: boolean;
}

type Other = (from: number, to: number, row: number) => boolean;

export function createJsonField(name: string, type: SqlType, column: ColumnData, options: JsonFieldOptions): JsonField {
  const { cursor, ignoreErrors } = options;
  const other = otherForm(type, column, options);
  /** Any form of value, by its text. */
  const general = (from: number, row: number): number => {
    const end = cursor.valueEnd(from);
    if (cursor.bytes[from] === 110) setNull(column, row);
    else if (!other(from, end, row)) {
      if (!ignoreErrors) {
        const text = shown(cursor.raw(from, end));
        throw fault("engine.field-type", `field "${name}": ${text} at byte ${from - cursor.start} is not a value of ${typeName(type)}`);
      }
      setNull(column, row);
    }
    return end;
  };
  return { name, type, column, set: usualForm(type, column, options, general) ?? general };
}

/** Undefined where the general way is the only one. */
function usualForm(type: SqlType, column: ColumnData, options: JsonFieldOptions, general: JsonField["set"]): JsonField["set"] | undefined {
  const { cursor } = options;
  const { valid } = column;
  switch (column.physical) {
    case "bytes":
      return type.kind === "CHAR" || type.kind === "VARCHAR" ? textForm(column, options, general) : undefined;
    case "time": {
      const coarse = "precision" in type && type.precision < 3;
      return (from, row) => {
        if (cursor.bytes[from] !== Byte.quote || column.nanos !== null || coarse) return general(from, row);
        const end = readDigits(cursor.bytes, from + 1, cursor.end, type.kind === "TIMESTAMP_LTZ", column.data, row);
        if (end < 0) return general(from, row);
        valid[row] = 1;
        return end;
      };
    }
    case "bool":
      return (from, row) => {
        const { bytes, end } = cursor;
        if (end - from >= 5 && bytes[from] === 116 && bytes[from + 1] === 114 && bytes[from + 2] === 117 && bytes[from + 3] === 101) {
          valid[row] = 1;
          column.data[row] = 1;
          return from + 4;
        }
        return general(from, row);
      };
    default:
      return undefined;
  }
}

function textForm(column: BytesColumn, { cursor, arena }: JsonFieldOptions, general: JsonField["set"]): JsonField["set"] {
  const { valid, offset, length } = column;
  return (from, row) => {
    if (cursor.bytes[from] !== Byte.quote) return general(from, row);
    const end = cursor.stringEnd(from + 1);
    if (cursor.escaped) {
      const most = end - from - 1;
      const at = arena.reserve(most);
      const written = unescape(cursor.bytes, from + 1, end, arena.bytes, at);
      arena.trim(written);
      offset[row] = at;
      length[row] = written - at;
    } else {
      offset[row] = from + 1;
      length[row] = end - from - 1;
    }
    valid[row] = 1;
    return end + 1;
  };
}

/** The value [from, to), which is sound JSON and not null; false when it is none of the type. */
function otherForm(type: SqlType, column: ColumnData, { cursor, arena }: JsonFieldOptions): Other {
  const put = (target: BytesColumn, row: number, bytes: Uint8Array): boolean => {
    const at = arena.reserve(bytes.length);
    arena.bytes.set(bytes, at);
    target.valid[row] = 1;
    target.offset[row] = at;
    target.length[row] = bytes.length;
    return true;
  };
  if (column.physical === "bytes") {
    if (type.kind === "BINARY" || type.kind === "VARBINARY") {
      return (from, to, row) => {
        const bytes = cursor.bytes[from] === Byte.quote ? bytesOf(JSON.parse(cursor.raw(from, to)) as string) : null;
        return bytes !== null && put(column, row, bytes);
      };
    }
    return (from, to, row) => {
      const first = cursor.bytes[from];
      if (first === Byte.openBrace || first === Byte.openBracket)
        return put(column, row, Buffer.from(compact(parseJson(cursor.raw(from, to)))));
      column.valid[row] = 1;
      column.offset[row] = from;
      column.length[row] = to - from;
      return true;
    };
  }
  if (column.physical === "any") {
    return (from, to, row) => {
      const value = nestedValue(parseJson(cursor.raw(from, to)), type);
      if (value === undefined) return false;
      column.valid[row] = 1;
      column.data[row] = value;
      return true;
    };
  }
  const byText = textField(type, column);
  const byNumber = numberForm(type, column);
  return (from, to, row) => {
    const first = cursor.bytes[from]!;
    if (first === Byte.openBrace || first === Byte.openBracket) return false;
    if (first === Byte.quote) return byText(JSON.parse(cursor.raw(from, to)) as string, row);
    const text = cursor.raw(from, to);
    return first === Byte.minus || (first ^ 48) < 10 ? byNumber(text, row) : byText(text, row);
  };
}

/** A JSON number: INTEGER and BIGINT take the whole part of one with a fraction, as Flink's JSON does. */
function numberForm(type: SqlType, column: ColumnData): (text: string, row: number) => boolean {
  const byText = textField(type, column);
  if (type.kind === "INTEGER" || type.kind === "BIGINT") {
    const bits = type.kind === "INTEGER" ? 32 : 64;
    return (text, row) => byText(text, row) || wholePart(text, bits, column, row);
  }
  if (type.kind === "BOOLEAN" || type.kind === "DATE" || type.kind === "TIME")
    return type.kind === "BOOLEAN" ? byText : (): boolean => false;
  return byText;
}

function wholePart(text: string, bits: number, column: ColumnData, row: number): boolean {
  if (!/[.eE]/.test(text)) return false;
  const value = Number(text);
  if (!(Math.abs(value) < 2 ** (bits - 1))) return false;
  const whole = Math.trunc(value);
  if (column.physical === "i64") setExact(column, row, Number.isSafeInteger(whole) ? whole + 0 : BigInt(whole));
  else if (column.physical === "i32") {
    column.valid[row] = 1;
    column.data[row] = whole;
  }
  return true;
}
