// The partition of a key, as Kafka's clients choose it: murmur2 (Austin Appleby) with Kafka's seed.

const m = 0x5bd1e995;

export function murmur2(bytes: Uint8Array): number {
  const { length } = bytes;
  let hash = (0x9747b28c ^ length) | 0;
  const whole = length & ~3;
  for (let at = 0; at < whole; at += 4) {
    let k = bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24);
    k = Math.imul(k, m);
    k ^= k >>> 24;
    hash = Math.imul(hash, m) ^ Math.imul(k, m);
  }
  if ((length & 3) === 3) hash ^= bytes[whole + 2]! << 16;
  if ((length & 3) >= 2) hash ^= bytes[whole + 1]! << 8;
  if ((length & 3) >= 1) hash = Math.imul(hash ^ bytes[whole]!, m);
  hash ^= hash >>> 13;
  hash = Math.imul(hash, m);
  return hash ^ (hash >>> 15);
}

export const partitionOf = (key: Uint8Array, partitions: number): number => (murmur2(key) & 0x7fff_ffff) % partitions;
