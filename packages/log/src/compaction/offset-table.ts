// The last offset of each key, in a fixed piece of memory: an open-addressed table of 24 bytes a slot, 16 for the key and
// 8 for its offset. A key of up to 15 bytes stands there itself; of a longer one 120 bits of its SipHash under a key drawn
// for this table, so that two keys are not taken for one, whoever chose them.
import { assert, type Random } from "@millrace/core";
import { SipHash } from "./sip-hash.ts";

export const slotBytes = 24;
/** Beyond it, chains of taken slots become long. */
const load = 0.8;
const shortKeyBytes = 15;
/** In the last byte of a slot: the length of a short key plus one, or this; 0 is a free slot. */
const hashed = 0xff;

export class OffsetTable {
  /** What it was given. */
  readonly bytes: number;
  readonly #words: Uint32Array;
  readonly #offsets: Float64Array;
  readonly #slots: number;
  readonly #limit: number;
  readonly #sip: SipHash;
  readonly #seed: number;
  /** The slot's content for the key that is being looked for. */
  readonly #wanted = new Uint32Array(4);
  size = 0;

  constructor(memoryBytes: number, random: Random) {
    this.bytes = memoryBytes;
    const slots = Math.max(16, Math.floor(memoryBytes / slotBytes));
    this.#words = new Uint32Array(4 * slots);
    this.#offsets = new Float64Array(slots);
    this.#slots = slots;
    this.#limit = Math.floor(slots * load);
    this.#sip = new SipHash(random.uuidBytes());
    this.#seed = random.below(2 ** 31) | 1;
  }

  /** No further key may be put in. */
  get full(): boolean {
    return this.size >= this.#limit;
  }

  clear(): void {
    this.#words.fill(0);
    this.size = 0;
  }

  /** Offsets come in ascending order. */
  set(bytes: Uint8Array, start: number, length: number, offset: number): void {
    const slot = this.#find(bytes, start, length);
    if (this.#words[4 * slot + 3] === 0) {
      assert(!this.full, "a full table takes no new key");
      this.#words.set(this.#wanted, 4 * slot);
      this.size++;
    }
    this.#offsets[slot] = offset;
  }

  /** The last offset of the key, -1 when it is not known. */
  get(bytes: Uint8Array, start: number, length: number): number {
    const slot = this.#find(bytes, start, length);
    return this.#words[4 * slot + 3] === 0 ? -1 : this.#offsets[slot]!;
  }

  #find(bytes: Uint8Array, start: number, length: number): number {
    const wanted = this.#wanted;
    if (length > shortKeyBytes) {
      this.#sip.hash(bytes, start, length);
      wanted.set(this.#sip.words);
      wanted[3] = (wanted[3]! | (hashed << 24)) >>> 0;
    } else {
      wanted.fill(0);
      for (let index = 0; index < length; index++) wanted[index >> 2]! |= bytes[start + index]! << ((index & 3) << 3);
      wanted[3]! |= (length + 1) << 24;
    }
    const words = this.#words;
    for (let slot = this.#begin(); ; slot = slot + 1 === this.#slots ? 0 : slot + 1) {
      const at = 4 * slot;
      if (words[at + 3] === 0) return slot;
      if (words[at] === wanted[0] && words[at + 1] === wanted[1] && words[at + 2] === wanted[2] && words[at + 3] === wanted[3]) return slot;
    }
  }

  /** Where to look first: the four words mixed with the seed (the finalizer of MurmurHash3). */
  #begin(): number {
    let hash = this.#seed;
    for (let index = 0; index < 4; index++) {
      hash = Math.imul(hash ^ this.#wanted[index]!, 0x85eb_ca6b);
      hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2_ae35);
      hash ^= hash >>> 16;
    }
    return Math.floor(((hash >>> 0) / 0x1_0000_0000) * this.#slots);
  }
}
