// What of a topic is shown to people and answered over HTTP: what counts, as consumers that read committed see it. Records of
// transactions that are open or were aborted are shown on request (`isolation=uncommitted`).
import { committedBatches, forEachRecord, type Log, RecordReader, type ReadResult } from "@millrace/log";

export type Isolation = "committed" | "uncommitted";

/** One past the last record that may be shown. */
export function shownEnd(log: Log, topic: string, partition: number, isolation: Isolation): number {
  const { end, stable } = log.offsets(topic, partition);
  return isolation === "committed" ? stable : end;
}

export const readShown = (log: Log, topic: string, partition: number, offset: number, maxBytes: number, isolation: Isolation) =>
  log.read(topic, partition, offset, isolation === "committed" ? { maxBytes, isolation } : { maxBytes });

export function forEachShown(
  { bytes, abortedTransactions }: ReadResult,
  isolation: Isolation,
  visit: (record: RecordReader) => void,
): void {
  if (isolation === "uncommitted") return forEachRecord(bytes, visit);
  for (const { at } of committedBatches(bytes, abortedTransactions)) {
    const reader = new RecordReader(bytes, at);
    while (reader.next()) visit(reader);
  }
}
