// Random numbers are passed in. `seeded` is for simulation, tests and examples (xoshiro128**, Blackman & Vigna
// 2018); `systemRandom` for identifiers that must be unique. This file alone asks the machine for randomness.

export interface Random {
  /** A double in [0, 1) of 32 random bits. */
  next(): number;
  /** An integer in [0, below). */
  below(below: number): number;
  /** 16 random bytes. */
  uuidBytes(): Uint8Array;
}

/** The same seed gives the same numbers on every machine. */
export function seeded(seed: number): Random {
  // SplitMix32 spreads the seed over the state, so that neighbouring seeds do not resemble each other.
  let mix = seed >>> 0;
  const spread = (): number => {
    mix = (mix + 0x9e3779b9) >>> 0;
    let z = mix;
    z = Math.imul(z ^ (z >>> 16), 0x85ebca6b);
    z = Math.imul(z ^ (z >>> 13), 0xc2b2ae35);
    return (z ^ (z >>> 16)) >>> 0;
  };
  let a = spread();
  let b = spread();
  let c = spread();
  let d = spread();
  const bits = (): number => {
    const scrambled = Math.imul(b, 5);
    const result = Math.imul((scrambled << 7) | (scrambled >>> 25), 9) >>> 0;
    const t = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= t;
    d = (d << 11) | (d >>> 21);
    return result;
  };
  return {
    next: () => bits() / 0x1_0000_0000,
    below: (below) => Math.floor((bits() / 0x1_0000_0000) * below),
    uuidBytes() {
      const bytes = new Uint8Array(16);
      new Uint32Array(bytes.buffer).set([bits(), bits(), bits(), bits()]);
      return bytes;
    },
  };
}

export const systemRandom: Random = {
  next: () => crypto.getRandomValues(new Uint32Array(1))[0]! / 0x1_0000_0000,
  below: (below) => Math.floor(systemRandom.next() * below),
  uuidBytes: () => crypto.getRandomValues(new Uint8Array(16)),
};

/** A version 4 UUID in its text form. */
export function uuid(random: Random): string {
  const bytes = random.uuidBytes();
  bytes[6] = (bytes[6]! & 0x0f) | 0x40;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
