// Live queries: one SELECT, one HTTP response, rows as they come. Nothing is buffered here: the runtime is asked for
// as many rows as the socket takes, so a slow reader is the runtime's to bound (and to say what was skipped), and
// no one else's trouble.
import { asMillraceError, limits } from "@millrace/core";
import type { Clock, ErrorJson } from "@millrace/core";
import type { LiveRow, QueryReader, QuerySpec, Runtime } from "@millrace/engine";
import { formatType } from "@millrace/sql";
import type { Column } from "@millrace/sql";
import type { LiveMessage } from "../api/types.ts";
import { writerOf } from "../api/values.ts";
import { errors } from "../errors.ts";
import type { MessageStream } from "./message-stream.ts";

/** Rows asked for before the size of one is known, and the most at any time. */
const rowsFirst = 64;
const rowsMost = 4_096;
/** What may be on its way to one reader, by the average size of its rows. */
const bytesAhead = 1024 * 1024;
const heartbeatMs = 1_000;

type LiveQueryHandle = ReturnType<Runtime["query"]>;

export class LiveQueries {
  readonly #runtime: Runtime;
  readonly #clock: Clock;
  readonly #most: number;
  readonly #open = new Set<MessageStream>();
  skippedRows = 0;

  constructor(runtime: Runtime, clock: Clock, most: number = limits.liveQueries) {
    this.#runtime = runtime;
    this.#clock = clock;
    this.#most = most;
  }

  get count(): number {
    return this.#open.size;
  }

  /** Call before anything is sent, so that the refusal is still a status. */
  checkRoom(): void {
    if (this.#open.size >= this.#most) throw errors.liveQueriesFull(this.#most);
  }

  /** Counts a stream (a query's, a tail's) until its reader goes, and ends it when the platform closes. */
  hold(stream: MessageStream): void {
    this.#open.add(stream);
    stream.onClose(() => void this.#open.delete(stream));
  }

  /** Streams rows until the query ends, the reader goes, `check` (asked every second) throws, or the platform closes. */
  run(spec: QuerySpec, stream: MessageStream, check: () => void = () => undefined): void {
    this.hold(stream);
    const query = new OpenQuery(stream, this.#clock, (skipped) => (this.skippedRows += skipped), check);
    stream.onClose(() => query.cancel());
    query.begin(this.#runtime, spec);
  }

  close(): void {
    for (const stream of this.#open) stream.end();
  }
}

class OpenQuery implements QueryReader {
  readonly #stream: MessageStream;
  readonly #clock: Clock;
  readonly #countSkipped: (rows: number) => void;
  readonly #check: () => void;
  #handle: LiveQueryHandle | null = null;
  #writers: readonly ReturnType<typeof writerOf>[] = [];
  /** Rows asked for and not yet here. */
  #credit = 0;
  #rows = 0;
  #bytes = 0;
  #lastProgress: LiveMessage = { type: "progress", rowsIn: 0, watermarkMs: null, lag: 0 };
  #lastSentAt: number;
  #rejected = 0;
  #rejection: ErrorJson | undefined;
  #ended = false;
  #timer: ReturnType<Clock["after"]> | null = null;

  constructor(stream: MessageStream, clock: Clock, countSkipped: (rows: number) => void, check: () => void) {
    this.#check = check;
    this.#stream = stream;
    this.#clock = clock;
    this.#countSkipped = countSkipped;
    this.#lastSentAt = clock.monotonic();
  }

  begin(runtime: Runtime, spec: QuerySpec): void {
    this.#handle = runtime.query(spec, this);
    // The query may have ended before there was a handle to cancel.
    if (this.#ended) return this.#handle.cancel();
    this.#stream.onDrain(() => this.#ask());
    this.#beat();
    this.#ask();
  }

  schema(columns: readonly Column[], changelog: "append" | "retract", key: readonly number[] | null): void {
    this.#writers = columns.map((column) => writerOf(column.type));
    this.#send({ type: "schema", columns: columns.map(({ name, type }) => ({ name, type: formatType(type) })), changelog, key });
  }

  rows(rows: readonly LiveRow[]): void {
    this.#credit = Math.max(0, this.#credit - rows.length);
    const shown = rows.map((row) => {
      const [kind, ...values] = row;
      return [kind, ...values.map((value, index) => this.#writers[index]!(value))] as const;
    });
    this.#rows += rows.length;
    this.#bytes += this.#send({ type: "rows", rows: shown });
    this.#ask();
  }

  skipped(rows: number): void {
    this.#countSkipped(rows);
    this.#send({ type: "skipped", rows });
  }

  rejected(rows: number, first: ErrorJson): void {
    this.#rejected += rows;
    this.#rejection ??= first;
    if (this.#stream.ready) this.#tellRejected();
  }

  /** What a reader that is behind did not hear yet. */
  #tellRejected(): void {
    const [rows, error] = [this.#rejected, this.#rejection];
    if (error === undefined) return;
    this.#rejected = 0;
    this.#rejection = undefined;
    this.#send({ type: "rejected", rows, error });
  }

  progress(progress: { readonly rowsIn: number; readonly watermarkMs: number | null; readonly lag: number }): void {
    this.#lastProgress = { type: "progress", ...progress };
    // A reader that is behind gets rows, not news about them.
    if (!this.#stream.ready) return;
    this.#tellRejected();
    this.#send(this.#lastProgress);
  }

  end(error?: ErrorJson): void {
    if (this.#ended) return;
    this.#tellRejected();
    this.#send(error === undefined ? { type: "end" } : { type: "error", error });
    this.#ended = true;
    this.#timer?.cancel();
    this.#stream.end();
  }

  cancel(): void {
    this.#ended = true;
    this.#timer?.cancel();
    this.#handle?.cancel();
  }

  #ask(): void {
    if (this.#ended || this.#handle === null || !this.#stream.ready) return;
    const perRow = this.#rows === 0 ? 0 : this.#bytes / this.#rows;
    const most = this.#rows === 0 ? rowsFirst : Math.max(1, Math.min(rowsMost, Math.floor(bytesAhead / Math.max(1, perRow))));
    // Half a window at a time: a request per row would cost a message each.
    if (this.#credit > most / 2) return;
    const more = most - this.#credit;
    this.#credit = most;
    this.#handle.request(more);
  }

  #send(message: LiveMessage): number {
    if (this.#ended) return 0;
    this.#lastSentAt = this.#clock.monotonic();
    return this.#stream.send(message);
  }

  /** Something each second, so that proxies and readers know the query lives. */
  #beat(): void {
    if (this.#ended) return;
    this.#timer = this.#clock.after(heartbeatMs, () => {
      try {
        this.#check();
      } catch (thrown) {
        return this.end(asMillraceError(thrown).toJSON());
      }
      if (this.#clock.monotonic() - this.#lastSentAt >= heartbeatMs - 1 && this.#stream.ready) this.#send(this.#lastProgress);
      this.#beat();
    });
  }
}
