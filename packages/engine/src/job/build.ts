// Puts the parts of a job together from its plan: graph, sources, outputs, and what happens to late rows and to
// records that cannot be read.
import { MillraceError } from "@millrace/core";
import type { Clock } from "@millrace/core";
import type { Column, TableDefinition } from "@millrace/sql";
import { RowKind } from "../columns/batch.ts";
import type { Batch } from "../columns/batch.ts";
import { OutputBytes } from "../encode/bytes.ts";
import { jsonRowWriter } from "../encode/json.ts";
import { createEncoder } from "../encode/sink.ts";
import type { OperatorContext } from "../operators/operator.ts";
import type { JobSpec } from "../runtime.ts";
import type { BadRecord } from "../scan/source.ts";
import type { StateScope } from "../state/region.ts";
import { AsideRecords } from "./aside.ts";
import { jobErrors } from "./errors.ts";
import { buildGraph } from "./graph.ts";
import type { GraphSource } from "./graph.ts";
import type { LogAccess } from "./log-access.ts";
import { Outputs } from "./outputs.ts";
import type { Producer, Sequences } from "./outputs.ts";
import { Pump } from "./pump.ts";
import { Source } from "./source.ts";
import type { SourceState } from "./source.ts";
import { beginReading } from "./startup.ts";

/** What a checkpoint keeps of a job besides its state pages. JSON. */
export interface JobProgress {
  readonly sources: readonly SourceState[];
  readonly producer: Producer;
  readonly sequences: Sequences;
  readonly rows: Readonly<Record<string, number>>;
  readonly late: number;
  readonly bad: number;
  readonly valuesDone: boolean;
  /** Set by the last epoch of a job whose input ended; `drained`: what comes later finds no state. */
  readonly end: "finished" | "drained" | null;
}

export interface JobParts {
  readonly pump: Pump;
  readonly outputs: Outputs;
  readonly counts: { readonly late: number; readonly bad: number };
  readonly rowsOut: number;
  open(progress: JobProgress | undefined): Promise<void>;
  /** Sends the rows of VALUES, once in the job's life. */
  readonly values: () => void;
  progress(end: JobProgress["end"]): JobProgress;
}

interface BuildContext {
  readonly log: LogAccess;
  readonly clock: Clock;
  readonly state: StateScope;
  readonly startMs: number;
}

export class JobBuilder {
  readonly #spec: JobSpec;
  readonly #context: BuildContext;
  readonly #aside: AsideRecords;
  /** A row without a record stops the job: some table asks for it, or the job has no input that could be better later. */
  #failing = false;

  constructor(spec: JobSpec, context: BuildContext) {
    this.#spec = spec;
    this.#context = context;
    this.#aside = new AsideRecords(spec.name);
  }

  build(producer: Producer, progress: JobProgress | undefined): JobParts {
    const { plan } = this.#spec;
    const aside = this.#aside;
    aside.late = progress?.late ?? 0;
    aside.bad = progress?.bad ?? 0;
    const outputs = new Outputs(producer, progress?.sequences, progress?.rows);
    const failed: Failed = (batch, row, thrown, schema) => this.#failed({ batch, row, thrown, schema }, outputs);
    const sinks = plan.sinks.map(({ table, plan }) => ({
      plan,
      output: outputs.sink(table, () => createEncoder(table, plan.schema, failed)),
    }));
    const graph = buildGraph(sinks, {
      timeZone: plan.timeZone,
      state: this.#context.state,
      late: (batch, row, windowEndMs) => aside.lateRow(batch, row, windowEndMs),
      failed,
    });
    const sources = graph.sources.map((source) => this.#source(source, outputs));
    this.#failing = sources.length === 0 || graph.sources.some(({ scan }) => isFailing(scan.table));
    const pump = new Pump(sources, this.#context);
    let valuesDone = progress !== undefined && progress.valuesDone;
    const sinkTopics = new Set(plan.sinks.map(({ table }) => table.topic));
    return {
      pump,
      outputs,
      counts: aside,
      get rowsOut() {
        return Object.entries(outputs.rows()).reduce((sum, [topic, rows]) => sum + (sinkTopics.has(topic) ? rows : 0), 0);
      },
      open: (from) => pump.open(from?.sources ?? []),
      values: () => {
        if (!valuesDone) for (const operator of graph.values) operator.watermark(0, Infinity);
        valuesDone = true;
      },
      progress: (end) => ({
        sources: pump.snapshot(),
        producer: outputs.producer,
        sequences: outputs.sequences(),
        rows: outputs.rows(),
        late: aside.late,
        bad: aside.bad,
        valuesDone,
        end,
      }),
    };
  }

  #source(source: GraphSource, outputs: Outputs): Source {
    const { scan } = source;
    const { table, watermark } = scan;
    const { log, startMs } = this.#context;
    const failing = isFailing(table);
    const aside = this.#aside;
    return new Source({
      key: source.key,
      topic: table.topic,
      hasWatermark: watermark !== null,
      idleTimeoutMs: watermark?.idleTimeoutMs ?? 0,
      open: (partition) => source.open(partition),
      output: source.output,
      bad: (record) => this.#bad(table.topic, failing, record),
      locate(records) {
        aside.reading = records === undefined ? undefined : { table: table.name, topic: table.topic, failing, records };
        if (records === undefined) aside.flush(outputs);
      },
      begin: (partition, ends, late) => beginReading(log, table, partition, ends, { late, startMs, from: undefined, untilEnd: false }),
    });
  }

  #bad(topic: string, failing: boolean, record: BadRecord): void {
    if (failing) throw jobErrors.recordRefused(topic, record.partition, record.offset, record.reason);
    this.#aside.badRecord(topic, record);
  }

  /**
   * A row that cannot be computed, or that its table cannot hold: the record it came from is rejected, or, where there
   * is no one record (a row of an aggregate), the row itself.
   */
  #failed({ batch, row, thrown, schema }: FailedRow, outputs: Outputs): void {
    if (!(thrown instanceof MillraceError)) throw thrown;
    const kind = batch.kinds?.[row] ?? RowKind.insert;
    // It failed when it was added too, and was told then.
    if (kind === RowKind.delete || kind === RowKind.updateBefore) return;
    const { code, message: reason } = thrown;
    const { reading } = this.#aside;
    const origin = batch.origin?.[row];
    if (reading === undefined || origin === undefined) {
      if (this.#failing) throw thrown;
      const value = rowText(batch, row, schema);
      const watermark = batch.watermarks?.[row] ?? batch.watermark;
      const timestampMs = Number.isFinite(watermark) ? watermark : -1;
      return this.#aside.badRow(this.#spec.plan.sinks[0]!.table.topic, { code, reason, value, timestampMs }, outputs);
    }
    const { records, topic, failing } = reading;
    this.#bad(topic, failing, {
      partition: records.partition,
      offset: records.offset(origin),
      timestampMs: records.timestampMs(origin),
      key: records.key(origin),
      value: records.value(origin),
      code,
      reason,
    });
  }
}

type Failed = NonNullable<OperatorContext["failed"]>;

interface FailedRow {
  readonly batch: Batch;
  readonly row: number;
  readonly thrown: unknown;
  readonly schema: readonly Column[];
}

const isFailing = ({ options }: TableDefinition): boolean => options["on-error"] === "fail";

function rowText(batch: Batch, row: number, schema: readonly Column[]): Uint8Array {
  const out = new OutputBytes();
  const fields = schema.map((column, index) => ({ index, column }));
  jsonRowWriter(fields, { standard: "SQL", ignoreNulls: false })(out, batch, row);
  return out.bytes.slice(0, out.position);
}
