// Records of the simulation: a value says which record it is, so that whoever reads it knows where it came from.
import { batchesIn, encodeBatch, RecordReader } from "@millrace/log";
import type { Checker } from "./checker/checker.ts";
import type { SeenBatch } from "./checker/partition.ts";
import { must, type Sent } from "./checker/records.ts";

export interface ProducerIdentity {
  readonly producerId: number;
  readonly producerEpoch: number;
  readonly baseSequence: number;
}

export function encodeSent(sents: readonly Sent[], valueBytes: number, timestampMs: number, identity?: ProducerIdentity): Uint8Array {
  const records = sents.map(({ id, key, tombstone }) => ({
    key,
    value: tombstone ? null : `${id} ${"x".repeat(valueBytes)}`,
    headers: tombstone ? [{ key: "id", value: String(id) }] : [],
    timestampMs,
  }));
  return encodeBatch({ records, ...identity, transactional: sents[0]?.transaction !== undefined });
}

/** Whole batches of an answer; the CRC is the log's own affair, what the records say is ours. */
export function decodeBatches(bytes: Uint8Array, checker: Checker): SeenBatch[] {
  const batches: SeenBatch[] = [];
  let end = 0;
  for (const { at, header } of batchesIn(bytes)) {
    end = at + header.sizeBytes;
    const { baseOffset, lastOffset, producerId, transactional, control } = header;
    const reader = new RecordReader(bytes, at);
    const records: { offset: number; sent: Sent }[] = [];
    let aborts = false;
    while (reader.next()) {
      if (control) aborts = reader.bytes[reader.keyStart + 3] === 0;
      else records.push({ offset: reader.offset, sent: checker.find(idOf(reader)) });
    }
    batches.push({ baseOffset, lastOffset, producerId, transactional, control, aborts, records });
  }
  must(end === bytes.length, "an answer ends in the middle of a batch");
  return batches;
}

function idOf(reader: RecordReader): number {
  const bytes = reader.valueLength < 0 ? reader.headers()[0]!.value : reader.value();
  return Number.parseInt(Buffer.from(bytes!).toString("latin1"), 10);
}
