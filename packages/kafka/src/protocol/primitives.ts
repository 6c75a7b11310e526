// The protocol's composite types, which the generated codec is made of. `flexible` picks the compact form (unsigned
// varint of length + 1, 0 for null) over the old one (int16 or int32, -1 for null). Every length is checked against
// the bytes that are left before anything is allocated: an array of n elements needs n × (smallest element) bytes.
import { assert, type ByteReader, ByteWriter, limits } from "@millrace/core";
import { protocolErrors } from "./errors.ts";

export const zeroUuid: Uint8Array = new Uint8Array(16);
export const noBytes: Uint8Array = new Uint8Array(0);

/** Elements of one array, whatever its bytes allow: an element in memory is far larger than on the wire. */
const arrayElementsMax = 1 << 20;

export function readBool(reader: ByteReader): boolean {
  return reader.int8() !== 0;
}

export function writeBool(writer: ByteWriter, value: boolean): void {
  writer.int8(value ? 1 : 0);
}

/** A 64-bit integer; beyond ±2^53 it becomes the nearest safe one ("Long.MAX_VALUE" means "the far end" to clients). */
export function readInt64(reader: ByteReader): number {
  const at = reader.take(8);
  const high = reader.view.getInt32(at);
  if (high < -0x20_0000) return Number.MIN_SAFE_INTEGER;
  if (high >= 0x20_0000) return Number.MAX_SAFE_INTEGER;
  return high * 0x1_0000_0000 + reader.view.getUint32(at + 4);
}

export function readUuid(reader: ByteReader): Uint8Array {
  return reader.slice(16);
}

export function writeUuid(writer: ByteWriter, value: Uint8Array): void {
  assert(value.length === 16, "a UUID has 16 bytes");
  writer.raw(value);
}

function textLength(reader: ByteReader, flexible: boolean): number {
  return flexible ? reader.unsignedVarint() - 1 : reader.int16();
}

export function readString(reader: ByteReader, flexible: boolean): string {
  const length = textLength(reader, flexible);
  if (length < 0) throw protocolErrors.lengthNegative(length);
  return reader.text(length);
}

export function readNullableString(reader: ByteReader, flexible: boolean): string | null {
  const length = textLength(reader, flexible);
  return length < 0 ? null : reader.text(length);
}

export function writeString(writer: ByteWriter, flexible: boolean, value: string): void {
  if (flexible) {
    const bytes = Buffer.byteLength(value);
    writer.unsignedVarint(bytes + 1);
    writer.text(value);
    return;
  }
  const at = writer.reserve(2);
  const written = writer.text(value);
  assert(written <= 0x7fff, "a string of the old form has at most 32767 bytes");
  writer.view.setInt16(at, written);
}

export function writeNullableString(writer: ByteWriter, flexible: boolean, value: string | null): void {
  if (value !== null) writeString(writer, flexible, value);
  else if (flexible) writer.int8(0);
  else writer.int16(-1);
}

function longLength(reader: ByteReader, flexible: boolean): number {
  return flexible ? reader.unsignedVarint() - 1 : reader.int32();
}

function writeLongLength(writer: ByteWriter, flexible: boolean, length: number): void {
  if (flexible) writer.unsignedVarint(length + 1);
  else writer.int32(length);
}

/** A view of the reader's memory, as for `records`: nothing is copied. */
export function readBytes(reader: ByteReader, flexible: boolean): Uint8Array {
  const length = longLength(reader, flexible);
  if (length < 0) throw protocolErrors.lengthNegative(length);
  return reader.slice(length);
}

export function readNullableBytes(reader: ByteReader, flexible: boolean): Uint8Array | null {
  const length = longLength(reader, flexible);
  return length < 0 ? null : reader.slice(length);
}

export function writeBytes(writer: ByteWriter, flexible: boolean, value: Uint8Array): void {
  writeLongLength(writer, flexible, value.length);
  writer.raw(value);
}

export function writeNullableBytes(writer: ByteWriter, flexible: boolean, value: Uint8Array | null): void {
  if (value === null) writeLongLength(writer, flexible, -1);
  else writeBytes(writer, flexible, value);
}

function readElements<T>(reader: ByteReader, count: number, smallest: number, element: () => T): T[] {
  const room = Math.min(arrayElementsMax, Math.floor(reader.remaining / smallest));
  if (count > room) throw protocolErrors.arrayLong(count, room);
  if (count > reader.elementsLeft) throw protocolErrors.elementsMany(limits.kafkaRequestElements);
  reader.elementsLeft -= count;
  const elements: T[] = [];
  for (let index = 0; index < count; index++) elements.push(element());
  return elements;
}

/** `smallest`: the fewest bytes that one element can take. */
export function readArray<T>(reader: ByteReader, flexible: boolean, smallest: number, element: () => T): T[] {
  const count = longLength(reader, flexible);
  if (count < 0) throw protocolErrors.lengthNegative(count);
  return readElements(reader, count, smallest, element);
}

export function readNullableArray<T>(reader: ByteReader, flexible: boolean, smallest: number, element: () => T): T[] | null {
  const count = longLength(reader, flexible);
  return count < 0 ? null : readElements(reader, count, smallest, element);
}

export function writeArray<T>(writer: ByteWriter, flexible: boolean, values: readonly T[], element: (value: T) => void): void {
  writeLongLength(writer, flexible, values.length);
  for (const value of values) element(value);
}

export function writeNullableArray<T>(
  writer: ByteWriter,
  flexible: boolean,
  values: readonly T[] | null,
  element: (value: T) => void,
): void {
  if (values === null) writeLongLength(writer, flexible, -1);
  else writeArray(writer, flexible, values, element);
}

export function readNullableStruct<T>(reader: ByteReader, decode: () => T): T | null {
  return reader.int8() < 0 ? null : decode();
}

export function writeNullableStruct<T>(writer: ByteWriter, value: T | null, encode: (value: T) => void): void {
  writer.int8(value === null ? -1 : 1);
  if (value !== null) encode(value);
}

/** A tagged field of its own says with 0 that it is null. */
export function readTaggedStruct<T>(reader: ByteReader, decode: () => T): T | null {
  return reader.unsignedVarint() === 0 ? null : decode();
}

export function writeTaggedStruct<T>(writer: ByteWriter, value: T | null, encode: (value: T) => void): void {
  writer.unsignedVarint(value === null ? 0 : 1);
  if (value !== null) encode(value);
}

/** Calls `field` for each tagged field, standing at its value; `field` answers whether it read it. */
export function readTags(reader: ByteReader, field: (tag: number) => boolean): void {
  const count = reader.unsignedVarint();
  if (count > reader.remaining) throw protocolErrors.arrayLong(count, reader.remaining);
  for (let index = 0; index < count; index++) {
    const tag = reader.unsignedVarint();
    const size = reader.unsignedVarint();
    const start = reader.take(size);
    const end = reader.position;
    reader.position = start;
    if (!field(tag)) reader.position = end;
    else if (reader.position !== end) throw protocolErrors.tagSize(tag, size, reader.position - start);
  }
}

export function skipTags(reader: ByteReader): void {
  readTags(reader, () => false);
}

export type Tag = readonly [tag: number, encode: (writer: ByteWriter) => void];

/** Tags must come in rising order. */
export function writeTags(writer: ByteWriter, tags: readonly Tag[]): void {
  writer.unsignedVarint(tags.length);
  for (const [tag, encode] of tags) {
    const inner = new ByteWriter(64);
    encode(inner);
    writer.unsignedVarint(tag);
    writer.unsignedVarint(inner.position);
    writer.raw(inner.finish());
  }
}

/** A value that this version cannot leave out. */
export function required<T>(value: T | null): T {
  assert(value !== null, "a field that is not nullable in this version is present");
  return value;
}

export function sameBytes(left: Uint8Array, right: Uint8Array): boolean {
  return left.length === right.length && left.every((byte, index) => byte === right[index]);
}
