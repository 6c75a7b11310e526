// Finds what keeps a broker's thread from everybody else: how much CPU time one turn of its loop takes, and which bytes
// came in then. A timer that is due every few milliseconds comes late by just that turn; CPU time, not time on the
// wall, so that other processes do not count.
import { listenTcp } from "../tcp.ts";
import type { Listen, Wire } from "../wire.ts";

const everyMs = 5;
const lengthBytes = 4;
const rowBytesMost = 9 << 20;

export interface Stall {
  readonly cpuMs: number;
  /** What was read in this turn, the dearest first. */
  readonly chunks: readonly { readonly listenerPort: number; readonly cpuMs: number; readonly bytes: Uint8Array }[];
}

const cpuMs = (): number => {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1_000;
};

interface Seen {
  readonly port: number;
  readonly bytes: Uint8Array;
  readonly atMs: number;
}

/** What came on one connection since the last end of a frame, so that a frame in many chunks is seen whole. */
class OpenRow {
  #chunks: Uint8Array[] = [];
  #held = 0;
  /** Where the next frame begins, counted from the first byte held. */
  #next = 0;

  with(chunk: Uint8Array): Uint8Array {
    this.#chunks.push(chunk);
    this.#held += chunk.length;
    if (this.#held < this.#next) return chunk;
    const bytes = this.#chunks.length === 1 ? chunk : Buffer.concat(this.#chunks);
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    while (this.#next + lengthBytes <= this.#held && this.#next <= rowBytesMost) {
      this.#next += lengthBytes + Math.max(0, view.getInt32(this.#next));
    }
    // A frame ends here, or one has begun that is too long to keep.
    if (this.#next === this.#held || this.#next > rowBytesMost) {
      this.#chunks = [];
      this.#held = 0;
      this.#next = 0;
    } else this.#chunks = [bytes];
    return bytes;
  }
}

export class StallWatch {
  readonly #leastMs: number;
  readonly #found: (stall: Stall) => void;
  readonly #timer: NodeJS.Timeout;
  #seen: Seen[] = [];
  #lastMs = cpuMs();
  /** The longest turn so far, and turns beyond 10, 20 and 50 ms. */
  maxMs = 0;
  readonly over = new Map([10, 20, 50].map((ms) => [ms, 0]));

  /** `leastMs`: shorter turns are only counted. */
  constructor(leastMs: number, found: (stall: Stall) => void) {
    this.#leastMs = leastMs;
    this.#found = found;
    this.#timer = setInterval(() => this.#look(), everyMs);
  }

  /** A network that notes what comes in. */
  readonly listen: Listen = (address, accept) => listenTcp(address, (wire) => accept(this.#noted(wire)));

  close(): void {
    clearInterval(this.#timer);
  }

  #noted(wire: Wire): Wire {
    const { port } = wire.localAddress;
    const row = new OpenRow();
    const note = (bytes: Uint8Array): void => void this.#seen.push({ port, bytes: row.with(bytes.slice()), atMs: cpuMs() });
    async function* chunks(): AsyncGenerator<Uint8Array> {
      for await (const chunk of wire.chunks) {
        note(chunk);
        yield chunk;
      }
    }
    return new Proxy(wire, {
      get: (target, name) => {
        if (name === "chunks") return chunks();
        const value: unknown = Reflect.get(target, name, target);
        return typeof value === "function" ? value.bind(target) : value;
      },
    });
  }

  #look(): void {
    const nowMs = cpuMs();
    const turnMs = nowMs - this.#lastMs;
    this.#lastMs = nowMs;
    const seen = this.#seen;
    this.#seen = [];
    this.maxMs = Math.max(this.maxMs, turnMs);
    for (const [ms, count] of this.over) if (turnMs > ms) this.over.set(ms, count + 1);
    if (turnMs < this.#leastMs) return;
    const chunks = seen.map(({ port, bytes, atMs }, index) => ({
      listenerPort: port,
      cpuMs: (seen[index + 1]?.atMs ?? nowMs) - atMs,
      bytes,
    }));
    this.#found({ cpuMs: turnMs, chunks: chunks.sort((left, right) => right.cpuMs - left.cpuMs) });
  }
}
