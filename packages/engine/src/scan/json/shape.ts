// Learned shapes of JSON records, and the function generated for each: see `decoder.ts`. A shape is a list of entries,
// each the run of bytes in front of a value and the field (or none) that the value belongs to, and the run behind the
// last value. Only bytes that the record itself had become numbers in the code; no name or text ever does.
import { js, Scope } from "../../codegen/code.ts";
import type { Code } from "../../codegen/code.ts";
import { compile } from "../../codegen/compile.ts";
import { setNull } from "../field-text.ts";
import { Byte } from "./cursor.ts";
import type { JsonCursor } from "./cursor.ts";
import type { JsonField } from "./field.ts";
import type { FieldNames } from "./names.ts";

interface Entry {
  readonly run: Uint8Array;
  /** -1: walked over. */
  readonly field: number;
}

interface Shape {
  readonly entries: readonly Entry[];
  readonly last: Uint8Array;
  /** Returns how many entries matched, all + 1 when the whole record did; `stop.at` is then behind the last of them. */
  readonly decode: (bytes: Uint8Array, view: DataView, start: number, end: number, row: number, stop: { at: number }) => number;
}

const shapesMost = 8;
const entriesMost = 64;
/** A new shape is learned when this many records in a row did not fit any. */
const patience = 4;

export class ShapeCache {
  /** Where the shape's function stopped, and how many entries stand before that. */
  stoppedAt = 0;
  stoppedFields = 0;
  readonly #cursor: JsonCursor;
  readonly #fields: readonly JsonField[];
  readonly #names: FieldNames;
  readonly #failOnMissing: boolean;
  #shape: Shape | null = null;
  readonly #known: Shape[] = [];
  readonly #stop = { at: 0 };
  #misses = patience;

  constructor(cursor: JsonCursor, fields: readonly JsonField[], names: FieldNames, failOnMissing: boolean) {
    this.#cursor = cursor;
    this.#fields = fields;
    this.#names = names;
    this.#failOnMissing = failOnMissing;
  }

  fieldOf(entry: number): number {
    return this.#shape!.entries[entry]!.field;
  }

  /** True when the whole record was decoded. */
  decode(start: number, end: number, row: number): boolean {
    const shape = this.#shape;
    this.stoppedFields = 0;
    if (shape === null) return false;
    const matched = shape.decode(this.#cursor.bytes, this.#cursor.view, start, end, row, this.#stop);
    if (matched > shape.entries.length) return true;
    this.stoppedAt = this.#stop.at;
    this.stoppedFields = matched;
    return false;
  }

  /** A record that the walker had to decode, and which is sound. */
  learn(start: number, end: number): void {
    if (++this.#misses < patience) return;
    this.#misses = 0;
    const found = this.#shapeOf(start, end);
    if (found === null) return;
    const same = this.#known.find((shape) => sameShape(shape, found));
    if (same !== undefined) {
      this.#shape = same;
      return;
    }
    if (this.#known.length >= shapesMost) return;
    if (this.#failOnMissing && this.#fields.some((_, field) => !found.entries.some((entry) => entry.field === field))) return;
    this.#shape = { ...found, decode: generate(found, this.#cursor, this.#fields) };
    this.#known.push(this.#shape);
  }

  #shapeOf(start: number, end: number): Omit<Shape, "decode"> | null {
    const cursor = this.#cursor;
    const entries: Entry[] = [];
    let from = start;
    let at = cursor.space(start) + 1;
    at = cursor.space(at);
    while (cursor.bytes[at] === Byte.quote) {
      const keyEnd = cursor.keyEnd(at);
      if (cursor.escaped) return null;
      const field = this.#names.find(cursor, at + 1, keyEnd - 1);
      const value = cursor.colonEnd(keyEnd);
      if (entries.length >= entriesMost || (field >= 0 && entries.some((entry) => entry.field === field))) return null;
      entries.push({ run: cursor.bytes.slice(from, value), field });
      from = cursor.valueEnd(value);
      at = cursor.space(from);
      if (cursor.bytes[at] === Byte.comma) at = cursor.space(at + 1);
    }
    return entries.length === 0 ? null : { entries, last: cursor.bytes.slice(from, end) };
  }
}

const sameRun = (a: Uint8Array, b: Uint8Array): boolean => a.length === b.length && a.every((byte, index) => byte === b[index]);

function sameShape(a: Omit<Shape, "decode">, b: Omit<Shape, "decode">): boolean {
  if (a.entries.length !== b.entries.length || !sameRun(a.last, b.last)) return false;
  return a.entries.every((entry, index) => sameRun(entry.run, b.entries[index]!.run));
}

function generate(shape: Omit<Shape, "decode">, cursor: JsonCursor, fields: readonly JsonField[]): Shape["decode"] {
  const scope = new Scope();
  const name = { cursor: scope.constant(cursor), missing: scope.constant(setNull) };
  const steps = shape.entries.map((entry, index) => {
    const field = fields[entry.field];
    const value = field === undefined ? walkOver(name.cursor) : readField(scope, field);
    return js`${matchRun(name.cursor, entry.run, index)}${value}\n`;
  });
  const absent = fields
    .filter((_, field) => !shape.entries.some((entry) => entry.field === field))
    .map((field) => js`${name.missing}(${scope.constant(field.column)}, row);\n`);
  return compile<Shape["decode"]>(
    scope,
    js`return function decode(B, V, start, end, row, stop) {
let p = start, c = 0, q = 0, x = 0, h = 0, w = 0;
${steps}${matchRun(name.cursor, shape.last, shape.entries.length)}if (p !== end) { stop.at = p - ${shape.last.length}; ${name.cursor}.high |= h; return ${shape.entries.length}; }
${name.cursor}.high |= h;
${absent}return ${shape.entries.length + 1};
};`,
  );
}

/** Moves over the run, or stops in front of it. Four bytes are compared at once. */
function matchRun(cursor: Code, run: Uint8Array, index: number): Code {
  const view = new DataView(run.buffer, run.byteOffset, run.byteLength);
  const words = Array.from(
    { length: run.length >> 2 },
    (_, word) => js` || V.getInt32(p + ${word * 4}, true) !== ${view.getInt32(word * 4, true)}`,
  );
  const rest = Array.from(run.subarray(run.length & ~3), (byte, offset) => js` || B[p + ${(run.length & ~3) + offset}] !== ${byte}`);
  return js`if (p + ${run.length} > end${words}${rest}) { stop.at = p; ${cursor}.high |= h; return ${index}; }
p += ${run.length};\n`;
}

/**
 * Moves `q` to the first byte of a string that ends it, escapes, or is a control character. Four bytes at a time while
 * all of them are plain ASCII (Mycroft's test for a byte in a word), then one by one.
 */
const plainText: Code = js`while (q + 4 <= end && (w = V.getInt32(q, true), (((w ^ 0x22222222) - 0x01010101) | ((w ^ 0x5c5c5c5c) - 0x01010101) | (w - 0x20202020) | w) & 0x80808080) === 0) q += 4;
while ((c = B[q]) !== 34 && c !== 92 && c >= 32) { h |= c; q++; }`;

/** A value that is not needed: strings without escapes and whole numbers in line, the rest by the cursor. */
function walkOver(cursor: Code): Code {
  return js`if ((c = B[p]) === 34) {
q = p + 1;
${plainText}
p = c === 34 ? q + 1 : ${cursor}.valueEnd(p);
} else if (c >= 49 && c <= 57) {
q = p + 1;
while ((c = B[q] ^ 48) < 10) q++;
p = c === 30 || c === 85 || c === 117 ? ${cursor}.valueEnd(p) : q;
} else p = ${cursor}.valueEnd(p);`;
}

function readField(scope: Scope, { column, set }: JsonField): Code {
  const slow = js`p = ${scope.constant(set)}(p, row);`;
  const valid = scope.constant(column.valid);
  switch (column.physical) {
    case "bytes":
      return js`if (B[p] === 34) {
q = p + 1;
${plainText}
if (c === 34) { ${scope.constant(column.offset)}[row] = p + 1; ${scope.constant(column.length)}[row] = q - p - 1; ${valid}[row] = 1; p = q + 1; }
else ${slow}
} else ${slow}`;
    case "i32":
    case "i64":
      return numberCode(scope.constant(column.data), valid, slow, column.physical === "i32" ? 9 : 15);
    default:
      return slow;
  }
}

/** A whole number of few digits in line. */
function numberCode(data: Code, valid: Code, slow: Code, digits: number): Code {
  return js`{
q = B[p] === 45 ? p + 1 : p; x = 0; const first = q;
while ((c = B[q] ^ 48) < 10) { x = x * 10 + c; q++; }
if (q === first || q - first > ${digits} || c === 30 || c === 85 || c === 117 || (B[first] === 48 && q - first > 1)) ${slow}
else { ${data}[row] = first === p ? x : 0 - x; ${valid}[row] = 1; p = q; }
}`;
}
