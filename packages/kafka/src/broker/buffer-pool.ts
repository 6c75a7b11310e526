// Large buffers of answers and of requests, used again. The system gives a process new pages one by one, each of them
// cleared: reading 4 MiB of a file into new memory takes 2.3 ms, into memory that was there before 0.3 ms. What is not
// kept is given back at once: left to the garbage collector, megabytes outside its heap make it run again and again.
import { KiB } from "@millrace/core";

/** Below this malloc keeps what it has by itself. */
const leastBytes = 128 * KiB;
/** Below this even giving it back is not worth it. */
const leastFreedBytes = 16 * KiB;
/** A larger part of what is kept is not left to one buffer: it would drive out those that are asked for again and again. */
const shareMost = 1 / 2;

/** Up to a quarter more than was asked for, so that sizes meet again: 4, 5, 6, 7, 8, 10 … of a power of two. */
function roomFor(bytes: number): number {
  const step = 2 ** (Math.floor(Math.log2(bytes)) - 2);
  return Math.ceil(bytes / step) * step;
}

export class BufferPool {
  readonly #keptBytesMax: number;
  /** The one given last at the end. */
  readonly #kept: ArrayBuffer[] = [];
  #keptBytes = 0;

  constructor(keptBytesMax: number) {
    this.#keptBytesMax = keptBytesMax;
  }

  get keptBytes(): number {
    return this.#keptBytes;
  }

  /** Memory of just so many bytes with anything in it. */
  readonly take = (bytes: number): Uint8Array<ArrayBuffer> => {
    if (bytes < leastBytes) return fresh(bytes);
    const room = roomFor(bytes);
    const at = this.#kept.findLastIndex(({ byteLength }) => byteLength === room);
    if (at < 0) return fresh(room).subarray(0, bytes);
    const [buffer] = this.#kept.splice(at, 1);
    this.#keptBytes -= room;
    return new Uint8Array(buffer!, 0, bytes);
  };

  /** The buffer behind `bytes`, which nobody may look at any more. */
  give({ buffer }: Uint8Array): void {
    if (!(buffer instanceof ArrayBuffer) || buffer.byteLength < leastFreedBytes) return;
    const room = buffer.byteLength;
    if (room < leastBytes || room !== roomFor(room) || room > this.#keptBytesMax * shareMost) return void buffer.transfer(0);
    this.#kept.push(buffer);
    this.#keptBytes += room;
    // Those of sizes that are asked for no more gather at the front.
    while (this.#keptBytes > this.#keptBytesMax) {
      const oldest = this.#kept.shift()!;
      this.#keptBytes -= oldest.byteLength;
      oldest.transfer(0);
    }
  }
}

/** Not from Node's pool, so that its buffer is its own; not zeroed, as it will be filled. */
function fresh(bytes: number): Uint8Array<ArrayBuffer> {
  const buffer = Buffer.allocUnsafeSlow(bytes);
  return new Uint8Array(buffer.buffer, buffer.byteOffset, bytes);
}
