// A hash of bytes by the rounds of MurmurHash3 (Austin Appleby, public domain), 32 bits. Unlike the original the last
// one to three bytes are a round of their own, padded with zeros, so that a text of up to eight bytes is two words.

const seed = 0x9747b28c | 0;

/** One round: four bytes. */
export function hashRound(hash: number, word: number): number {
  let block = Math.imul(word, 0xcc9e2d51);
  block = (block << 15) | (block >>> 17);
  const mixed = hash ^ Math.imul(block, 0x1b873593);
  return (Math.imul((mixed << 13) | (mixed >>> 19), 5) + 0xe6546b64) | 0;
}

/** Up to four bytes as a little-endian word, padded with zeros. */
export function wordAt(source: Uint8Array, at: number, length: number): number {
  if (length >= 4) return source[at]! | (source[at + 1]! << 8) | (source[at + 2]! << 16) | (source[at + 3]! << 24);
  if (length <= 0) return 0;
  let word = source[at]!;
  if (length > 1) word |= source[at + 1]! << 8;
  if (length > 2) word |= source[at + 2]! << 16;
  return word;
}

export function hashBytes(source: Uint8Array, offset: number, length: number): number {
  let hash = seed;
  for (let done = 0; done < length; done += 4) hash = hashRound(hash, wordAt(source, offset + done, length - done));
  return mix(hash ^ length);
}

/** `hashBytes` of one to eight bytes, given as two words. */
export function hashShort(low: number, high: number, length: number): number {
  const hash = hashRound(seed, low);
  return mix((length > 4 ? hashRound(hash, high) : hash) ^ length);
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
