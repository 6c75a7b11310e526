// Bytes from a socket → frames: a length (int32), then that many bytes. A frame that came within one chunk is a view
// of it; one that spans chunks is put together in its own buffer, which has room for what the length promises only once a
// mebibyte of it arrived. Only Produce carries much data, so every other request has a smaller bound.
import { limits, MiB } from "@millrace/core";
import { brokerErrors } from "./errors.ts";
import type { BufferPool } from "./buffer-pool.ts";

const produceKey = 0;
const otherRequestBytes = 8 * MiB;
const trustedBytes = MiB;
/** Length, API key and API version: what must be there before a frame is judged. */
const headBytes = 8;
const lengthBytes = 4;

export class FrameReader {
  readonly #pool: BufferPool;
  #chunk: Uint8Array = new Uint8Array(0);
  #at = 0;
  /** A frame that was handed out is a view of the chunk. */
  #lent = false;
  /** The frame that was handed out last has its buffer to itself. */
  ownsBuffer = false;
  /** The first bytes of a frame whose length is not known yet. */
  #head: Uint8Array = new Uint8Array(0);
  #frame: Uint8Array | undefined;
  #filled = 0;
  #length = 0;
  /** Set while the client is unknown: frames are no larger, and may be no requests at all. */
  smallBytes: number | undefined;

  constructor(pool: BufferPool) {
    this.#pool = pool;
  }

  /** The next chunk; the one before must have been used up by `next`. */
  push(chunk: Uint8Array): void {
    if (!this.#lent && this.#chunk.byteLength === this.#chunk.buffer.byteLength) this.#pool.give(this.#chunk);
    this.#lent = false;
    if (this.#frame === undefined && this.#head.length > 0) {
      this.#chunk = Buffer.concat([this.#head, chunk]);
      this.#head = new Uint8Array(0);
    } else this.#chunk = chunk;
    this.#at = 0;
  }

  /** Bytes held for a frame that is not whole. */
  get heldBytes(): number {
    return this.#frame === undefined ? this.#head.length : this.#frame.length;
  }

  /** Size of the frame that has begun to come, 0 between frames. */
  get frameBytes(): number {
    return this.#frame === undefined ? 0 : this.#length;
  }

  /** A whole frame without its length, or undefined when the chunk is used up. */
  next(): Uint8Array | undefined {
    if (this.#frame !== undefined) return this.#fill();
    const left = this.#chunk.length - this.#at;
    if (left < (this.smallBytes === undefined ? headBytes : lengthBytes)) {
      this.#head = this.#chunk.slice(this.#at);
      this.#at = this.#chunk.length;
      return undefined;
    }
    const length = this.#checkedLength();
    this.#at += 4;
    if (left - 4 >= length) {
      const frame = this.#chunk.subarray(this.#at, this.#at + length);
      this.#at += length;
      this.#lent = true;
      this.ownsBuffer = false;
      return frame;
    }
    this.#length = length;
    this.#filled = 0;
    this.#frame = this.#pool.take(Math.min(length, Math.max(trustedBytes, left)));
    return this.#fill();
  }

  #checkedLength(): number {
    const view = new DataView(this.#chunk.buffer, this.#chunk.byteOffset + this.#at);
    const length = view.getInt32(0);
    const largest = this.smallBytes ?? (view.getInt16(lengthBytes) === produceKey ? limits.kafkaRequestBytes : otherRequestBytes);
    const smallest = this.smallBytes === undefined ? headBytes : 0;
    if (length < smallest || length > largest) throw brokerErrors.frameSize(length, smallest, largest);
    return length;
  }

  #fill(): Uint8Array | undefined {
    const take = Math.min(this.#length - this.#filled, this.#chunk.length - this.#at);
    let frame = this.#frame!;
    if (this.#filled + take > frame.length) {
      const larger = this.#pool.take(this.#length);
      larger.set(frame.subarray(0, this.#filled));
      this.#pool.give(frame);
      frame = larger;
      this.#frame = frame;
    }
    frame.set(this.#chunk.subarray(this.#at, this.#at + take), this.#filled);
    this.#at += take;
    this.#filled += take;
    if (this.#filled < this.#length) return undefined;
    this.#frame = undefined;
    this.ownsBuffer = true;
    return frame.length === this.#length ? frame : frame.subarray(0, this.#length);
  }
}
