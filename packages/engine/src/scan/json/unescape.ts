// The bytes of a JSON string without its escapes. Never longer than the string was.
import { hexDigit } from "./cursor.ts";

const simple: Readonly<Record<number, number>> = { 98: 8, 102: 12, 110: 10, 114: 13, 116: 9 };

const unit = (bytes: Uint8Array, at: number): number =>
  (hexDigit(bytes[at]!) << 12) | (hexDigit(bytes[at + 1]!) << 8) | (hexDigit(bytes[at + 2]!) << 4) | hexDigit(bytes[at + 3]!);

/**
 * From [from, to) of `source` to `at` of `target`; returns where it ended. The escapes are known to be sound. Half of
 * a surrogate pair becomes U+FFFD.
 */
export function unescape(source: Uint8Array, from: number, to: number, target: Uint8Array, at: number): number {
  let write = at;
  let read = from;
  while (read < to) {
    const byte = source[read]!;
    if (byte !== 92) {
      target[write++] = byte;
      read++;
      continue;
    }
    const kind = source[read + 1]!;
    if (kind !== 117) {
      target[write++] = simple[kind] ?? kind;
      read += 2;
      continue;
    }
    let point = unit(source, read + 2);
    read += 6;
    if (point >= 0xd800 && point <= 0xdfff) {
      const low = point < 0xdc00 && read + 6 <= to && source[read] === 92 && source[read + 1] === 117 ? unit(source, read + 2) : 0;
      if (low >= 0xdc00 && low <= 0xdfff) {
        point = 0x10000 + ((point - 0xd800) << 10) + (low - 0xdc00);
        read += 6;
      } else point = 0xfffd;
    }
    write = writePoint(target, write, point);
  }
  return write;
}

function writePoint(target: Uint8Array, at: number, point: number): number {
  let write = at;
  if (point < 0x80) target[write++] = point;
  else if (point < 0x800) {
    target[write++] = 0xc0 | (point >> 6);
    target[write++] = 0x80 | (point & 63);
  } else if (point < 0x10000) {
    target[write++] = 0xe0 | (point >> 12);
    target[write++] = 0x80 | ((point >> 6) & 63);
    target[write++] = 0x80 | (point & 63);
  } else {
    target[write++] = 0xf0 | (point >> 18);
    target[write++] = 0x80 | ((point >> 12) & 63);
    target[write++] = 0x80 | ((point >> 6) & 63);
    target[write++] = 0x80 | (point & 63);
  }
  return write;
}
