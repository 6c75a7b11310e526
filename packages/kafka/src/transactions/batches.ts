// Whose transaction the batches of one produce request and partition belong to: a look at two fields of each header,
// before the log checks them. Bytes that are no batches are left to the log to refuse.
import { batchField, batchHeaderBytes, readProducerId, readSizeBytes, transactionalFlag, viewOf } from "@millrace/log";
import type { Producer } from "./transaction.ts";

/** Undefined when no batch is transactional; "several" when they are of more than one producer. */
export function transactionalProducer(records: Uint8Array): Producer | "several" | undefined {
  const view = viewOf(records);
  let found: Producer | undefined;
  for (let at = 0; records.length - at >= batchHeaderBytes;) {
    if ((view.getInt16(at + batchField.attributes) & transactionalFlag) !== 0) {
      const producerId = readProducerId(view, at);
      const producerEpoch = view.getInt16(at + batchField.producerEpoch);
      if (found !== undefined && (found.producerId !== producerId || found.producerEpoch !== producerEpoch)) return "several";
      found ??= { producerId, producerEpoch };
    }
    const size = readSizeBytes(view, at);
    if (size < batchHeaderBytes) return found;
    at += size;
  }
  return found;
}
