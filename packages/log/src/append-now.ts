// One append from check to acknowledgement. An append whose batches were all sent before waits until the first
// sending is durable: an acknowledgement must mean the same thing both times.
import { prepareAppend } from "./append.ts";
import { checkIncoming } from "./batch/check.ts";
import { encodeMarker, type Marker } from "./batch/marker.ts";
import type { Committer } from "./committer.ts";
import type { Partition } from "./partition/partition.ts";
import type { AppendResult, TransactionMarker } from "./port.ts";

export function appendNow(
  committer: Committer,
  partition: Partition,
  bytes: Uint8Array,
  nowMs: number,
  marker?: Marker,
): Promise<AppendResult> {
  const refusal = committer.refusal(bytes.length);
  if (refusal !== undefined) {
    if (refusal.retriable && marker === undefined)
      for (const header of checkIncoming(bytes, partition.topic.settings.maxMessageBytes)) partition.producers.expect(header, nowMs);
    throw refusal;
  }
  const { pending, baseOffset, lastOffset, logAppendTimeMs } = prepareAppend(partition, bytes, nowMs, marker);
  const result = (duplicate: boolean): AppendResult => ({
    baseOffset,
    lastOffset,
    logAppendTimeMs,
    startOffset: partition.startOffset,
    duplicate,
  });
  if (pending === undefined) return partition.durableUpTo(lastOffset).then(() => result(true));
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  committer.enqueue(partition, { ...pending, durable: promise, resolve, reject });
  return promise.then(() => result(false));
}

export function endTransactionNow(
  committer: Committer,
  partition: Partition,
  end: TransactionMarker,
  nowMs: number,
): Promise<AppendResult> {
  partition.producers.checkMarker(end);
  const transactionStart = partition.producers.get(end.producerId)?.transactionStart ?? -1;
  return appendNow(committer, partition, encodeMarker(end, transactionStart, nowMs), nowMs, { ...end, transactionStart });
}
