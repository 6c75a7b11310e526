// The window table functions alone: each row once for every window that it belongs to, with window_start, window_end
// and window_time behind its own columns. TUMBLE, HOP and CUMULATE keep nothing and drop no late row; as in Flink, a
// row without a time is dropped and counted (late for a window that ends at -Infinity). A session is known only at its
// end: SESSION keeps the rows and writes them then, in order of arrival.
import type { Plan, WindowSpec } from "@millrace/sql";
import { RowKind } from "../columns/batch.ts";
import type { Batch, TimeColumn } from "../columns/batch.ts";
import { BlockKind, Heap } from "../state/heap.ts";
import { KeyTable, keyHeaderWords } from "../state/key-table.ts";
import { RowBuffer, decodeRow, encodeRow } from "../state/row-codec.ts";
import { Sequence } from "./aggregates/sequence.ts";
import { Emitter, watermarkBefore } from "./emitter.ts";
import { KeyReader } from "./key-reader.ts";
import type { Operator, OperatorContext } from "./operator.ts";
import { Progress, ownNumbers } from "./progress.ts";
import { Sessions, sessionKeyWords } from "./sessions.ts";
import type { SessionPayload } from "./sessions.ts";
import { linkRow, nextRow, rowOffset, rowSequence, storeRow } from "./stored-row.ts";
import { createTimeShift, noShift } from "./time-shift.ts";
import type { TimeShift } from "./time-shift.ts";
import { createAssigner } from "./window-assigner.ts";
import type { AlignedWindow } from "./window-assigner.ts";

export type WindowNode = Extract<Plan, { kind: "window" }>;
type SessionWindow = Extract<WindowSpec, { kind: "session" }>;

export function createWindow(node: WindowNode, context: OperatorContext): Operator {
  const { window } = node;
  const zoned = node.input.schema[window.timeColumn]!.type.kind === "TIMESTAMP_LTZ";
  const shift = zoned ? createTimeShift(context.timeZone) : noShift;
  const emitter = new Emitter(
    node.schema.map((column) => column.type),
    context.output,
  );
  return window.kind === "session"
    ? createSessionWindow(node, window, shift, emitter, context)
    : createAlignedWindow(node, window, shift, emitter, context);
}

function writeBounds(emitter: Emitter, row: number, start: number, end: number, time: number): void {
  const { writers } = emitter;
  const first = writers.length - 3;
  writers[first]!.time(row, start, 0);
  writers[first + 1]!.time(row, end, 0);
  writers[first + 2]!.time(row, time, 0);
}

function createAlignedWindow(
  node: WindowNode,
  window: AlignedWindow,
  shift: TimeShift,
  emitter: Emitter,
  context: OperatorContext,
): Operator {
  const assigner = createAssigner(window);
  const width = node.input.schema.length;
  const assign = (batch: Batch, row: number, ms: number): void => {
    const pane = assigner.paneStart(shift.toLocal(ms));
    for (let end = assigner.nextEnd(pane, -Infinity); end !== -Infinity; end = assigner.nextEnd(pane, end)) {
      const out = emitter.add(batch.kinds === null ? RowKind.insert : batch.kinds[row]!, watermarkBefore(batch, row));
      for (let index = 0; index < width; index++) emitter.writers[index]!.copy(out, batch.columns[index]!, row);
      writeBounds(emitter, out, assigner.windowStart(end), end, shift.toEpoch(end - 1));
    }
  };
  return {
    push(_port, batch) {
      const { data, valid } = batch.columns[window.timeColumn] as TimeColumn;
      for (let row = 0; row < batch.rows; row++) {
        if (valid[row] === 0) context.late(batch, row, -Infinity);
        else assign(batch, row, data[row]!);
      }
      emitter.flush();
    },
    watermark: (_port, ms) => emitter.watermark(ms),
  };
}

/** Payload word of a session: its first row and its last one. Rows are linked in order of arrival. */
class SessionRows implements SessionPayload {
  readonly words = 1;
  readonly #heap: Heap;
  readonly #row = new RowBuffer();
  readonly #sequence: Sequence;
  readonly #write: (row: number, start: number, end: number) => void;

  constructor(heap: Heap, sequence: Sequence, write: (row: number, start: number, end: number) => void) {
    this.#heap = heap;
    this.#sequence = sequence;
    this.#write = write;
  }

  add(session: number, batch: Batch, row: number): void {
    this.#row.length = 0;
    encodeRow(this.#row, batch.columns, row);
    const stored = storeRow(this.#heap, this.#row, this.#sequence.at(row));
    const ends = (session + keyHeaderWords) * 2;
    const { i32 } = this.#heap;
    if (i32[ends] === 0) i32[ends] = stored;
    else linkRow(this.#heap, i32[ends + 1]!, stored);
    i32[ends + 1] = stored;
    this.#heap.touch(session + keyHeaderWords, 1);
  }

  /** Two lists in order of arrival become one. */
  merge(target: number, source: number): void {
    const heap = this.#heap;
    const ends = (target + keyHeaderWords) * 2;
    const others = (source + keyHeaderWords) * 2;
    let left = heap.i32[ends]!;
    let right = heap.i32[others]!;
    let last = 0;
    while (left !== 0 || right !== 0) {
      const takeLeft = right === 0 || (left !== 0 && rowSequence(heap, left) < rowSequence(heap, right));
      const taken = takeLeft ? left : right;
      if (takeLeft) left = nextRow(heap, left);
      else right = nextRow(heap, right);
      if (last === 0) heap.i32[ends] = taken;
      else linkRow(heap, last, taken);
      last = taken;
    }
    linkRow(heap, last, 0);
    heap.i32[ends + 1] = last;
    heap.i32[others] = 0;
    heap.touch(target + keyHeaderWords, 1);
    heap.touch(source + keyHeaderWords, 1);
  }

  release(session: number): void {
    const ends = (session + keyHeaderWords) * 2;
    for (let row = this.#heap.i32[ends]!; row !== 0;) {
      const next = nextRow(this.#heap, row);
      this.#heap.free(row);
      row = next;
    }
    this.#heap.i32[ends] = 0;
  }

  fire(session: number, _key: number, start: number, end: number): void {
    for (let row = this.#heap.i32[(session + keyHeaderWords) * 2]!; row !== 0; row = nextRow(this.#heap, row)) this.#write(row, start, end);
  }
}

function createSessionWindow(
  node: WindowNode,
  window: SessionWindow,
  shift: TimeShift,
  emitter: Emitter,
  context: OperatorContext,
): Operator {
  const heap = new Heap(context.state.region("sessions"));
  const progress = new Progress(context.state);
  const sequence = new Sequence();
  sequence.attach(progress.heap, ownNumbers);
  const own = emitter.writers.slice(0, node.input.schema.length);
  const payload = new SessionRows(heap, sequence, (stored, start, end) => {
    const row = emitter.add(RowKind.insert, progress.watermark);
    decodeRow(heap.u8, rowOffset(stored), own, row);
    writeBounds(emitter, row, start, end, shift.toEpoch(end - 1));
  });
  const keys = new KeyTable(heap, BlockKind.sessionKey, sessionKeyWords);
  const reader = new KeyReader(window.partitionBy, node.input.schema);
  const { timeColumn, gapMs } = window;
  const sessions = new Sessions({ heap, keys, reader, payload, progress, sequence, timeColumn, gapMs, shift, context });
  return {
    push(_port, batch) {
      sessions.push(batch);
      emitter.flush();
    },
    watermark(_port, ms) {
      sessions.advance(ms);
      progress.save();
      emitter.watermark(ms);
    },
  };
}
