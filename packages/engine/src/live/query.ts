// One live query: sources → operators → rows for a reader, as they are computed. No checkpoint; state lives as long
// as the query. The reader says how many rows it can take (`request`); rows beyond that wait in a bounded buffer.
// Nothing polls: the loop wakes when data, credit or a cancellation comes.
import { asMillraceError, limits, MillraceError } from "@millrace/core";
import type { Clock, ErrorJson } from "@millrace/core";
import type { Plan } from "@millrace/sql";
import { RowKind } from "../columns/batch.ts";
import type { Batch } from "../columns/batch.ts";
import { createLiveEncoder } from "../encode/live.ts";
import { jobErrors } from "../job/errors.ts";
import { buildGraph } from "../job/graph.ts";
import type { GraphSource } from "../job/graph.ts";
import type { LogAccess } from "../job/log-access.ts";
import { Pump } from "../job/pump.ts";
import { Source } from "../job/source.ts";
import { beginReading } from "../job/startup.ts";
import type { LiveQuery, QueryReader, QuerySpec } from "../runtime.ts";
import { createState } from "../state/memory.ts";
import { LiveBuffer } from "./buffer.ts";

export interface QueryEnvironment {
  readonly log: LogAccess;
  readonly clock: Clock;
  readonly turn: () => Promise<void>;
  readonly bufferRows?: number;
  readonly bufferBytes?: number;
}

/** Rows of one message to the reader. */
const messageRows = 1_000;
const progressMs = 1_000;

function changelogKey(plan: Plan): readonly number[] | null {
  const { changelog } = plan;
  return changelog.kind === "append" ? null : (changelog.key ?? null);
}

export class QueryRun implements LiveQuery {
  readonly #spec: QuerySpec;
  readonly #environment: QueryEnvironment;
  readonly #reader: QueryReader;
  readonly #buffer: LiveBuffer;
  readonly #pump: Pump;
  readonly #values: () => void;
  #credit = 0;
  #sent = 0;
  #cancelled = false;
  #progressAtMs: number;
  #rejected = 0;
  #rejection: ErrorJson | undefined;
  #rejectedAtMs = -Infinity;
  busyMs = 0;

  constructor(spec: QuerySpec, environment: QueryEnvironment, reader: QueryReader) {
    this.#spec = spec;
    this.#environment = environment;
    this.#reader = reader;
    this.#progressAtMs = environment.clock.monotonic();
    const { plan } = spec.plan;
    this.#buffer = new LiveBuffer({
      rows: environment.bufferRows ?? limits.liveBufferRows,
      bytes: environment.bufferBytes ?? limits.liveBufferBytes,
      key: changelogKey(plan),
      append: plan.changelog.kind === "append",
      complete: spec.until === "end" || spec.limit !== undefined,
    });
    const rows = createLiveEncoder(plan.schema);
    const output = {
      push: (batch: Batch) => {
        for (let row = 0; row < batch.rows; row++) this.#buffer.push(rows(batch, row));
        this.#buffer.settle();
      },
      watermark: () => undefined,
    };
    // Rows that come too late or cannot be computed are left out, as a job leaves them out of its result; the reader
    // hears of the latter. A query without any input fails instead: no row will ever come.
    const graph = buildGraph([{ plan, output }], {
      timeZone: spec.plan.timeZone,
      state: createState(),
      late: () => undefined,
      failed: (batch, row, thrown) => {
        if (!(thrown instanceof MillraceError) || this.#pump.sources.length === 0) throw thrown;
        const kind = batch.kinds?.[row] ?? RowKind.insert;
        if (kind === RowKind.insert || kind === RowKind.updateAfter) this.#reject(thrown.toJSON());
      },
    });
    this.#values = () => {
      for (const operator of graph.values) operator.watermark(0, Infinity);
    };
    this.#pump = new Pump(
      graph.sources.map((source) => this.#source(source)),
      environment,
    );
  }

  #source({ key, scan, output, open }: GraphSource): Source {
    const { log, clock } = this.#environment;
    const startMs = clock.now();
    const { from, until } = this.#spec;
    return new Source({
      key,
      topic: scan.table.topic,
      hasWatermark: scan.watermark !== null,
      idleTimeoutMs: scan.watermark?.idleTimeoutMs ?? 0,
      open,
      output,
      locate: () => undefined,
      bad: ({ partition, offset, code, reason }) => {
        const { topic, options } = scan.table;
        if (options["on-error"] === "fail") throw jobErrors.recordRefused(topic, partition, offset, reason);
        this.#reject({
          code,
          message: `the record at offset ${offset} of "${topic}", partition ${partition}: ${reason}`,
          retriable: false,
        });
      },
      begin: (partition, ends, late) => beginReading(log, scan.table, partition, ends, { late, startMs, from, untilEnd: until === "end" }),
    });
  }

  request(rows: number): void {
    this.#credit += rows;
    this.#pump.wake();
  }

  cancel(): void {
    this.#cancelled = true;
    this.#pump.wake();
  }

  /** Runs to the end and tells the reader of it. Never rejects. */
  async run(): Promise<void> {
    const { plan } = this.#spec.plan;
    try {
      this.#reader.schema(plan.schema, plan.changelog.kind === "append" ? "append" : "retract", changelogKey(plan));
      await this.#pump.open([]);
      if (this.#spec.until === "end") await this.#pump.stopAtEnds();
      await this.#loop();
      if (!this.#cancelled) this.#tellRejected(true);
      if (!this.#cancelled) this.#reader.end();
    } catch (error) {
      if (!this.#cancelled) this.#reader.end(asMillraceError(error).toJSON());
    } finally {
      this.#pump.close();
    }
  }

  async #loop(): Promise<void> {
    const { turn } = this.#environment;
    let ended = false;
    this.#work(() => this.#values());
    while (!this.#cancelled) {
      await this.#pump.discover();
      if (this.#deliver()) return;
      const stepped = !ended && !this.#buffer.full && this.#work(() => this.#pump.step());
      this.#work(() => this.#pump.checkIdle());
      if (this.#pump.complete && !ended) {
        ended = true;
        this.#work(() => this.#pump.finish());
      }
      if (this.#deliver()) return;
      if (ended && this.#buffer.length === 0) return;
      this.#tellProgress();
      if (stepped) await turn();
      else if (this.#buffer.length === 0 || this.#credit === 0) await this.#pump.wait(Math.min(this.#pump.idleInMs, progressMs));
    }
  }

  #work<T>(work: () => T): T {
    const { clock } = this.#environment;
    const before = clock.monotonic();
    try {
      return work();
    } finally {
      this.busyMs += clock.monotonic() - before;
    }
  }

  /** Gives the reader what it can take. True when it has all that it asked for. */
  #deliver(): boolean {
    const { limit = Infinity } = this.#spec;
    while (this.#credit > 0 && this.#buffer.length > 0 && this.#sent < limit) {
      const skipped = this.#buffer.takeSkipped();
      if (skipped > 0) this.#reader.skipped(skipped);
      const rows = this.#buffer.take(Math.min(this.#credit, messageRows, limit - this.#sent));
      this.#credit -= rows.length;
      this.#sent += rows.length;
      this.#reader.rows(rows);
    }
    return this.#sent >= limit;
  }

  #reject(error: ErrorJson): void {
    this.#rejected++;
    this.#rejection ??= error;
  }

  /** At once, then once a second, and at the end: a topic of nothing but bad records is no flood of messages. */
  #tellRejected(atEnd: boolean): void {
    const now = this.#environment.clock.monotonic();
    if (this.#rejection === undefined || (!atEnd && now - this.#rejectedAtMs < progressMs)) return;
    this.#rejectedAtMs = now;
    this.#reader.rejected(this.#rejected, this.#rejection);
    this.#rejected = 0;
    this.#rejection = undefined;
  }

  #tellProgress(): void {
    this.#tellRejected(false);
    const now = this.#environment.clock.monotonic();
    if (now - this.#progressAtMs < progressMs) return;
    this.#progressAtMs = now;
    const { rows, watermarkMs, lag } = this.#pump;
    this.#reader.progress({ rowsIn: rows, watermarkMs, lag });
  }
}
