// CSV records (RFC 4180 with Flink's options): one line a record, fields by position. Walked as bytes; a field that is
// text stays where it stands unless quotes or escapes have to be taken out of it.
import { isUtf8 } from "node:buffer";
import { decodeUtf8, encodeUtf8 } from "@millrace/core";
import type { SqlType } from "@millrace/sql";
import { typeName } from "../calc/cast-from-text.ts";
import { isText } from "../calc/register.ts";
import type { BytesColumn, ColumnData } from "../columns/batch.ts";
import { resetColumn } from "../columns/create.ts";
import type { CsvOptions } from "./csv-options.ts";
import type { ValueDecoder } from "./decoder.ts";
import { fault, shown } from "./fault.ts";
import { completeWide, setNull, textField } from "./field-text.ts";
import type { TextField } from "./field-text.ts";
import { readDigits } from "./json/time.ts";
import { bytesOf } from "./json/nested.ts";
import type { TextArena } from "./text-arena.ts";

export interface CsvField {
  readonly name: string;
  readonly position: number;
  readonly type: SqlType;
  readonly column: ColumnData;
}

/** Where a field stands; `plain`: without quotes or escapes to take out. */
interface Cell {
  from: number;
  to: number;
  plain: boolean;
  quoted: boolean;
}

export class CsvDecoder implements ValueDecoder {
  readonly columns: readonly ColumnData[];
  readonly #fields: readonly (CsvField & { readonly parse: TextField })[];
  /** How many fields a record has. */
  readonly #width: number;
  readonly #arena: TextArena;
  readonly #ignoreErrors: boolean;
  readonly #comments: boolean;
  readonly #nullLiteral: string | null;
  readonly #delimiter: Uint8Array;
  readonly #quote: number;
  readonly #escape: number;
  /** By position; only the first `#width` records' fields are kept. */
  readonly #cells: Cell[];
  #bytes: Uint8Array = new Uint8Array(0);
  #high = 0;

  constructor(fields: readonly CsvField[], width: number, arena: TextArena, options: CsvOptions) {
    this.columns = fields.map(({ column }) => column);
    this.#fields = fields.map((field) => ({ ...field, parse: textField(field.type, field.column) }));
    this.#width = width;
    this.#arena = arena;
    this.#ignoreErrors = options.ignoreErrors;
    this.#comments = options.comments;
    this.#nullLiteral = options.nullLiteral;
    this.#delimiter = encodeUtf8(options.delimiter);
    this.#quote = options.quote === null ? -1 : options.quote.charCodeAt(0);
    this.#escape = options.escape === null ? -1 : options.escape.charCodeAt(0);
    this.#cells = Array.from({ length: width }, () => ({ from: 0, to: 0, plain: true, quoted: false }));
  }

  open(bytes: Uint8Array): void {
    this.#bytes = bytes;
    this.#arena.open(bytes);
  }

  decode(start: number, end: number, row: number): boolean {
    if (this.#comments && this.#bytes[start] === 35) return false;
    this.#high = 0;
    const count = this.#split(start, end);
    if (count < 0) return false;
    if (this.#high >= 0x80 && !isUtf8(this.#bytes.subarray(start, end))) return this.#malformed("invalid UTF-8");
    if (count !== this.#width) {
      if (!this.#ignoreErrors) throw fault("engine.record-malformed", `${count} fields where the table has ${this.#width}`);
      for (let index = count; index < this.#width; index++) this.#cells[index]!.to = this.#cells[index]!.from = end;
    }
    for (const field of this.#fields) this.#set(field, this.#cells[field.position]!, start, row);
    return true;
  }

  #malformed(what: string): false {
    if (!this.#ignoreErrors) throw fault("engine.record-malformed", what);
    return false;
  }

  /** Finds the fields; returns how many there are, -1 for a record to be left out. */
  #split(start: number, recordEnd: number): number {
    const bytes = this.#bytes;
    const first = this.#delimiter[0]!;
    let end = recordEnd;
    if (end > start && bytes[end - 1] === 10) end--;
    if (end > start && bytes[end - 1] === 13) end--;
    let count = 0;
    let at = start;
    for (;;) {
      const cell = this.#cells[Math.min(count, this.#width - 1)]!;
      const quoted = at < end && bytes[at] === this.#quote;
      const next = quoted ? this.#quotedEnd(at + 1, end, cell) : this.#plainEnd(at, end, cell);
      if (next < 0) {
        this.#malformed(`a quote that is not closed at byte ${at - start}`);
        return -1;
      }
      count++;
      at = next;
      if (at >= end) return count;
      if (bytes[at] !== first || !this.#isDelimiter(at)) {
        this.#malformed(`text behind a closing quote at byte ${at - start}`);
        return -1;
      }
      at += this.#delimiter.length;
    }
  }

  #isDelimiter(at: number): boolean {
    const delimiter = this.#delimiter;
    for (let index = 1; index < delimiter.length; index++) if (this.#bytes[at + index] !== delimiter[index]) return false;
    return true;
  }

  #plainEnd(from: number, end: number, cell: Cell): number {
    const bytes = this.#bytes;
    const first = this.#delimiter[0]!;
    let at = from;
    cell.plain = true;
    cell.quoted = false;
    while (at < end) {
      const byte = bytes[at]!;
      if (byte === first && this.#isDelimiter(at)) break;
      if (byte === this.#escape) {
        cell.plain = false;
        at++;
      }
      this.#high |= byte;
      at++;
    }
    cell.from = from;
    cell.to = Math.min(at, end);
    return cell.to;
  }

  #quotedEnd(from: number, end: number, cell: Cell): number {
    const bytes = this.#bytes;
    cell.plain = true;
    cell.quoted = true;
    cell.from = from;
    for (let at = from; at < end; at++) {
      const byte = bytes[at]!;
      this.#high |= byte;
      if (byte === this.#escape) {
        cell.plain = false;
        at++;
      } else if (byte === this.#quote) {
        if (at + 1 < end && bytes[at + 1] === this.#quote) {
          cell.plain = false;
          at++;
        } else {
          cell.to = at;
          return at + 1;
        }
      }
    }
    return -1;
  }

  #text({ from, to, plain }: Cell): string {
    const text = decodeUtf8(this.#bytes.subarray(from, to));
    if (plain) return text;
    let result = "";
    for (let index = 0; index < text.length; index++) {
      const code = text.charCodeAt(index);
      if (code === this.#escape || (code === this.#quote && text.charCodeAt(index + 1) === this.#quote)) index++;
      result += text[index] ?? "";
    }
    return result;
  }

  #set(field: CsvField & { readonly parse: TextField }, cell: Cell, start: number, row: number): void {
    const { column, type, parse } = field;
    if (this.#nullLiteral !== null && !cell.quoted && this.#text(cell) === this.#nullLiteral) return setNull(column, row);
    if (column.physical === "bytes") {
      if (isText(type)) return this.#setText(column, cell, row);
      const bytes = bytesOf(this.#text(cell));
      if (bytes !== null) return this.#put(column, row, bytes);
    } else if (cell.from === cell.to) return setNull(column, row);
    else if (column.physical === "time" && cell.plain && this.#setTime(column, type, cell, row)) return;
    else if (parse(this.#text(cell), row)) return;
    if (!this.#ignoreErrors) {
      throw fault(
        "engine.field-type",
        `field "${field.name}": "${shown(this.#text(cell))}" at byte ${cell.from - start} is not a value of ${typeName(type)}`,
      );
    }
    setNull(column, row);
  }

  /** The usual form of a time; it is read up to a quote, which a delimiter is not. */
  #setTime(column: ColumnData & { physical: "time" }, type: SqlType, cell: Cell, row: number): boolean {
    if (!cell.quoted || column.nanos !== null || !("precision" in type) || type.precision < 3) return false;
    if (readDigits(this.#bytes, cell.from, cell.to + 1, type.kind === "TIMESTAMP_LTZ", column.data, row) < 0) return false;
    column.valid[row] = 1;
    return true;
  }

  #setText(column: BytesColumn, cell: Cell, row: number): void {
    if (!cell.plain) return this.#put(column, row, encodeUtf8(this.#text(cell)));
    column.valid[row] = 1;
    column.offset[row] = cell.from;
    column.length[row] = cell.to - cell.from;
  }

  #put(column: BytesColumn, row: number, bytes: Uint8Array): void {
    const at = this.#arena.reserve(bytes.length);
    this.#arena.bytes.set(bytes, at);
    column.valid[row] = 1;
    column.offset[row] = at;
    column.length[row] = bytes.length;
  }

  finish(rows: number): void {
    for (const column of this.columns) {
      if (column.physical === "bytes") column.source = this.#arena.bytes;
      else completeWide(column, rows);
    }
  }

  reset(): void {
    for (const column of this.columns) resetColumn(column);
    this.#arena.rewind();
  }
}
