// Which needed field a key names: keys are compared as bytes; one with escapes, as text.
import { encodeUtf8 } from "@millrace/core";
import { sameBytes } from "../../calc/runtime/text.ts";
import type { JsonCursor } from "./cursor.ts";

export class FieldNames {
  readonly #names: readonly string[];
  readonly #bytes: readonly Uint8Array[];
  /** Fields by the length of their name in bytes. */
  readonly #byLength: readonly (readonly number[])[];

  constructor(names: readonly string[]) {
    this.#names = names;
    this.#bytes = names.map((name) => encodeUtf8(name));
    const longest = Math.max(0, ...this.#bytes.map(({ length }) => length));
    this.#byLength = Array.from({ length: longest + 1 }, (_, length) =>
      this.#bytes.map((_bytes, index) => index).filter((index) => this.#bytes[index]!.length === length),
    );
  }

  /** The key between two quotes that `cursor` just walked over; -1 for a field that is not needed. */
  find(cursor: JsonCursor, from: number, to: number): number {
    if (cursor.escaped) return this.#names.indexOf(cursor.string(from, to, true));
    const length = to - from;
    const candidates = this.#byLength[length];
    if (candidates === undefined) return -1;
    for (const candidate of candidates) {
      if (sameBytes(cursor.bytes, from, this.#bytes[candidate]!, 0, length)) return candidate;
    }
    return -1;
  }
}
