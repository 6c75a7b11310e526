// The records of a partition that count, one after the other, and what makes two of them the same.
import { committedBatches, batchesIn, type Log, RecordReader } from "@millrace/log";

const readBytes = 1 << 20;

/** What is read at a time, from `from` to before `to`; the reader is moved by whoever gets it. */
export async function* recordsOf(log: Log, topic: string, partition: number, from: number, to: number): AsyncGenerator<RecordReader> {
  for (let offset = from; offset < to;) {
    const options = { maxBytes: readBytes, waitMs: 5_000, isolation: "committed" } as const;
    const { bytes, abortedTransactions } = await log.read(topic, partition, offset, options);
    for (const { at, header } of committedBatches(bytes, abortedTransactions))
      if (header.lastOffset >= offset) yield new RecordReader(bytes, at);
    const before = offset;
    for (const { header } of batchesIn(bytes)) offset = header.lastOffset + 1;
    if (offset === before) return;
  }
}

/** Time, key, value and headers as bytes that differ when the records do. */
export function contentOf(record: RecordReader): Buffer {
  const key = record.key();
  const value = record.value();
  const headers = record.headerCount === 0 ? [] : record.headers();
  const lengths = Buffer.alloc(20);
  lengths.writeDoubleBE(record.timestampMs, 0);
  lengths.writeInt32BE(key?.length ?? -1, 8);
  lengths.writeInt32BE(value?.length ?? -1, 12);
  lengths.writeInt32BE(headers.length, 16);
  const parts: Uint8Array[] = [lengths];
  if (key !== undefined) parts.push(key);
  if (value !== undefined) parts.push(value);
  for (const header of headers) {
    const name = Buffer.from(header.key);
    const sizes = Buffer.alloc(8);
    sizes.writeInt32BE(name.length, 0);
    sizes.writeInt32BE(header.value?.length ?? -1, 4);
    parts.push(sizes, name);
    if (header.value !== undefined) parts.push(header.value);
  }
  return Buffer.concat(parts);
}
