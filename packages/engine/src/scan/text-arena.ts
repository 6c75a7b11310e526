// The bytes that the text columns of a scan point into. They are the record batches as they came until some text has
// to be made (a string without its escapes, an object as text); then a copy with room behind it takes their place,
// in which every position stays what it was. So all text columns of a batch have one source.

export class TextArena {
  /** What the columns' offsets mean. */
  bytes: Uint8Array = new Uint8Array(0);
  #owned: Uint8Array = new Uint8Array(0);
  #tail = 0;
  #sourceLength = 0;

  /** Starts with new source bytes; nothing may point into the old ones any more. */
  open(source: Uint8Array): void {
    this.bytes = source;
    this.#sourceLength = source.length;
    this.#tail = source.length;
  }

  /** Everything in the tail is no longer needed. */
  rewind(): void {
    this.#tail = this.#sourceLength;
  }

  /** The position of `count` free bytes in `bytes` (which may be another array afterwards). */
  reserve(count: number): number {
    const at = this.#tail;
    const need = at + count;
    if (this.bytes !== this.#owned || need > this.#owned.length) this.#own(need);
    this.#tail = need;
    return at;
  }

  /** Gives back what was reserved and not used. */
  trim(end: number): void {
    this.#tail = end;
  }

  #own(need: number): void {
    const keep = this.bytes.subarray(0, this.#tail);
    if (need > this.#owned.length) {
      const grown = new Uint8Array(Math.max(need + 4096, need + (need >> 2)));
      grown.set(keep);
      this.#owned = grown;
    } else this.#owned.set(keep);
    this.bytes = this.#owned;
  }
}
