// One partition of a source: where it is read, what is fetched ahead, and how far its own watermark came.
import type { PartitionReader } from "../scan/source.ts";
import type { LogAccess } from "./log-access.ts";

/** What a checkpoint keeps of a partition; `null` stands for -Infinity, which JSON has not. */
export interface FeedState {
  readonly partition: number;
  readonly next: number;
  readonly watermarkMs: number | null;
  readonly idle: boolean;
  /** Where a bounded source ends; null when it does not. */
  readonly stopAt: number | null;
  readonly rows: number;
  readonly bytes: number;
  readonly newestMs: number | null;
}

export interface Chunk {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly from: number;
}

/** What the log says of a topic or a record that is no longer there. */
const goneCodes = new Set(["log.topic-unknown", "log.partition-unknown", "log.offset-out-of-range"]);

const fromJson = (ms: number | null): number => ms ?? -Infinity;
const toJson = (ms: number): number | null => (ms === -Infinity ? null : ms);

/** Offset of the first record behind the whole batches in `bytes`, or undefined when there are none. */
function offsetBehind(bytes: Uint8Array): number | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let next: number | undefined;
  for (let at = 0; at + 27 <= bytes.length; at += 12 + view.getInt32(at + 8)) {
    next = view.getInt32(at) * 0x1_0000_0000 + view.getUint32(at + 4) + view.getInt32(at + 23) + 1;
  }
  return next;
}

export class Feed {
  readonly partition: number;
  readonly reader: PartitionReader;
  /** The offset that is processed next. */
  next: number;
  end: number;
  stopAt: number;
  idle: boolean;
  /** Fetched and not processed yet; at most one, and one more on its way. */
  chunk: Chunk | undefined;
  /** Records that retention removed before they were read. */
  lost = 0;
  /** Since when there was nothing to read. */
  quietSinceMs: number;
  /** The topic went away, or no longer has the offset; until `align`. */
  stalled = false;
  #fetched: number;
  #ahead: Chunk | undefined;
  #fetching = false;
  readonly #rowsBefore: number;
  readonly #bytesBefore: number;
  readonly #newestBefore: number;

  constructor(reader: PartitionReader, state: FeedState, end: number, nowMs: number) {
    this.reader = reader;
    this.partition = state.partition;
    this.next = state.next;
    this.#fetched = state.next;
    this.end = end;
    this.stopAt = state.stopAt ?? Infinity;
    this.idle = state.idle;
    this.quietSinceMs = nowMs;
    this.#rowsBefore = state.rows;
    this.#bytesBefore = state.bytes;
    this.#newestBefore = fromJson(state.newestMs);
    reader.watermarkMs = fromJson(state.watermarkMs);
  }

  get rows(): number {
    return this.#rowsBefore + this.reader.rows;
  }
  get bytes(): number {
    return this.#bytesBefore + this.reader.bytes;
  }
  get newestMs(): number {
    return Math.max(this.#newestBefore, this.reader.newestMs ?? -Infinity);
  }

  get limit(): number {
    return Math.min(this.end, this.stopAt);
  }
  /** Nothing is left to read now. */
  get caughtUp(): boolean {
    return this.stalled || this.next >= this.limit;
  }
  get complete(): boolean {
    return this.next >= this.stopAt;
  }
  get lag(): number {
    return Math.max(0, this.limit - this.next);
  }

  /** Fetches the next chunk when there is room and data; calls `done` when it came. */
  fetch(log: LogAccess, topic: string, maxBytes: number, done: (error?: unknown) => void): void {
    if (this.#fetching || this.stalled || this.#ahead !== undefined || this.#fetched >= this.limit) return;
    this.#fetching = true;
    const from = this.#fetched;
    log.read(topic, this.partition, from, maxBytes).then(
      ({ bytes, startOffset, endOffset }) => {
        this.#fetching = false;
        this.end = Math.max(this.end, endOffset);
        if (startOffset > from) this.#skipTo(startOffset);
        else this.#take(bytes, from);
        done();
      },
      (error: unknown) => {
        this.#fetching = false;
        if (!goneCodes.has((error as { code?: string }).code ?? "")) return done(error);
        this.stalled = true;
        done();
      },
    );
  }

  #take(bytes: Uint8Array<ArrayBuffer>, from: number): void {
    const behind = offsetBehind(bytes);
    if (behind === undefined) return;
    this.#fetched = behind;
    const chunk = { bytes, from };
    if (this.chunk === undefined) this.chunk = chunk;
    else this.#ahead = chunk;
  }

  /** Moves to the start of the log when retention was faster than the job; `start` may be behind after a re-creation. */
  #skipTo(start: number): void {
    if (this.chunk === undefined) {
      this.lost += start - this.next;
      this.next = start;
    }
    this.#fetched = start;
  }

  /** Goes on with what the topic has now; from its start when it has not what would be read next (it was made again). */
  align(ends: { readonly start: number; readonly end: number }): void {
    if (!this.stalled && this.next <= ends.end) return;
    this.stalled = false;
    this.end = ends.end;
    this.chunk = undefined;
    this.#ahead = undefined;
    if (this.next > ends.end || this.next < ends.start) {
      this.lost += Math.max(0, ends.start - this.next);
      this.next = ends.start;
    }
    this.#fetched = this.next;
  }

  /** Frees the processed chunk at once: garbage collection would let megabytes of them pile up. */
  release(next: number): void {
    const done = this.chunk;
    this.next = next;
    this.chunk = this.#ahead;
    this.#ahead = undefined;
    done?.bytes.buffer.transfer(0);
  }

  snapshot(): FeedState {
    return {
      partition: this.partition,
      next: this.next,
      watermarkMs: toJson(this.reader.watermarkMs),
      idle: this.idle,
      stopAt: this.stopAt === Infinity ? null : this.stopAt,
      rows: this.rows,
      bytes: this.bytes,
      newestMs: toJson(this.newestMs),
    };
  }
}
