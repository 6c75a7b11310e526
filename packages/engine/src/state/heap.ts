// Blocks of 8-byte words in one region: the records, rows and texts of an operator.
//
// A block begins with a word of two 32-bit halves: (words << 4 | kind), and one half for its owner (hash tables keep
// the hash there). Blocks stand one behind the other, so `walk` visits them in the order of memory, which is the order of
// creation while nothing was freed. Freed blocks wait in a list of their size class (exact up to 32 words, then four
// classes a doubling); when the last block is freed, the region shrinks to one page. Page 0 begins with a header:
//   word 0: magic, first free word · word 1: live words · words 2..9: eight numbers of the operator · then list heads.
import { assert } from "@millrace/core";
import { pageShift } from "./region.ts";
import type { Region } from "./region.ts";

const magic = 0x6d_72_68_31;
const numbersAt = 2;
const numbersCount = 8;
const headsAt = numbersAt + numbersCount;
const classes = 128;
const firstBlock = headsAt + classes / 2;
const exactWords = 32;
/** `dirty[word >>> wordPageShift] = 1`. */
export const wordPageShift = pageShift - 3;
const doublingBytes = 64 * 1024 * 1024;
const kindMask = 15;
export const freeKind = 0;

/** The class of a size, and through `classWords` the words it really takes. */
function classOf(words: number): number {
  if (words <= exactWords) return words;
  const exponent = 31 - Math.clz32(words - 1);
  const quarter = ((words - 1) >>> (exponent - 2)) & 3;
  return exactWords + 1 + (exponent - 5) * 4 + quarter;
}

function classWords(index: number): number {
  if (index <= exactWords) return index;
  const step = index - exactWords - 1;
  const exponent = 5 + (step >>> 2);
  return 2 ** exponent + ((step & 3) + 1) * 2 ** (exponent - 2);
}

export class Heap {
  readonly region: Region;
  /** Views of the region; taken again when an allocation grew it. */
  f64: Float64Array;
  i32: Int32Array;
  u8: Uint8Array;
  dirty: Uint8Array;

  constructor(region: Region) {
    this.region = region;
    this.f64 = new Float64Array(region.buffer);
    this.i32 = new Int32Array(region.buffer);
    this.u8 = new Uint8Array(region.buffer);
    this.dirty = region.dirty;
    if (this.i32[0] !== magic) this.#initialise();
  }

  #initialise(): void {
    this.i32[0] = magic;
    this.i32[1] = firstBlock;
    this.dirty[0] = 1;
  }

  #views(): void {
    this.f64 = new Float64Array(this.region.buffer);
    this.i32 = new Int32Array(this.region.buffer);
    this.u8 = new Uint8Array(this.region.buffer);
    this.dirty = this.region.dirty;
  }

  /** One of eight numbers that live with the blocks (a watermark, a sequence). */
  number(index: number): number {
    return this.f64[numbersAt + index]!;
  }

  setNumber(index: number, value: number): void {
    this.f64[numbersAt + index] = value;
    this.dirty[0] = 1;
  }

  get liveWords(): number {
    return this.f64[1]!;
  }

  /**
   * Takes a zeroed block of at least `words` words, its header word included. May replace the views. `fresh`: behind
   * all other blocks, never in the place of a freed one, so that `walk` meets such blocks in the order of creation.
   */
  allocate(words: number, kind: number, fresh = false): number {
    const index = classOf(words);
    const size = classWords(index);
    assert(index < classes, "a block fits the largest size class");
    let at = fresh ? 0 : this.i32[headsAt * 2 + index]!;
    if (at === 0) {
      at = this.i32[1]!;
      this.#reserve(at + size);
      this.i32[1] = at + size;
    } else {
      this.i32[headsAt * 2 + index] = this.i32[at * 2 + 1]!;
      this.f64.fill(0, at, at + size);
    }
    this.f64[1] = this.f64[1]! + size;
    this.i32[at * 2] = (size << 4) | kind;
    this.i32[at * 2 + 1] = 0;
    this.dirty[0] = 1;
    this.touch(at, size);
    return at;
  }

  #reserve(words: number): void {
    if (words <= this.f64.length) return;
    const bytes = this.f64.length * 8;
    const grown = bytes < doublingBytes ? bytes * 2 : bytes * 1.25;
    this.region.grow(Math.max(grown, words * 8));
    this.#views();
  }

  free(at: number): void {
    const size = this.words(at);
    this.f64[1] = this.f64[1]! - size;
    this.dirty[0] = 1;
    if (this.f64[1] === 0) {
      this.clear();
      return;
    }
    const index = classOf(size);
    this.i32[at * 2] = (size << 4) | freeKind;
    this.i32[at * 2 + 1] = this.i32[headsAt * 2 + index]!;
    this.i32[headsAt * 2 + index] = at;
    this.dirty[at >>> wordPageShift] = 1;
  }

  /** Frees every block; the operator's numbers stay. */
  clear(): void {
    const numbers = this.f64.slice(numbersAt, numbersAt + numbersCount);
    if (this.f64.length > 1 << wordPageShift) {
      this.region.clear();
      this.#views();
    } else this.f64.fill(0, 0, this.i32[1]);
    this.#initialise();
    this.f64.set(numbers, numbersAt);
  }

  words(at: number): number {
    return this.i32[at * 2]! >>> 4;
  }

  kind(at: number): number {
    return this.i32[at * 2]! & kindMask;
  }

  setKind(at: number, kind: number): void {
    this.i32[at * 2] = (this.i32[at * 2]! & ~kindMask) | kind;
    this.dirty[at >>> wordPageShift] = 1;
  }

  /** Marks the pages of `words` words from `at` as changed. */
  touch(at: number, words: number): void {
    const last = (at + words - 1) >>> wordPageShift;
    for (let page = at >>> wordPageShift; page <= last; page++) this.dirty[page] = 1;
  }

  /** `touch` for many blocks at once: from their headers to `last` words behind. */
  touchBlocks(blocks: Int32Array, count: number, last: number): void {
    const { dirty } = this;
    // With so many rows to so few pages, nearly every page is touched.
    if (count >= dirty.length * 64) {
      dirty.fill(1);
      return;
    }
    for (let index = 0; index < count; index++) {
      const block = blocks[index]!;
      dirty[block >>> wordPageShift] = 1;
      dirty[(block + last) >>> wordPageShift] = 1;
    }
  }

  walk(kind: number, visit: (at: number) => void): void {
    const end = this.i32[1]!;
    for (let at = firstBlock; at < end; at += this.words(at)) if (this.kind(at) === kind) visit(at);
  }

  /** The first block of `kind` at or behind `at`, 0 when there is none: `next(kind)`, `next(kind, at + words(at))`. */
  next(kind: number, at: number = firstBlock): number {
    const end = this.i32[1]!;
    for (let block = at; block < end; block += this.words(block)) if (this.kind(block) === kind) return block;
    return 0;
  }
}

/** The kinds of blocks. */
export const BlockKind = { group: 1, value: 2, node: 3, distinct: 4, session: 5, row: 6, merged: 7, sessionKey: 8 } as const;
