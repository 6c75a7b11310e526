// A growing byte buffer for output text: ASCII numbers, strings with what JSON must escape, bytes as they are.
import { writeText } from "../columns/text.ts";

const hex = "0123456789ABCDEF";
const shortEscapes: Readonly<Record<number, number>> = { 8: 98, 9: 116, 10: 110, 12: 102, 13: 114, 34: 34, 92: 92 };

export class OutputBytes {
  bytes: Uint8Array<ArrayBuffer> = new Uint8Array(4096);
  position = 0;

  room(count: number): void {
    if (this.position + count <= this.bytes.length) return;
    const grown = new Uint8Array(Math.max(this.position + count, this.bytes.length * 2));
    grown.set(this.bytes.subarray(0, this.position));
    this.bytes = grown;
  }

  byte(value: number): void {
    this.room(1);
    this.bytes[this.position++] = value;
  }

  raw(source: Uint8Array): void {
    this.room(source.length);
    this.bytes.set(source, this.position);
    this.position += source.length;
  }

  slice(source: Uint8Array, offset: number, length: number): void {
    this.room(length);
    const { bytes } = this;
    let at = this.position;
    if (length < 24) for (let index = offset; index < offset + length; index++) bytes[at++] = source[index]!;
    else bytes.set(source.subarray(offset, offset + length), at);
    this.position += length;
  }

  text(text: string): void {
    this.room(text.length * 3);
    this.position += writeText(this.bytes, this.position, text);
  }

  /** UTF-8 bytes as a JSON string, quotes included. */
  jsonString(source: Uint8Array, offset: number, length: number): void {
    this.room(length * 6 + 2);
    const { bytes } = this;
    let at = this.position;
    bytes[at++] = 34;
    for (let index = offset; index < offset + length; index++) {
      const byte = source[index]!;
      if (byte >= 32 && byte !== 34 && byte !== 92) {
        bytes[at++] = byte;
        continue;
      }
      bytes[at++] = 92;
      const escape = shortEscapes[byte];
      if (escape !== undefined) bytes[at++] = escape;
      else {
        bytes[at++] = 117;
        bytes[at++] = 48;
        bytes[at++] = 48;
        bytes[at++] = hex.charCodeAt(byte >> 4);
        bytes[at++] = hex.charCodeAt(byte & 15);
      }
    }
    bytes[at++] = 34;
    this.position = at;
  }

  varint(value: number): void {
    this.room(5);
    let rest = ((value << 1) ^ (value >> 31)) >>> 0;
    while (rest >= 0x80) {
      this.bytes[this.position++] = (rest & 0x7f) | 0x80;
      rest >>>= 7;
    }
    this.bytes[this.position++] = rest;
  }

  /** Zig-zag, of a number within ±2^52. */
  varlong(value: number): void {
    if (value >= -0x4000_0000 && value < 0x4000_0000) return this.varint(value);
    this.room(10);
    let rest = value < 0 ? -value * 2 - 1 : value * 2;
    while (rest >= 128) {
      this.bytes[this.position++] = (rest % 128) | 0x80;
      rest = Math.floor(rest / 128);
    }
    this.bytes[this.position++] = rest;
  }
}

export function varintLength(value: number): number {
  const rest = ((value << 1) ^ (value >> 31)) >>> 0;
  return rest < 0x80 ? 1 : rest < 0x4000 ? 2 : rest < 0x20_0000 ? 3 : rest < 0x1000_0000 ? 4 : 5;
}

export function varlongLength(value: number): number {
  if (value >= -0x4000_0000 && value < 0x4000_0000) return varintLength(value);
  let rest = value < 0 ? -value * 2 - 1 : value * 2;
  let length = 1;
  for (; rest >= 128; rest = Math.floor(rest / 128)) length++;
  return length;
}
