// Writes the marker that ends a transaction into each of its partitions. Writing them again, after a restart or a full
// disk, does no harm: a marker without an open transaction changes nothing for a reader.
import { MillraceError } from "@millrace/core";
import type { LocalLog, TransactionMarker } from "@millrace/log";
import { offsetsTopic } from "../groups/journal.ts";
import type { Partitions } from "./transaction.ts";

/** Who keeps offsets that count when their transaction is committed. */
export interface PendingOffsetsOwner {
  transactionEnded(producerId: number, committed: boolean): void;
}

/** Where a transaction keeps offsets of groups. */
export const offsetsPartition = 0;
export const offsetsPartitions: Partitions = new Map([[offsetsTopic, new Set([offsetsPartition])]]);

/** There is one coordinator, this one; in Kafka the epoch tells a newer one from an older. */
const coordinatorEpoch = 0;

/** The topic is gone, or somebody (WriteTxnMarkers) ended it there already: in either case nothing is left to do. */
const settled = new Set(["log.topic-unknown", "log.partition-unknown", "log.producer-fenced", "log.coordinator-fenced"]);

async function writeMarker(log: LocalLog, topic: string, index: number, marker: TransactionMarker): Promise<void> {
  try {
    await log.endTransaction(topic, index, marker);
  } catch (thrown) {
    if (!(thrown instanceof MillraceError && settled.has(thrown.code))) throw thrown;
  }
}

/** Resolves when all of them are durable, and offsets among them count or are forgotten. */
export async function writeMarkers(
  log: LocalLog,
  offsets: PendingOffsetsOwner,
  partitions: Partitions,
  marker: Omit<TransactionMarker, "coordinatorEpoch">,
): Promise<void> {
  const writing = [...partitions].flatMap(([topic, indexes]) =>
    [...indexes].map((index) => writeMarker(log, topic, index, { ...marker, coordinatorEpoch })),
  );
  await Promise.all(writing);
  if (partitions.has(offsetsTopic)) offsets.transactionEnded(marker.producerId, marker.committed);
}
