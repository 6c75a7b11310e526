// UTF-8 to and from strings on the row path. Node's Buffer methods work on any Uint8Array and cost a third of
// TextDecoder for the short strings of records.
import { Buffer } from "node:buffer";

interface Slices {
  utf8Slice(start: number, end: number): string;
  latin1Slice(start: number, end: number): string;
  utf8Write(text: string, offset: number, length?: number): number;
}
// Called with the array that they are to read as `this`.
/* oxlint-disable typescript/unbound-method */
const slices = Buffer.prototype as unknown as Slices;
const utf8Slice = slices.utf8Slice;
const utf8Write = slices.utf8Write;

export function textOf(source: Uint8Array, offset: number, length: number): string {
  if (length < 12) {
    let text = "";
    let index = offset;
    const end = offset + length;
    for (; index < end; index++) {
      const byte = source[index]!;
      if (byte >= 0x80) break;
      text += String.fromCharCode(byte);
    }
    if (index === end) return text;
  }
  return utf8Slice.call(source, offset, offset + length);
}

/** Writes at `at`, where three bytes a UTF-16 unit must be free; returns how many bytes were written. */
export function writeText(target: Uint8Array, at: number, text: string): number {
  const units = text.length;
  if (units < 24) {
    let index = 0;
    for (; index < units; index++) {
      const unit = text.charCodeAt(index);
      if (unit >= 0x80) break;
      target[at + index] = unit;
    }
    if (index === units) return units;
  }
  return utf8Write.call(target, text, at);
}
