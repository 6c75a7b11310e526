// A hash table from (owner, key bytes) to a block of a heap.
//
// The block holds everything that must survive: [header, hash] [key bytes, owner] [payload words …] [key …]. The
// open-addressed index (linear probing, pairs of block and hash, at most half full, deletion by shifting back) is
// derived: it is rebuilt from the blocks after a restore, so a checkpoint never writes it.
import type { Heap } from "./heap.ts";
import { wordPageShift } from "./heap.ts";
import type { BytesColumn } from "../columns/batch.ts";
import { equalBytes, hashBytes, hashShort, wordAt } from "./hash.ts";

/** Words before the payload. */
export const keyHeaderWords = 2;
const smallestCapacity = 64;

export class KeyTable {
  readonly heap: Heap;
  readonly kind: number;
  readonly payloadWords: number;
  /** Whether `heap.walk` meets the keys in the order in which they came; then a freed block is not used again. */
  readonly ordered: boolean;
  size = 0;
  #index: Int32Array;
  #mask: number;

  constructor(heap: Heap, kind: number, payloadWords: number, ordered = false) {
    this.ordered = ordered;
    this.heap = heap;
    this.kind = kind;
    this.payloadWords = payloadWords;
    this.#index = new Int32Array(smallestCapacity * 2);
    this.#mask = smallestCapacity - 1;
    heap.walk(kind, (at) => this.#add(at, heap.i32[at * 2 + 1]!));
  }

  keyLength(at: number): number {
    return this.heap.i32[at * 2 + 2]!;
  }

  keyOffset(at: number): number {
    return (at + keyHeaderWords + this.payloadWords) * 8;
  }

  owner(at: number): number {
    return this.heap.i32[at * 2 + 3]!;
  }

  /** The block of a key; 0 when there is none. */
  find(hash: number, owner: number, source: Uint8Array, offset: number, length: number): number {
    const index = this.#index;
    const mask = this.#mask;
    const { i32, u8 } = this.heap;
    const keyWords = keyHeaderWords + this.payloadWords;
    for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
      const at = index[slot * 2]!;
      if (at === 0) return 0;
      if (index[slot * 2 + 1] !== hash || i32[at * 2 + 2] !== length || i32[at * 2 + 3] !== owner) continue;
      if (equalBytes(u8, (at + keyWords) * 8, source, offset, length)) return at;
    }
  }

  /** Makes the block of a key that is not there. May replace the heap's views. */
  insert(hash: number, owner: number, source: Uint8Array, offset: number, length: number): number {
    const heap = this.heap;
    const words = keyHeaderWords + this.payloadWords;
    const at = heap.allocate(words + ((length + 7) >>> 3), this.kind, this.ordered);
    heap.i32[at * 2 + 1] = hash;
    heap.i32[at * 2 + 2] = length;
    heap.i32[at * 2 + 3] = owner;
    const target = heap.u8;
    const start = (at + words) * 8;
    if (length < 64) for (let index = 0; index < length; index++) target[start + index] = source[offset + index]!;
    else target.set(source.subarray(offset, offset + length), start);
    this.#add(at, hash);
    return at;
  }

  findOrInsert(hash: number, owner: number, source: Uint8Array, offset: number, length: number): number {
    const at = this.find(hash, owner, source, offset, length);
    return at === 0 ? this.insert(hash, owner, source, offset, length) : at;
  }

  /**
   * `findOrInsert` for the texts of selected rows: one loop with everything it reads in locals, because this is the
   * one place that every row of a grouped stream passes. A text of one to eight bytes is compared as two words: keys
   * begin on a word and are padded with zeros. Null texts have the owner `nullOwner`.
   */
  textGroups(column: BytesColumn, rows: Int32Array, count: number, groups: Int32Array, nullOwner: number): void {
    const { source, offset, length, valid, hasNulls } = column;
    const keyWords = keyHeaderWords + this.payloadWords;
    let index = this.#index;
    let mask = this.#mask;
    let { i32 } = this.heap;
    for (let at = 0; at < count; at++) {
      const row = rows[at]!;
      const start = offset[row]!;
      const bytes = length[row]!;
      if (bytes > 8 || bytes === 0 || (hasNulls && valid[row] === 0)) {
        groups[at] = hasNulls && valid[row] === 0 ? this.#textGroup(source, 0, 0, nullOwner) : this.#textGroup(source, start, bytes, 0);
        index = this.#index;
        mask = this.#mask;
        i32 = this.heap.i32;
        continue;
      }
      const low = wordAt(source, start, bytes);
      const high = wordAt(source, start + 4, bytes - 4);
      const hash = hashShort(low, high, bytes);
      let slot = hash & mask;
      let block = index[slot * 2]!;
      while (block !== 0) {
        const key = (block + keyWords) * 2;
        // The owner of a text is 0, and a null text has no bytes.
        if (index[slot * 2 + 1] === hash && i32[key] === low && i32[key + 1] === high && i32[block * 2 + 2] === bytes) break;
        slot = (slot + 1) & mask;
        block = index[slot * 2]!;
      }
      if (block === 0) {
        block = this.insert(hash, 0, source, start, bytes);
        index = this.#index;
        mask = this.#mask;
        i32 = this.heap.i32;
      }
      groups[at] = block;
    }
  }

  #textGroup(source: Uint8Array, offset: number, length: number, owner: number): number {
    return this.findOrInsert(hashBytes(source, offset, length), owner, source, offset, length);
  }

  /** Takes the block out of the index and frees it. */
  remove(at: number): void {
    const index = this.#index;
    const mask = this.#mask;
    let hole = this.heap.i32[at * 2 + 1]! & mask;
    while (index[hole * 2] !== at) hole = (hole + 1) & mask;
    for (let slot = (hole + 1) & mask; index[slot * 2] !== 0; slot = (slot + 1) & mask) {
      const home = index[slot * 2 + 1]! & mask;
      // An entry may move back into the hole unless its home lies behind the hole.
      if (((slot - home) & mask) < ((slot - hole) & mask)) continue;
      index[hole * 2] = index[slot * 2]!;
      index[hole * 2 + 1] = index[slot * 2 + 1]!;
      hole = slot;
    }
    index[hole * 2] = 0;
    this.size--;
    if (this.size === 0 && mask + 1 > smallestCapacity) this.#resize(smallestCapacity);
    this.heap.free(at);
  }

  /** Forgets everything; for a heap that was cleared. */
  reset(): void {
    this.size = 0;
    this.#index.fill(0);
  }

  touch(at: number): void {
    const { dirty } = this.heap;
    dirty[at >>> wordPageShift] = 1;
    dirty[(at + keyHeaderWords + this.payloadWords) >>> wordPageShift] = 1;
  }

  #add(at: number, hash: number): void {
    if ((this.size + 1) * 2 > this.#mask + 1) this.#resize((this.#mask + 1) * 2);
    this.#place(at, hash);
    this.size++;
  }

  #place(at: number, hash: number): void {
    const index = this.#index;
    const mask = this.#mask;
    let slot = hash & mask;
    while (index[slot * 2] !== 0) slot = (slot + 1) & mask;
    index[slot * 2] = at;
    index[slot * 2 + 1] = hash;
  }

  #resize(capacity: number): void {
    const old = this.#index;
    this.#index = new Int32Array(capacity * 2);
    this.#mask = capacity - 1;
    for (let slot = 0; slot < old.length; slot += 2) if (old[slot] !== 0) this.#place(old[slot]!, old[slot + 1]!);
  }
}
