// The control record that ends a transaction (KIP-98): key `version i16, type i16` with type 0 abort and 1 commit, value
// `version i16, coordinator epoch i32`. A record header beside them, which no client looks at, says where in the
// partition the transaction began: so the list of aborted transactions can be made again from any segment alone.
import { ByteWriter } from "@millrace/core";
import type { TransactionMarker } from "../port.ts";
import { encodeBatch } from "./encode.ts";
import { readInt64, viewOf } from "./header.ts";
import { RecordReader } from "./records.ts";

const startHeader = "first-offset";

export interface Marker {
  readonly committed: boolean;
  readonly coordinatorEpoch: number;
  /** First offset of the transaction in this partition, -1 when there was none. */
  readonly transactionStart: number;
}

export function encodeMarker(marker: TransactionMarker, transactionStart: number, timestampMs: number): Uint8Array<ArrayBuffer> {
  const key = new ByteWriter(4);
  key.int16(0);
  key.int16(marker.committed ? 1 : 0);
  const value = new ByteWriter(6);
  value.int16(0);
  value.int32(marker.coordinatorEpoch);
  const start = new ByteWriter(8);
  start.int64(transactionStart);
  const headers = [{ key: startHeader, value: start.finish() }];
  const { producerId, producerEpoch } = marker;
  return encodeBatch({
    records: [{ key: key.finish(), value: value.finish(), timestampMs, headers }],
    producerId,
    producerEpoch,
    transactional: true,
    control: true,
  });
}

/** Of a control batch that this log wrote. */
export function readMarker(batch: Uint8Array, at = 0): Marker {
  const record = new RecordReader(batch, at);
  record.next();
  const view = viewOf(record.bytes);
  const start = record.headers().find(({ key }) => key === startHeader)?.value;
  return {
    committed: view.getInt16(record.keyStart + 2) === 1,
    coordinatorEpoch: view.getInt32(record.valueStart + 2),
    transactionStart: start === undefined ? -1 : readInt64(viewOf(start), 0),
  };
}
