// A page of a topic's records: from an offset of one partition, or the newest of all. A search reads on until the page
// is full or a budget of bytes is spent, and says where to go on.
import { forEachRecord } from "@millrace/log";
import type { Log, TopicInfo } from "@millrace/log";
import type { RecordsAnswer, RecordView } from "../api/types.ts";
import { errors } from "../errors.ts";
import { matches, recordView } from "./record-view.ts";

const chunkBytes = 1024 * 1024;
/** What one request may read. */
const budgetBytes = 16 * 1024 * 1024;
const pageRecordsMost = 1_000;

export interface PageQuery {
  readonly partition: number | null;
  readonly offset: string;
  readonly limit: number;
  readonly search: string;
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
    const { start, end } = log.offsets(topic.name, partition);
    const from = newest === null ? offsetOf(query.offset, start, end) : Math.max(start, end - Number(newest[1]));
    const page = await partitionPage(log, topic.name, partition, { from, end, limit, search: Buffer.from(query.search), budget });
    records.push(...page.records);
    next[partition] = page.next;
  }
  if (partitions.length > 1) {
    records.sort((a, b) => a.timestampMs - b.timestampMs || a.partition - b.partition || a.offset - b.offset);
    if (newest === null) trim(records, limit, next);
    else records.splice(0, records.length - Math.min(limit, Number(newest[1])));
  }
  return { records, next };
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
  readonly search: Buffer;
  readonly budget: { bytes: number };
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
    const { bytes } = await log.read(topic, partition, next, { maxBytes: chunkBytes });
    if (bytes.length === 0) break;
    query.budget.bytes -= bytes.length;
    const from = next;
    let full = false;
    forEachRecord(bytes, (record) => {
      if (full || record.offset < from) return;
      if (matches(record, query.search)) {
        if (records.length === query.limit) return void (full = true);
        records.push(recordView(partition, record));
      }
      next = record.offset + 1;
    });
    // Offsets that compaction took leave a gap at the end of what was read.
    if (next === from && !full) break;
  }
  return { records, next };
}
