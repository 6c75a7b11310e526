// Session windows by key: a row at t begins the session [t, t + gap); sessions of a key that overlap or touch are one
// (Flink's TimeWindow.intersects counts both ends). A session fires when the watermark reaches its end minus one:
// sessions in order of end, then of their first row's arrival. A row is late when it touches no open session and its
// own would have fired already.
//
// Each key has a short list of its open sessions. What a session holds (accumulators, or the rows themselves) is the
// payload's business. Timers are lazy: a session is in the queue once, at an end it had; when that passes and
// the session has grown since, it goes back into the queue. A session that was merged away is empty, and its block
// stays until its timer has passed.
//   session block: [header] [next of the key, key block] payload words … start, end, sequence
import type { Batch, TimeColumn } from "../columns/batch.ts";
import { BlockKind } from "../state/heap.ts";
import type { Heap } from "../state/heap.ts";
import { keyHeaderWords } from "../state/key-table.ts";
import type { KeyTable } from "../state/key-table.ts";
import { watermarkBefore } from "./emitter.ts";
import type { Sequence } from "./aggregates/sequence.ts";
import type { KeyReader } from "./key-reader.ts";
import type { OperatorContext } from "./operator.ts";
import type { Progress } from "./progress.ts";
import type { TimeShift } from "./time-shift.ts";
import { TimerQueue } from "./timer-queue.ts";

export interface SessionPayload {
  /** Words behind the two header words of a session block. */
  readonly words: number;
  add(session: number, batch: Batch, row: number): void;
  /** Adds what `source` holds to `target`; `release` of the source follows. */
  merge(target: number, source: number): void;
  release(session: number): void;
  fire(session: number, key: number, start: number, end: number): void;
}

export interface SessionOptions {
  readonly heap: Heap;
  readonly keys: KeyTable;
  readonly reader: KeyReader;
  readonly payload: SessionPayload;
  readonly progress: Progress;
  readonly sequence: Sequence;
  readonly timeColumn: number;
  readonly gapMs: number;
  readonly shift: TimeShift;
  readonly context: OperatorContext;
}

/** Payload words of a key: its first session. */
export const sessionKeyWords = 1;

export class Sessions {
  readonly #options: SessionOptions;
  readonly #heap: Heap;
  readonly #startWord: number;
  readonly #timers = new TimerQueue();
  readonly #touching: number[] = [];
  /** The watermark at which the next session may fire. */
  #nextFire = Infinity;

  constructor(options: SessionOptions) {
    this.#options = options;
    this.#heap = options.heap;
    this.#startWord = keyHeaderWords + options.payload.words;
    for (const kind of [BlockKind.session, BlockKind.merged])
      this.#heap.walk(kind, (session) => this.#timers.push(this.#end(session), session));
    this.#schedule();
  }

  #start(session: number): number {
    return this.#heap.f64[session + this.#startWord]!;
  }
  #end(session: number): number {
    return this.#heap.f64[session + this.#startWord + 1]!;
  }
  #sequenceOf(session: number): number {
    return this.#heap.f64[session + this.#startWord + 2]!;
  }

  push(batch: Batch): void {
    const { progress, timeColumn } = this.#options;
    const { data, valid } = batch.columns[timeColumn] as TimeColumn;
    for (let row = 0; row < batch.rows; row++) {
      this.advance(watermarkBefore(batch, row));
      if (valid[row] === 0) this.#options.context.late(batch, row, -Infinity);
      else this.#add(batch, row, data[row]!);
    }
    this.#options.sequence.advance(batch.rows);
    progress.save();
  }

  /** Fires what a watermark closes. */
  advance(watermark: number): void {
    const { progress } = this.#options;
    if (watermark >= this.#nextFire) this.#fire(watermark);
    if (watermark > progress.watermark) progress.watermark = watermark;
  }

  #add(batch: Batch, row: number, ms: number): void {
    const { keys, reader, gapMs, shift, context, payload, sequence, progress } = this.#options;
    const start = shift.toLocal(ms);
    const end = start + gapMs;
    let key = reader.group(keys, batch.columns, row, false);
    let session = key === 0 ? 0 : this.#touch(key, start, end);
    if (session === 0) {
      if (shift.toTimer(end - 1) <= progress.watermark) {
        context.late(batch, row, shift.toEpoch(end));
        return;
      }
      if (key === 0) key = reader.group(keys, batch.columns, row, true);
      session = this.#create(key, start, end, sequence.at(row));
    }
    payload.add(session, batch, row);
  }

  /** The session that holds [start, end) after merging all that it touches; 0 when it touches none. */
  #touch(key: number, start: number, end: number): number {
    const { payload } = this.#options;
    const { i32, f64 } = this.#heap;
    const touching = this.#touching;
    touching.length = 0;
    let target = 0;
    for (let session = i32[(key + keyHeaderWords) * 2]!; session !== 0; session = i32[session * 2 + 2]!) {
      if (this.#start(session) > end || this.#end(session) < start) continue;
      touching.push(session);
      if (target === 0 || this.#sequenceOf(session) < this.#sequenceOf(target)) target = session;
    }
    if (target === 0) return 0;
    let first = Math.min(start, this.#start(target));
    let last = Math.max(end, this.#end(target));
    if (touching.length === 1 && first === this.#start(target) && last === this.#end(target)) return target;
    for (const session of touching) {
      if (session === target) continue;
      first = Math.min(first, this.#start(session));
      last = Math.max(last, this.#end(session));
      payload.merge(target, session);
      payload.release(session);
      this.#unlink(key, session);
      this.#heap.setKind(session, BlockKind.merged);
    }
    // Merging may have replaced the views.
    const lanes = touching.length === 1 ? f64 : this.#heap.f64;
    lanes[target + this.#startWord] = first;
    lanes[target + this.#startWord + 1] = last;
    this.#heap.touch(target + this.#startWord, 2);
    return target;
  }

  #create(key: number, start: number, end: number, sequence: number): number {
    const heap = this.#heap;
    const session = heap.allocate(this.#startWord + 3, BlockKind.session);
    const head = (key + keyHeaderWords) * 2;
    heap.i32[session * 2 + 2] = heap.i32[head]!;
    heap.i32[session * 2 + 3] = key;
    heap.i32[head] = session;
    heap.touch(key + keyHeaderWords, 1);
    heap.f64[session + this.#startWord] = start;
    heap.f64[session + this.#startWord + 1] = end;
    heap.f64[session + this.#startWord + 2] = sequence;
    this.#timers.push(end, session);
    this.#schedule();
    return session;
  }

  #unlink(key: number, session: number): void {
    const { i32 } = this.#heap;
    const next = i32[session * 2 + 2]!;
    const head = (key + keyHeaderWords) * 2;
    if (i32[head] === session) {
      i32[head] = next;
      this.#heap.touch(key + keyHeaderWords, 1);
      return;
    }
    let before = i32[head]!;
    while (i32[before * 2 + 2] !== session) before = i32[before * 2 + 2]!;
    i32[before * 2 + 2] = next;
    this.#heap.touch(before, 2);
  }

  #schedule(): void {
    this.#nextFire = this.#timers.size === 0 ? Infinity : this.#options.shift.toTimer(this.#timers.time - 1);
  }

  #fire(watermark: number): void {
    const { shift } = this.#options;
    const due: number[] = [];
    while (this.#timers.size > 0 && this.#nextFire <= watermark) {
      const { block } = this.#timers;
      this.#timers.pop();
      const end = this.#end(block);
      if (this.#heap.kind(block) === BlockKind.merged) this.#heap.free(block);
      else if (shift.toTimer(end - 1) <= watermark) due.push(block);
      else this.#timers.push(end, block);
      this.#schedule();
    }
    due.sort((left, right) => this.#end(left) - this.#end(right) || this.#sequenceOf(left) - this.#sequenceOf(right));
    for (const session of due) this.#close(session);
  }

  #close(session: number): void {
    const { payload, keys } = this.#options;
    const key = this.#heap.i32[session * 2 + 3]!;
    payload.fire(session, key, this.#start(session), this.#end(session));
    payload.release(session);
    this.#unlink(key, session);
    this.#heap.free(session);
    if (this.#heap.i32[(key + keyHeaderWords) * 2] === 0) keys.remove(key);
  }
}
