// The control record that ends a transaction (KIP-98): key `version i16, type i16` with type 0 abort and 1 commit, value
// `version i16, coordinator epoch i32`.
import type { TransactionMarker } from "../port.ts";
import { encodeBatch } from "./encode.ts";

export function encodeMarker(marker: TransactionMarker, timestampMs: number): Uint8Array<ArrayBuffer> {
  const key = new Uint8Array(4);
  new DataView(key.buffer).setInt16(2, marker.committed ? 1 : 0);
  const value = new Uint8Array(6);
  new DataView(value.buffer).setInt32(2, marker.coordinatorEpoch);
  const { producerId, producerEpoch } = marker;
  return encodeBatch({ records: [{ key, value, timestampMs }], producerId, producerEpoch, transactional: true, control: true });
}
