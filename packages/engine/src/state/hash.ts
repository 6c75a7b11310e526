// MurmurHash3 (Austin Appleby, public domain) of 32 bits, over a slice of bytes.

export function hashBytes(source: Uint8Array, offset: number, length: number): number {
  let hash = 0x9747b28c;
  let at = offset;
  const body = offset + (length & ~3);
  for (; at < body; at += 4) {
    let block = source[at]! | (source[at + 1]! << 8) | (source[at + 2]! << 16) | (source[at + 3]! << 24);
    block = Math.imul(block, 0xcc9e2d51);
    block = (block << 15) | (block >>> 17);
    hash ^= Math.imul(block, 0x1b873593);
    hash = (hash << 13) | (hash >>> 19);
    hash = (Math.imul(hash, 5) + 0xe6546b64) | 0;
  }
  let tail = 0;
  const rest = length & 3;
  if (rest > 2) tail = source[at + 2]! << 16;
  if (rest > 1) tail |= source[at + 1]! << 8;
  if (rest > 0) {
    tail = Math.imul(tail | source[at]!, 0xcc9e2d51);
    tail = (tail << 15) | (tail >>> 17);
    hash ^= Math.imul(tail, 0x1b873593);
  }
  return mix(hash ^ length);
}

/** The finaliser: every bit of the input reaches every bit of the hash. */
export function mix(bits: number): number {
  let hash = bits;
  hash ^= hash >>> 16;
  hash = Math.imul(hash, 0x85ebca6b);
  hash ^= hash >>> 13;
  hash = Math.imul(hash, 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}

export function equalBytes(left: Uint8Array, leftAt: number, right: Uint8Array, rightAt: number, length: number): boolean {
  for (let index = 0; index < length; index++) if (left[leftAt + index] !== right[rightAt + index]) return false;
  return true;
}

/** Unsigned byte order; a prefix comes first. */
export function compareBytes(
  left: Uint8Array,
  leftAt: number,
  leftLength: number,
  right: Uint8Array,
  rightAt: number,
  rightLength: number,
): number {
  const shared = Math.min(leftLength, rightLength);
  for (let index = 0; index < shared; index++) {
    const difference = left[leftAt + index]! - right[rightAt + index]!;
    if (difference !== 0) return difference;
  }
  return leftLength - rightLength;
}
