// Character functions. SQL counts and orders characters by code point, JavaScript by UTF-16 unit: where a text has
// surrogates the two differ, and only then is the slower way taken.
import { textOf } from "../../columns/text.ts";

export { textOf };

const surrogate = /[\uD800-\uDFFF]/;
export const hasSurrogates = (text: string): boolean => surrogate.test(text);

/** By code point, which is the order of the UTF-8 bytes. */
export function compareText(a: string, b: string): number {
  if (a === b) return 0;
  const shorter = Math.min(a.length, b.length);
  for (let index = 0; index < shorter; index++) {
    const x = a.charCodeAt(index);
    const y = b.charCodeAt(index);
    if (x === y) continue;
    const xHigh = x >= 0xd800 && x <= 0xdfff;
    const yHigh = y >= 0xd800 && y <= 0xdfff;
    if (xHigh !== yHigh) return xHigh ? 1 : -1;
    return x < y ? -1 : 1;
  }
  return a.length < b.length ? -1 : 1;
}

export function compareBytes(a: Uint8Array, b: Uint8Array): number {
  const shorter = Math.min(a.length, b.length);
  for (let index = 0; index < shorter; index++) {
    const difference = a[index]! - b[index]!;
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}

export function sameBytes(a: Uint8Array, offsetA: number, b: Uint8Array, offsetB: number, length: number): boolean {
  for (let index = 0; index < length; index++) if (a[offsetA + index] !== b[offsetB + index]) return false;
  return true;
}

/** Code points in UTF-8 bytes. */
export function countCodePoints(source: Uint8Array, offset: number, length: number): number {
  let count = 0;
  const end = offset + length;
  for (let index = offset; index < end; index++) if ((source[index]! & 0xc0) !== 0x80) count++;
  return count;
}

export function charLength(text: string): number {
  if (!hasSurrogates(text)) return text.length;
  let count = 0;
  for (const _ of text) count++;
  return count;
}

/** To CHAR(n) or VARCHAR(n): cut, and for CHAR filled up with spaces. */
export function fitText(text: string, length: number, pad: boolean): string {
  const count = charLength(text);
  if (count > length) return count === text.length ? text.slice(0, length) : Array.from(text).slice(0, length).join("");
  return pad && count < length ? text + " ".repeat(length - count) : text;
}

export function fitBytes(bytes: Uint8Array, length: number, pad: boolean): Uint8Array {
  if (bytes.length > length) return bytes.slice(0, length);
  if (!pad || bytes.length === length) return bytes;
  const padded = new Uint8Array(length);
  padded.set(bytes);
  return padded;
}
