// Drives the real engine over a case, synchronously: record batches through its scans, generated loops and operators,
// cut where the case says, with a checkpoint and a restore where the case says. Everything between the log and the
// sink's encoder is real; reading, which the pump does by itself in a job, is done here in the case's order.
import { encodeBatch } from "@millrace/log";
import type { Plan, Value } from "@millrace/sql";
import { rowKindNames, type Batch } from "../../packages/engine/src/columns/batch.ts";
import { valueAt } from "../../packages/engine/src/columns/value.ts";
import { buildGraph } from "../../packages/engine/src/job/graph.ts";
import type { LogAccess } from "../../packages/engine/src/job/log-access.ts";
import { Source, type SourceState } from "../../packages/engine/src/job/source.ts";
import type { RecordLocator } from "../../packages/engine/src/scan/source.ts";
import { createState, type RootState } from "../../packages/engine/src/state/memory.ts";
import { keyBytes, valueBytes, type Case, type CaseRecord } from "./case.ts";
import type { Kind } from "./row.ts";

export interface EngineResult {
  readonly rows: readonly (readonly [Kind, ...Value[]])[];
  /** `topic/partition/offset` of each late row, or "?" where it has no record any more. */
  readonly late: readonly string[];
  readonly bad: readonly string[];
}

interface Results {
  readonly rows: [Kind, ...Value[]][];
  readonly late: string[];
  readonly bad: string[];
}

/** A run of records of one partition that is read at once. */
interface Chunk {
  readonly topic: string;
  readonly partition: number;
  readonly from: number;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

export async function runEngine(plan: Plan, given: Case): Promise<EngineResult> {
  const results: Results = { rows: [], late: [], bad: [] };
  const topics = new Map(Object.entries(given.topics));
  let job = await openJob(plan, given, topics, results, createState(), undefined);
  for (const { chunks, restore } of readsOf(given)) {
    for (const chunk of chunks) job.process(chunk);
    if (restore) job = await job.restored();
  }
  job.finish();
  return results;
}

interface Read {
  readonly chunks: readonly Chunk[];
  readonly restore: boolean;
}

/** Several plans may be asked over one case. */
const encoded = new WeakMap<Case, readonly Read[]>();

function readsOf(given: Case): readonly Read[] {
  const standing = encoded.get(given);
  if (standing !== undefined) return standing;
  const offsets = new Map<string, number>();
  let at = 0;
  const reads = given.reads.map((read): Read => {
    const records = given.records.slice(at, at + read.records);
    at += read.records;
    return { chunks: chunksOf(records, read, offsets), restore: read.restore === true };
  });
  encoded.set(given, reads);
  return reads;
}

function chunksOf(records: readonly CaseRecord[], read: Case["reads"][number], offsets: Map<string, number>): Chunk[] {
  const chunks: Chunk[] = [];
  for (let at = 0; at < records.length;) {
    const { topic, partition } = records[at]!;
    let end = at;
    while (end < records.length && records[end]!.topic === topic && records[end]!.partition === partition) end++;
    const run = records.slice(at, end);
    const from = offsets.get(`${topic}/${partition}`) ?? 0;
    offsets.set(`${topic}/${partition}`, from + run.length);
    chunks.push({ topic, partition, from, bytes: batches(run, from, read) });
    at = end;
  }
  return chunks;
}

function batches(records: readonly CaseRecord[], from: number, read: Case["reads"][number]): Uint8Array<ArrayBuffer> {
  const parts: Uint8Array[] = [];
  for (let at = 0; at < records.length; at += read.batch) {
    parts.push(
      encodeBatch({
        baseOffset: from + at,
        compression: read.codec,
        records: records
          .slice(at, at + read.batch)
          .map((record) => ({ key: keyBytes(record), value: valueBytes(record), timestampMs: record.timestampMs })),
      }),
    );
  }
  const all = Buffer.concat(parts);
  return new Uint8Array(new Uint8Array(all).buffer);
}

interface Job {
  process(chunk: Chunk): void;
  restored(): Promise<Job>;
  finish(): void;
}

async function openJob(
  plan: Plan,
  given: Case,
  topics: ReadonlyMap<string, number>,
  results: Results,
  state: RootState,
  from: readonly SourceState[] | undefined,
): Promise<Job> {
  let located: { topic: string; records: RecordLocator } | undefined;
  const graph = buildGraph([{ plan, output: { push: (batch) => collect(plan, batch, results.rows), watermark: () => undefined } }], {
    timeZone: given.timeZone,
    state,
    late: (batch, row) => void results.late.push(recordOf(batch, row)),
    failed: (batch, row) => void results.bad.push(recordOf(batch, row)),
  });
  function recordOf(batch: Batch, row: number): string {
    const origin = batch.origin?.[row];
    return origin === undefined || located === undefined
      ? "?"
      : `${located.topic}/${located.records.partition}/${located.records.offset(origin)}`;
  }
  const sources = graph.sources.map(
    (source) =>
      new Source({
        key: source.key,
        topic: source.scan.table.topic,
        hasWatermark: source.scan.watermark !== null,
        idleTimeoutMs: 0,
        open: (partition) => source.open(partition),
        output: source.output,
        bad: (record) => void results.bad.push(`${source.scan.table.topic}/${record.partition}/${record.offset}`),
        locate: (records) => void (located = records === undefined ? undefined : { topic: source.scan.table.topic, records }),
        begin: async () => ({ next: 0, stopAt: null }),
      }),
  );
  for (const [index, source] of sources.entries()) {
    if (from !== undefined) source.restore(from[index]!);
    await source.discover(endsOf(topics), false, 0);
  }
  if (from === undefined) for (const operator of graph.values) operator.watermark(0, Infinity);
  return {
    process(chunk) {
      for (const source of sources.filter((one) => one.spec.topic === chunk.topic)) {
        const feed = source.feeds[chunk.partition]!;
        feed.chunk = { bytes: chunk.bytes.slice(), from: chunk.from };
        source.process(feed, 0);
      }
    },
    restored() {
      const copy = createState();
      for (const region of state.regions()) copy.restore(region.path, new Uint8Array(region.buffer.slice(0)));
      const states = structuredClone(sources.map((source) => source.snapshot()));
      return openJob(plan, given, topics, results, copy, states);
    },
    finish: () => sources.forEach((source) => source.finish()),
  };
}

/** All that a source asks of a log before it reads: how many partitions there are. */
function endsOf(topics: ReadonlyMap<string, number>): LogAccess {
  const never = (): never => {
    throw new Error("a source of a case asks for nothing but the ends of partitions");
  };
  return {
    describe: async (topic) => Array.from({ length: topics.get(topic) ?? 0 }, () => ({ start: 0, end: Number.MAX_SAFE_INTEGER })),
    createTopic: never,
    read: never,
    append: never,
    offsetAt: never,
    producer: never,
    nextProducerId: never,
    watch: never,
  };
}

function collect(plan: Plan, batch: Batch, rows: [Kind, ...Value[]][]): void {
  for (let row = 0; row < batch.rows; row++) {
    const kind = rowKindNames[batch.kinds === null ? 0 : batch.kinds[row]!]!;
    rows.push([kind, ...plan.schema.map((column, index) => valueAt(batch.columns[index]!, column.type, row))]);
  }
}
