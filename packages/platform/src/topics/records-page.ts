// A page of a topic's records: from an offset of one partition, or the newest of all. A search reads on until the page
// is full or a budget of bytes is spent, and says where to go on.
import { batchesIn } from "@millrace/log";
import type { Log, TopicInfo } from "@millrace/log";
import type { RecordsAnswer, RecordView } from "../api/types.ts";
import { errors } from "../errors.ts";
import type { RecordFilter } from "./record-filter.ts";
import { recordView } from "./record-view.ts";
import { forEachShown, readShown, shownEnd } from "./shown.ts";

const chunkBytes = 1024 * 1024;
/** What one request may read. */
const budgetBytes = 16 * 1024 * 1024;
const pageRecordsMost = 1_000;

export interface PageQuery {
  readonly partition: number | null;
  readonly offset: string;
  readonly limit: number;
  readonly filter: RecordFilter;
}

export async function recordsPage(log: Log, topic: TopicInfo, query: PageQuery): Promise<RecordsAnswer> {
  if (query.partition !== null && query.partition >= topic.partitions)
    throw errors.partitionUnknown(topic.name, query.partition, topic.partitions);
  const limit = Math.min(query.limit, pageRecordsMost);
  const partitions = query.partition === null ? Array.from({ length: topic.partitions }, (_, index) => index) : [query.partition];
  const newest = /^-(\d{1,9})$/.exec(query.offset);
  const records: RecordView[] = [];
  const next: Record<number, number> = {};
  const budget = { bytes: budgetBytes };
  for (const partition of partitions) {
    const { start } = log.offsets(topic.name, partition);
    const end = shownEnd(log, topic.name, partition, query.filter.isolation);
    const since = Math.max(start, await offsetSince(log, topic.name, partition, query.filter.sinceMs));
    const read = { from: since, end, limit, filter: query.filter, budget };
    if (newest !== null) {
      records.push(...(await newestRecords(log, topic.name, partition, { ...read, limit: Math.min(limit, Number(newest[1])) })));
      next[partition] = end;
    } else {
      const page = await partitionPage(log, topic.name, partition, { ...read, from: Math.max(since, offsetOf(query.offset, start, end)) });
      records.push(...page.records);
      next[partition] = page.next;
    }
  }
  if (partitions.length > 1) {
    records.sort((a, b) => a.timestampMs - b.timestampMs || a.partition - b.partition || a.offset - b.offset);
    if (newest === null) trim(records, limit, next);
    else records.splice(0, records.length - Math.min(limit, Number(newest[1])));
  }
  return { records, next };
}

/** Where the first record of that time or later stands; the end when there is none. */
async function offsetSince(log: Log, topic: string, partition: number, sinceMs: number | undefined): Promise<number> {
  if (sinceMs === undefined) return 0;
  return (await log.offsetAt(topic, partition, sinceMs))?.offset ?? log.offsets(topic, partition).end;
}

function offsetOf(text: string, start: number, end: number): number {
  if (text === "earliest") return start;
  if (text === "latest") return end;
  if (!/^\d{1,16}$/.test(text)) throw errors.offsetUnreadable(text);
  return Math.min(end, Math.max(start, Number(text)));
}

/** Records beyond the limit are left to the next page of their partition. */
function trim(records: RecordView[], limit: number, next: Record<number, number>): void {
  for (const record of records.splice(limit)) next[record.partition] = Math.min(next[record.partition]!, record.offset);
}

interface PartitionQuery {
  readonly from: number;
  readonly end: number;
  readonly limit: number;
  readonly filter: RecordFilter;
  readonly budget: { bytes: number };
}

/** The newest records that fit: windows back from the end, each four times as long as the one before. */
async function newestRecords(log: Log, topic: string, partition: number, query: PartitionQuery): Promise<RecordView[]> {
  const { from: first, limit, budget } = query;
  let found: RecordView[] = [];
  let end = query.end;
  for (let length = limit; end > first && found.length < limit; length *= 4) {
    const from = Math.max(first, end - length);
    const { records, next } = await partitionPage(log, topic, partition, { ...query, from, end, limit: Infinity });
    // The budget ended within the window: what is missing is newer than what was found there.
    if (next < end && budget.bytes <= 0) break;
    found = [...records, ...found];
    end = from;
  }
  return found.slice(-limit);
}

async function partitionPage(
  log: Log,
  topic: string,
  partition: number,
  query: PartitionQuery,
): Promise<{ records: RecordView[]; next: number }> {
  const records: RecordView[] = [];
  let next = query.from;
  while (next < query.end && records.length < query.limit && query.budget.bytes > 0) {
    const { isolation } = query.filter;
    const read = await readShown(log, topic, partition, next, chunkBytes, isolation);
    const { bytes } = read;
    if (bytes.length === 0) break;
    query.budget.bytes -= bytes.length;
    const from = next;
    let full = false;
    forEachShown(read, isolation, (record) => {
      if (full || record.offset < from) return;
      if (query.filter.matches(record)) {
        if (records.length === query.limit) return void (full = true);
        records.push(recordView(partition, record));
      }
      next = record.offset + 1;
    });
    // Past the last batch, not the last record: compaction may have taken what stood behind it.
    if (!full) for (const { header } of batchesIn(bytes)) next = Math.max(next, header.lastOffset + 1);
  }
  return { records, next };
}
