// A file of the simulated disk: what programs see (the page cache) and what is on the platter, with 4 KiB pages dirty
// in between. A crash keeps any subset of the dirty pages; a page may be torn between its 512-byte sectors.
import type { Random } from "@millrace/core";

const pageBytes = 4096;
const sectorBytes = 512;
const leastBytes = 512;

const grownTo = (bytes: Uint8Array<ArrayBuffer>, size: number): Uint8Array<ArrayBuffer> => {
  if (size <= bytes.length) return bytes;
  const grown = new Uint8Array(Math.max(size, bytes.length * 2, leastBytes));
  grown.set(bytes);
  return grown;
};

export class FileNode {
  readonly kind = "file";
  size = 0;
  #seen: Uint8Array<ArrayBuffer> = new Uint8Array(0);
  #kept: Uint8Array<ArrayBuffer> = new Uint8Array(0);
  #keptSize = 0;
  readonly #dirty = new Set<number>();

  read(target: Uint8Array, position: number): number {
    const count = Math.max(0, Math.min(target.length, this.size - position));
    target.set(this.#seen.subarray(position, position + count));
    return count;
  }

  write(bytes: Uint8Array, position: number): void {
    const end = position + bytes.length;
    this.#seen = grownTo(this.#seen, end);
    this.#seen.set(bytes, position);
    this.size = Math.max(this.size, end);
    for (let page = Math.floor(position / pageBytes); page * pageBytes < end; page++) this.#dirty.add(page);
  }

  truncate(size: number): void {
    this.#seen = grownTo(this.#seen, size);
    this.#seen.fill(0, Math.min(size, this.size));
    // The rest of the page in which the file now ends is zeros, on the platter too once it is written.
    this.#dirty.add(Math.floor(size / pageBytes));
    this.size = size;
  }

  sync(): void {
    for (const page of this.#dirty) this.#keep(page);
    this.#dirty.clear();
    this.#keptSize = this.size;
    this.#kept.fill(0, this.size);
  }

  /** The kernel writes some pages when it likes. */
  writeBack(random: Random): void {
    for (const page of this.#dirty) {
      if (random.below(2) === 0) continue;
      this.#keep(page);
      this.#dirty.delete(page);
    }
  }

  /** Some pages reach the platter, the others are forgotten but still look written: no later sync brings them. */
  failSync(random: Random): void {
    for (const page of this.#dirty) if (random.below(2) === 0) this.#keep(page);
    this.#dirty.clear();
    if (random.below(2) === 0) this.#keptSize = this.size;
  }

  /** The power goes: of what was not synced, anything may be there afterwards. */
  crash(random: Random): void {
    const choice = random.below(3);
    const low = Math.min(this.#keptSize, this.size);
    const high = Math.max(this.#keptSize, this.size);
    const size = choice === 0 ? this.#keptSize : choice === 1 ? this.size : low + random.below(high - low + 1);
    for (const page of this.#dirty) {
      const fate = random.below(3);
      if (fate === 1) this.#keep(page);
      if (fate === 2) this.#tear(page, random);
    }
    this.#dirty.clear();
    this.#kept = grownTo(this.#kept, size);
    this.#kept.fill(0, size);
    this.#seen = grownTo(this.#seen, size);
    this.#seen.set(this.#kept.subarray(0, size));
    this.#seen.fill(0, size);
    this.size = size;
    this.#keptSize = size;
  }

  flipBit(position: number, bit: number): void {
    for (const bytes of [this.#seen, this.#kept]) if (position < bytes.length) bytes[position] = bytes[position]! ^ (1 << bit);
  }

  #keep(page: number): void {
    this.#copy(page * pageBytes, pageBytes);
  }

  #tear(page: number, random: Random): void {
    for (let at = 0; at < pageBytes; at += sectorBytes) if (random.below(2) === 0) this.#copy(page * pageBytes + at, sectorBytes);
  }

  #copy(start: number, length: number): void {
    const end = Math.min(start + length, this.#seen.length);
    if (end <= start) return;
    this.#kept = grownTo(this.#kept, end);
    this.#kept.set(this.#seen.subarray(start, end), start);
  }
}
