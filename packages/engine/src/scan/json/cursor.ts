// Walking JSON bytes (RFC 8259) without making anything of them: white space, strings, numbers, whole values. What is
// walked over is checked in full, so that a record is malformed whether or not the bad part is in a needed field.
import { limits } from "@millrace/core";
import { textOf } from "../../columns/text.ts";
import { fault } from "../fault.ts";

export const Byte = {
  quote: 34,
  backslash: 92,
  comma: 44,
  colon: 58,
  openBrace: 123,
  closeBrace: 125,
  openBracket: 91,
  closeBracket: 93,
  minus: 45,
} as const;

export class JsonCursor {
  bytes: Uint8Array = new Uint8Array(0);
  view: DataView = new DataView(this.bytes.buffer);
  /** Where the record's value begins and ends. */
  start = 0;
  end = 0;
  /** Set by `stringEnd`: the string has escapes. */
  escaped = false;
  /** All bytes of strings that were walked over, or-ed: at least 0x80 when one is not ASCII. */
  high = 0;

  malformed(at: number, what: string): Error {
    return fault("engine.record-malformed", `${what} at byte ${Math.min(at, this.end) - this.start}`);
  }

  space(from: number): number {
    const { bytes, end } = this;
    let at = from;
    while (at < end) {
      const byte = bytes[at]!;
      if (byte !== 32 && byte !== 10 && byte !== 13 && byte !== 9) break;
      at++;
    }
    return at;
  }

  /** `from` is behind the opening quote; returns the position of the closing one. */
  stringEnd(from: number): number {
    const { bytes, end } = this;
    let at = from;
    this.escaped = false;
    for (;;) {
      if (at >= end) throw this.malformed(at, "the value ends within a string");
      const byte = bytes[at]!;
      if (byte === Byte.quote) return at;
      if (byte === Byte.backslash) {
        this.escaped = true;
        at = this.#escapeEnd(at);
        continue;
      }
      if (byte < 32) throw this.malformed(at, "a control character in a string");
      this.high |= byte;
      at++;
    }
  }

  #escapeEnd(backslash: number): number {
    const { bytes, end } = this;
    if (backslash + 1 >= end) throw this.malformed(backslash, "the value ends within a string");
    const byte = bytes[backslash + 1]!;
    if (byte !== 117) {
      // " \ / b f n r t
      if (byte === 34 || byte === 92 || byte === 47 || byte === 98 || byte === 102 || byte === 110 || byte === 114 || byte === 116)
        return backslash + 2;
      throw this.malformed(backslash, "an unknown escape in a string");
    }
    for (let at = backslash + 2; at < backslash + 6; at++) {
      if (at >= end || hexDigit(bytes[at]!) < 0) throw this.malformed(backslash, "an escape without four hexadecimal digits");
    }
    return backslash + 6;
  }

  /** `from` is at the first byte of a number; returns the position behind it. */
  numberEnd(from: number): number {
    const { bytes, end } = this;
    let at = from;
    if (bytes[at] === Byte.minus) at++;
    const whole = this.#digits(at);
    if (whole === at || (bytes[at] === 48 && whole > at + 1)) throw this.malformed(from, "an invalid number");
    at = whole;
    if (at < end && bytes[at] === 46) {
      const fraction = this.#digits(at + 1);
      if (fraction === at + 1) throw this.malformed(from, "an invalid number");
      at = fraction;
    }
    if (at < end && (bytes[at] === 101 || bytes[at] === 69)) {
      let exponent = at + 1;
      if (exponent < end && (bytes[exponent] === 43 || bytes[exponent] === 45)) exponent++;
      at = this.#digits(exponent);
      if (at === exponent) throw this.malformed(from, "an invalid number");
    }
    return at;
  }

  #digits(from: number): number {
    const { bytes, end } = this;
    let at = from;
    while (at < end && (bytes[at]! ^ 48) < 10) at++;
    return at;
  }

  /** `from` is at the first byte of a value; returns the position behind the value. */
  valueEnd(from: number, depth = 0): number {
    const { bytes, end } = this;
    if (from >= end) throw this.malformed(from, "a value is missing");
    switch (bytes[from]!) {
      case Byte.quote:
        return this.stringEnd(from + 1) + 1;
      case Byte.openBrace:
        return this.#objectEnd(from, depth + 1);
      case Byte.openBracket:
        return this.#arrayEnd(from, depth + 1);
      case 116:
        return this.#word(from, "true");
      case 102:
        return this.#word(from, "false");
      case 110:
        return this.#word(from, "null");
      default:
        return this.numberEnd(from);
    }
  }

  #word(from: number, word: string): number {
    for (let index = 0; index < word.length; index++) {
      if (from + index >= this.end || this.bytes[from + index] !== word.charCodeAt(index)) throw this.malformed(from, "an unknown word");
    }
    return from + word.length;
  }

  #arrayEnd(from: number, depth: number): number {
    if (depth > limits.jsonDepth) throw this.malformed(from, `nesting deeper than ${limits.jsonDepth}`);
    let at = this.space(from + 1);
    if (this.bytes[at] === Byte.closeBracket && at < this.end) return at + 1;
    for (;;) {
      at = this.space(this.valueEnd(at, depth));
      const byte = at < this.end ? this.bytes[at] : -1;
      if (byte === Byte.closeBracket) return at + 1;
      if (byte !== Byte.comma) throw this.malformed(at, "neither a comma nor the end of an array");
      at = this.space(at + 1);
    }
  }

  #objectEnd(from: number, depth: number): number {
    if (depth > limits.jsonDepth) throw this.malformed(from, `nesting deeper than ${limits.jsonDepth}`);
    let at = this.space(from + 1);
    if (this.bytes[at] === Byte.closeBrace && at < this.end) return at + 1;
    for (;;) {
      at = this.space(this.valueEnd(this.colonEnd(this.keyEnd(at)), depth));
      const byte = at < this.end ? this.bytes[at] : -1;
      if (byte === Byte.closeBrace) return at + 1;
      if (byte !== Byte.comma) throw this.malformed(at, "neither a comma nor the end of an object");
      at = this.space(at + 1);
    }
  }

  /** `from` is where a key must begin; returns the position behind its closing quote. */
  keyEnd(from: number): number {
    if (from >= this.end || this.bytes[from] !== Byte.quote) throw this.malformed(from, "a field name is missing");
    return this.stringEnd(from + 1) + 1;
  }

  /** From behind a key to the first byte of its value. */
  colonEnd(from: number): number {
    const at = this.space(from);
    if (at >= this.end || this.bytes[at] !== Byte.colon) throw this.malformed(at, "a colon is missing");
    return this.space(at + 1);
  }

  /** The text between two positions, as it stands. */
  raw(from: number, to: number): string {
    return textOf(this.bytes, from, to - from);
  }

  /** The text of the string whose quotes stand before `from` and at `to`. */
  string(from: number, to: number, escaped: boolean): string {
    return escaped ? (JSON.parse(`"${this.raw(from, to)}"`) as string) : this.raw(from, to);
  }
}

export function hexDigit(byte: number): number {
  if (byte >= 48 && byte <= 57) return byte - 48;
  const lower = byte | 32;
  return lower >= 97 && lower <= 102 ? lower - 87 : -1;
}
