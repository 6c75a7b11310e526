// Reading and writing big-endian binary, as Kafka's protocol and record batches use it: fixed integers, zig-zag
// varints, unsigned varints. The reader never reads past its end: it throws `core.bytes-end`, so hostile lengths
// are an error and not a crash. 64-bit integers are numbers while they are below 2^53, and `…Big` where they may not be.
import { defineErrors } from "./errors.ts";

export const bytesErrors = defineErrors("core", {
  bytesEnd: { message: (need: number, have: number) => `needs ${need} more bytes, but ${have} are left` },
  varintLong: { message: () => `a varint is longer than its type allows` },
  integerUnsafe: { message: (value: bigint) => `the 64-bit integer ${value} is beyond 2^53` },
});

const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
const encoder = new TextEncoder();

export const decodeUtf8 = (bytes: Uint8Array): string => decoder.decode(bytes);
export const encodeUtf8 = (text: string): Uint8Array => encoder.encode(text);

export class ByteReader {
  readonly bytes: Uint8Array;
  readonly view: DataView;
  readonly end: number;
  position: number;
  /** How many elements arrays may yet have, all together; who reads arrays counts it down. */
  elementsLeft = Infinity;

  constructor(bytes: Uint8Array, start = 0, end = bytes.length) {
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.position = start;
    this.end = end;
  }

  get remaining(): number {
    return this.end - this.position;
  }

  /** Moves over `count` bytes and returns where they began. */
  take(count: number): number {
    const at = this.position;
    if (count < 0 || count > this.end - at) throw bytesErrors.bytesEnd(count, this.end - at);
    this.position = at + count;
    return at;
  }

  int8(): number {
    return this.view.getInt8(this.take(1));
  }
  uint8(): number {
    return this.view.getUint8(this.take(1));
  }
  int16(): number {
    return this.view.getInt16(this.take(2));
  }
  uint16(): number {
    return this.view.getUint16(this.take(2));
  }
  int32(): number {
    return this.view.getInt32(this.take(4));
  }
  uint32(): number {
    return this.view.getUint32(this.take(4));
  }
  float64(): number {
    return this.view.getFloat64(this.take(8));
  }
  int64Big(): bigint {
    return this.view.getBigInt64(this.take(8));
  }

  /** A 64-bit integer that must be within ±2^53 (offsets, timestamps, producer ids). */
  int64(): number {
    const at = this.take(8);
    const high = this.view.getInt32(at);
    if (high < -0x20_0000 || high >= 0x20_0000) throw bytesErrors.integerUnsafe(this.view.getBigInt64(at));
    return high * 0x1_0000_0000 + this.view.getUint32(at + 4);
  }

  /** An unsigned varint of at most 32 bits. */
  unsignedVarint(): number {
    let value = 0;
    for (let shift = 0; shift < 35; shift += 7) {
      const byte = this.uint8();
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return value >>> 0;
    }
    throw bytesErrors.varintLong();
  }

  /** A zig-zag varint of at most 32 bits. */
  varint(): number {
    const raw = this.unsignedVarint();
    return (raw >>> 1) ^ -(raw & 1);
  }

  /** A zig-zag varint of at most 64 bits, within ±2^53. */
  varlong(): number {
    let low = 0;
    let shift = 0;
    for (; shift < 28; shift += 7) {
      const byte = this.uint8();
      low |= (byte & 0x7f) << shift;
      if (byte < 0x80) return (low >>> 1) ^ -(low & 1);
    }
    let value = BigInt(low);
    for (; shift < 70; shift += 7) {
      const byte = this.uint8();
      value |= BigInt(byte & 0x7f) << BigInt(shift);
      if (byte < 0x80) {
        const signed = BigInt.asIntN(64, (value >> 1n) ^ -(value & 1n));
        const number = Number(signed);
        if (!Number.isSafeInteger(number)) throw bytesErrors.integerUnsafe(signed);
        return number;
      }
    }
    throw bytesErrors.varintLong();
  }

  /** A view of the next `count` bytes; it shares memory with the source. */
  slice(count: number): Uint8Array {
    const at = this.take(count);
    return this.bytes.subarray(at, at + count);
  }

  text(count: number): string {
    return decoder.decode(this.slice(count));
  }
}

/** Writes into a buffer that grows by doubling. `finish()` returns what was written without a copy. */
export class ByteWriter {
  bytes: Uint8Array<ArrayBuffer>;
  view: DataView<ArrayBuffer>;
  position = 0;

  constructor(capacity = 256) {
    this.bytes = new Uint8Array(capacity);
    this.view = new DataView(this.bytes.buffer);
  }

  /** Makes room for `count` bytes, moves over them and returns where they begin. */
  reserve(count: number): number {
    const at = this.position;
    const need = at + count;
    if (need > this.bytes.length) {
      const grown = new Uint8Array(Math.max(need, this.bytes.length * 2));
      grown.set(this.bytes);
      this.bytes = grown;
      this.view = new DataView(grown.buffer);
    }
    this.position = need;
    return at;
  }

  int8(value: number): void {
    const at = this.reserve(1);
    this.view.setInt8(at, value);
  }
  int16(value: number): void {
    const at = this.reserve(2);
    this.view.setInt16(at, value);
  }
  int32(value: number): void {
    const at = this.reserve(4);
    this.view.setInt32(at, value);
  }
  uint32(value: number): void {
    const at = this.reserve(4);
    this.view.setUint32(at, value);
  }
  float64(value: number): void {
    const at = this.reserve(8);
    this.view.setFloat64(at, value);
  }
  int64Big(value: bigint): void {
    const at = this.reserve(8);
    this.view.setBigInt64(at, value);
  }
  /** A 64-bit integer within ±2^53. */
  int64(value: number): void {
    const at = this.reserve(8);
    this.view.setInt32(at, Math.floor(value / 0x1_0000_0000));
    this.view.setUint32(at + 4, value >>> 0);
  }
  unsignedVarint(value: number): void {
    let rest = value >>> 0;
    while (rest >= 0x80) {
      this.int8((rest & 0x7f) | 0x80);
      rest >>>= 7;
    }
    this.int8(rest);
  }
  varint(value: number): void {
    this.unsignedVarint((value << 1) ^ (value >> 31));
  }
  varlong(value: number): void {
    if (value >= -0x4000_0000 && value < 0x4000_0000) return this.varint(value);
    let rest = BigInt.asUintN(64, (BigInt(value) << 1n) ^ (BigInt(value) >> 63n));
    while (rest >= 0x80n) {
      this.int8(Number(rest & 0x7fn) | 0x80);
      rest >>= 7n;
    }
    this.int8(Number(rest));
  }
  raw(source: Uint8Array): void {
    const at = this.reserve(source.length);
    this.bytes.set(source, at);
  }
  /** UTF-8 without a length. Returns how many bytes it took. */
  text(value: string): number {
    const at = this.reserve(value.length * 3);
    const { written } = encoder.encodeInto(value, this.bytes.subarray(at));
    this.position = at + written;
    return written;
  }
  finish(): Uint8Array<ArrayBuffer> {
    return this.bytes.subarray(0, this.position);
  }
}
