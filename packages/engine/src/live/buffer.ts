// Rows that wait for one reader of a live query. Bounded; what happens at the bound depends on the stream:
// - rows only appended: the oldest are skipped and counted;
// - a changelog with a key: waiting rows of one key are folded into the net change, so that the reader is right again
//   after it, whatever was left out. The waiting rows alone suffice: the first one of a key says what the reader
//   holds (−: that row, +: none), the last one what is true now;
// - anything else, and a query that must be complete: nothing is left out, the query pauses instead (`full`).
import type { LiveRow } from "../runtime.ts";
import { rowBytes, rowKey, sameValues } from "./row-key.ts";

export interface LiveBufferOptions {
  readonly rows: number;
  readonly bytes: number;
  /** Null: the rows are not a changelog with a key. */
  readonly key: readonly number[] | null;
  readonly append: boolean;
  /** Nothing may be left out. */
  readonly complete: boolean;
}

interface Net {
  before: LiveRow | undefined;
  after: LiveRow | undefined;
}

const isRemoval = (row: LiveRow): boolean => row[0] === "-U" || row[0] === "-D";
const withKind = (kind: LiveRow[0], [, ...values]: LiveRow): LiveRow => [kind, ...values];

function netRows({ before, after }: Net): readonly LiveRow[] {
  if (before === undefined) return after === undefined ? [] : [withKind("+I", after)];
  if (after === undefined) return [withKind("-D", before)];
  return sameValues(before, after) ? [] : [withKind("-U", before), withKind("+U", after)];
}

/** The net change of rows, by key, in the order in which the keys came up. */
export function foldChangelog(rows: readonly LiveRow[], key: readonly number[]): LiveRow[] {
  const nets = new Map<string, Net>();
  for (const row of rows) {
    const name = rowKey(row, key);
    const net = nets.get(name);
    if (net === undefined) nets.set(name, isRemoval(row) ? { before: row, after: undefined } : { before: undefined, after: row });
    else net.after = isRemoval(row) ? undefined : row;
  }
  return [...nets.values()].flatMap(netRows);
}

export class LiveBuffer {
  readonly #options: LiveBufferOptions;
  #rows: LiveRow[] = [];
  #head = 0;
  #bytes = 0;
  #skipped = 0;
  /** Folding helped little at this length: fold again only when it has doubled, or was read. */
  #foldedRows = 0;

  constructor(options: LiveBufferOptions) {
    this.#options = options;
  }

  get length(): number {
    return this.#rows.length - this.#head;
  }

  get #over(): boolean {
    return this.length > this.#options.rows || this.#bytes > this.#options.bytes;
  }

  /** The query must not go on before rows were taken. */
  get full(): boolean {
    return this.#over;
  }

  push(row: LiveRow): void {
    this.#rows.push(row);
    this.#bytes += rowBytes(row);
  }

  /** Call it after each batch of rows. */
  settle(): void {
    const { append, complete, key } = this.#options;
    if (complete || !this.#over) return;
    if (append) while (this.#over && this.length > 1) this.#dropOldest();
    else if (key !== null && this.length > this.#foldedRows * 2) this.#fold(key);
    this.#trim();
  }

  #dropOldest(): void {
    this.#bytes -= rowBytes(this.#rows[this.#head]!);
    this.#head++;
    this.#skipped++;
  }

  #fold(key: readonly number[]): void {
    const waiting = this.#rows.slice(this.#head);
    this.#rows = foldChangelog(waiting, key);
    this.#head = 0;
    this.#bytes = this.#rows.reduce((sum, row) => sum + rowBytes(row), 0);
    this.#skipped += waiting.length - this.#rows.length;
    this.#foldedRows = this.#rows.length;
  }

  #trim(): void {
    if (this.#head < 1_024 && this.#head < this.#rows.length) return;
    this.#rows.splice(0, this.#head);
    this.#head = 0;
  }

  /** How many rows were left out since the last call. */
  takeSkipped(): number {
    const skipped = this.#skipped;
    this.#skipped = 0;
    return skipped;
  }

  take(count: number): LiveRow[] {
    const taken = this.#rows.slice(this.#head, this.#head + count);
    this.#head += taken.length;
    for (const row of taken) this.#bytes -= rowBytes(row);
    this.#foldedRows = Math.max(0, this.#foldedRows - taken.length);
    this.#trim();
    return taken;
  }
}
