// SipHash-2-4 with 128 bits (Aumasson and Bernstein): with a secret key nobody can make two record keys that hash alike,
// and without a call into native code, which costs more than the hash itself. 64-bit words are pairs of 32 bits.

/** Hashes many inputs under one key; the result of the last one is in `words`. */
export class SipHash {
  /** The 16 bytes of the hash, little-endian. */
  readonly words = new Uint32Array(4);
  readonly #key: Uint32Array;
  /** v0 to v3, low word first. */
  readonly #state = new Int32Array(8);

  /** `key` has 16 bytes. */
  constructor(key: Uint8Array) {
    const view = new DataView(key.buffer, key.byteOffset, key.byteLength);
    this.#key = Uint32Array.from([0, 4, 8, 12], (at) => view.getUint32(at, true));
  }

  hash(bytes: Uint8Array, start: number, length: number): void {
    const [key0, key1, key2, key3] = this.#key as unknown as readonly [number, number, number, number];
    const state = this.#state;
    state[0] = key0 ^ 0x70736575;
    state[1] = key1 ^ 0x736f6d65;
    state[2] = key2 ^ 0x6e646f6d ^ 0xee;
    state[3] = key3 ^ 0x646f7261;
    state[4] = key0 ^ 0x6e657261;
    state[5] = key1 ^ 0x6c796765;
    state[6] = key2 ^ 0x79746573;
    state[7] = key3 ^ 0x74656462;
    const end = start + length;
    const wholeEnd = end - (length % 8);
    let at = start;
    for (; at < wholeEnd; at += 8) {
      this.#absorb(
        bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24),
        bytes[at + 4]! | (bytes[at + 5]! << 8) | (bytes[at + 6]! << 16) | (bytes[at + 7]! << 24),
      );
    }
    let low = 0;
    let high = length << 24;
    for (let shift = 0; at < end; at++, shift += 8) {
      if (shift < 32) low |= bytes[at]! << shift;
      else high |= bytes[at]! << (shift - 32);
    }
    this.#absorb(low, high);
    state[4]! ^= 0xee;
    this.#rounds(4);
    this.#give(0);
    state[2]! ^= 0xdd;
    this.#rounds(4);
    this.#give(2);
  }

  #absorb(low: number, high: number): void {
    const state = this.#state;
    state[6]! ^= low;
    state[7]! ^= high;
    this.#rounds(2);
    state[0]! ^= low;
    state[1]! ^= high;
  }

  #give(at: number): void {
    const state = this.#state;
    this.words[at] = state[0]! ^ state[2]! ^ state[4]! ^ state[6]!;
    this.words[at + 1] = state[1]! ^ state[3]! ^ state[5]! ^ state[7]!;
  }

  #rounds(count: number): void {
    const state = this.#state;
    let [a, aHigh, b, bHigh, c, cHigh, d, dHigh] = [state[0]!, state[1]!, state[2]!, state[3]!, state[4]!, state[5]!, state[6]!, state[7]!];
    let sum = 0;
    let low = 0;
    for (let round = 0; round < count; round++) {
      // v0 += v1; v1 = rotate(v1, 13) ^ v0; v0 = rotate(v0, 32)
      sum = (a >>> 0) + (b >>> 0);
      aHigh = (aHigh + bHigh + (sum > 0xffff_ffff ? 1 : 0)) | 0;
      a = sum | 0;
      low = (b << 13) | (bHigh >>> 19);
      bHigh = ((bHigh << 13) | (b >>> 19)) ^ aHigh;
      b = low ^ a;
      low = a;
      a = aHigh;
      aHigh = low;
      // v2 += v3; v3 = rotate(v3, 16) ^ v2
      sum = (c >>> 0) + (d >>> 0);
      cHigh = (cHigh + dHigh + (sum > 0xffff_ffff ? 1 : 0)) | 0;
      c = sum | 0;
      low = (d << 16) | (dHigh >>> 16);
      dHigh = ((dHigh << 16) | (d >>> 16)) ^ cHigh;
      d = low ^ c;
      // v0 += v3; v3 = rotate(v3, 21) ^ v0
      sum = (a >>> 0) + (d >>> 0);
      aHigh = (aHigh + dHigh + (sum > 0xffff_ffff ? 1 : 0)) | 0;
      a = sum | 0;
      low = (d << 21) | (dHigh >>> 11);
      dHigh = ((dHigh << 21) | (d >>> 11)) ^ aHigh;
      d = low ^ a;
      // v2 += v1; v1 = rotate(v1, 17) ^ v2; v2 = rotate(v2, 32)
      sum = (c >>> 0) + (b >>> 0);
      cHigh = (cHigh + bHigh + (sum > 0xffff_ffff ? 1 : 0)) | 0;
      c = sum | 0;
      low = (b << 17) | (bHigh >>> 15);
      bHigh = ((bHigh << 17) | (b >>> 15)) ^ cHigh;
      b = low ^ c;
      low = c;
      c = cHigh;
      cHigh = low;
    }
    state[0] = a;
    state[1] = aHigh;
    state[2] = b;
    state[3] = bHigh;
    state[4] = c;
    state[5] = cHigh;
    state[6] = d;
    state[7] = dHigh;
  }
}
