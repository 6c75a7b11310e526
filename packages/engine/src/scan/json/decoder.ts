// JSON objects into columns. Producers write their fields in one order, so the decoder learns the order of a record
// (its *shape*: the bytes between values) and has a function made for it, which compares whole runs such as
// `,"channel":` and reads or walks over each value where it expects it (`shape.ts`). Where a record differs, the walker
// here goes on from that place; it takes any order, white space and junk.
import type { ColumnData } from "../../columns/batch.ts";
import { resetColumn } from "../../columns/create.ts";
import { isUtf8 } from "node:buffer";
import type { ValueDecoder } from "../decoder.ts";
import { fault, RecordFault } from "../fault.ts";
import { completeWide, setNull } from "../field-text.ts";
import type { TextArena } from "../text-arena.ts";
import { Byte, JsonCursor } from "./cursor.ts";
import { createJsonField } from "./field.ts";
import type { JsonField } from "./field.ts";
import { FieldNames } from "./names.ts";
import { ShapeCache } from "./shape.ts";
import type { SqlType } from "@millrace/sql";

export interface JsonDecoderSpec {
  readonly fields: readonly { readonly name: string; readonly type: SqlType; readonly column: ColumnData }[];
  /** Shared with other decoders of the same batch. */
  readonly arena: TextArena;
  readonly ignoreErrors: boolean;
  readonly failOnMissing: boolean;
}

export class JsonDecoder implements ValueDecoder {
  readonly columns: readonly ColumnData[];
  readonly #cursor = new JsonCursor();
  readonly #arena: TextArena;
  readonly #fields: readonly JsonField[];
  readonly #names: FieldNames;
  readonly #shapes: ShapeCache;
  readonly #spec: JsonDecoderSpec;
  /** Per field: the number of the last record that had it. */
  readonly #seen: Float64Array;
  #record = 0;

  constructor(spec: JsonDecoderSpec) {
    this.#spec = spec;
    this.#arena = spec.arena;
    this.columns = spec.fields.map(({ column }) => column);
    const options = { cursor: this.#cursor, arena: this.#arena, ignoreErrors: spec.ignoreErrors };
    this.#fields = spec.fields.map(({ name, type, column }) => createJsonField(name, type, column, options));
    this.#names = new FieldNames(spec.fields.map(({ name }) => name));
    this.#shapes = new ShapeCache(this.#cursor, this.#fields, this.#names, spec.failOnMissing);
    this.#seen = new Float64Array(spec.fields.length);
  }

  open(bytes: Uint8Array): void {
    this.#cursor.bytes = bytes;
    this.#cursor.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#arena.open(bytes);
  }

  decode(start: number, end: number, row: number): boolean {
    const cursor = this.#cursor;
    cursor.start = start;
    cursor.end = end;
    cursor.high = 0;
    try {
      if (!this.#shapes.decode(start, end, row)) this.#walk(row);
      if (cursor.high >= 0x80 && !isUtf8(cursor.bytes.subarray(start, end))) throw fault("engine.record-malformed", "invalid UTF-8");
    } catch (thrown) {
      if (thrown instanceof RecordFault && thrown.code === "engine.record-malformed" && this.#spec.ignoreErrors) return false;
      throw thrown;
    }
    return true;
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

  /** From where the shape's function stopped: at the start, or behind a value. */
  #walk(row: number): void {
    const cursor = this.#cursor;
    const shapes = this.#shapes;
    const record = ++this.#record;
    let at = shapes.stoppedAt;
    for (let index = 0; index < shapes.stoppedFields; index++) {
      const field = shapes.fieldOf(index);
      if (field >= 0) this.#seen[field] = record;
    }
    if (shapes.stoppedFields === 0) {
      at = cursor.space(cursor.start);
      if (at >= cursor.end || cursor.bytes[at] !== Byte.openBrace) throw cursor.malformed(at, "not a JSON object");
      at = cursor.space(at + 1);
      if (at < cursor.end && cursor.bytes[at] === Byte.closeBrace) at++;
      else at = this.#fieldsFrom(at, row, record);
    } else at = this.#more(at, row, record);
    at = cursor.space(at);
    if (at !== cursor.end) throw cursor.malformed(at, "something stands behind the object");
    this.#missing(row, record);
    shapes.learn(cursor.start, cursor.end);
  }

  #fieldsFrom(from: number, row: number, record: number): number {
    return this.#more(this.#field(from, row, record), row, record);
  }

  /** Behind a value: further fields, to behind the closing brace. */
  #more(from: number, row: number, record: number): number {
    const cursor = this.#cursor;
    let at = from;
    for (;;) {
      at = cursor.space(at);
      const byte = at < cursor.end ? cursor.bytes[at] : -1;
      if (byte === Byte.closeBrace) return at + 1;
      if (byte !== Byte.comma) throw cursor.malformed(at, "neither a comma nor the end of the object");
      at = this.#field(cursor.space(at + 1), row, record);
    }
  }

  #field(from: number, row: number, record: number): number {
    const cursor = this.#cursor;
    const keyEnd = cursor.keyEnd(from);
    const field = this.#names.find(cursor, from + 1, keyEnd - 1);
    const value = cursor.colonEnd(keyEnd);
    if (field < 0) return cursor.valueEnd(value);
    this.#seen[field] = record;
    return this.#fields[field]!.set(value, row);
  }

  #missing(row: number, record: number): void {
    for (let field = 0; field < this.#fields.length; field++) {
      if (this.#seen[field] === record) continue;
      if (this.#spec.failOnMissing && !this.#spec.ignoreErrors)
        throw fault("engine.field-missing", `field "${this.#fields[field]!.name}" is missing`);
      setNull(this.#fields[field]!.column, row);
    }
  }
}
