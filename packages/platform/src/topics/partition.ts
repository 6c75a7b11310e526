// Which partition a record goes to: as Kafka's clients choose it, so that HTTP and Kafka producers agree on where a
// key lives. MurmurHash2 (Austin Appleby, 32 bit) with Kafka's seed, sign bit cleared, modulo the partitions.

const seed = 0x9747b28c;
const m = 0x5bd1e995;

export function murmur2(bytes: Uint8Array): number {
  const length = bytes.length;
  let hash = (seed ^ length) | 0;
  const whole = length & ~3;
  for (let at = 0; at < whole; at += 4) {
    let k = bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24);
    k = Math.imul(k, m);
    k ^= k >>> 24;
    hash = Math.imul(hash, m) ^ Math.imul(k, m);
  }
  const rest = length & 3;
  if (rest === 3) hash ^= bytes[whole + 2]! << 16;
  if (rest >= 2) hash ^= bytes[whole + 1]! << 8;
  if (rest >= 1) hash = Math.imul(hash ^ bytes[whole]!, m);
  hash ^= hash >>> 13;
  hash = Math.imul(hash, m);
  return hash ^ (hash >>> 15);
}

export const partitionOfKey = (key: Uint8Array, partitions: number): number => (murmur2(key) & 0x7fff_ffff) % partitions;
