// Puts a job back where its last epoch ended: the epoch's output is written to the log as far as it is not there yet,
// and checked against what the log remembers of the producer.
import type { CheckpointOutput } from "../checkpoint/store.ts";
import { jobErrors } from "./errors.ts";
import type { LogAccess } from "./log-access.ts";
import type { Outputs, Producer, Sequences } from "./outputs.ts";

const sequenceSpace = 2 ** 31;

/** How far sequence `to` is ahead of `from` on the circle; negative when behind. */
function sequenceDistance(from: number, to: number): number {
  const ahead = (((to - from) % sequenceSpace) + sequenceSpace) % sequenceSpace;
  return ahead >= sequenceSpace / 2 ? ahead - sequenceSpace : ahead;
}

/** The batches whose records come after sequence `last`. */
function batchesBehind(bytes: Uint8Array, last: number): Uint8Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;
  while (at + 61 <= bytes.length) {
    const lastOfBatch = view.getInt32(at + 53) + view.getInt32(at + 23);
    if (sequenceDistance(last, lastOfBatch) > 0) break;
    at += 12 + view.getInt32(at + 8);
  }
  return bytes.subarray(at);
}

/** Appends what the log lacks of an epoch's output. */
export async function repeatOutput(log: LogAccess, producer: Producer, outputs: readonly CheckpointOutput[]): Promise<void> {
  for (const { topic, partition, bytes } of outputs) {
    const known = await log.producer(topic, partition, producer.id);
    const rest = known === undefined || known.producerEpoch !== producer.epoch ? bytes : batchesBehind(bytes, known.lastSequence);
    if (rest.length > 0) await log.append(topic, partition, rest.slice());
  }
}

/**
 * After the output was repeated, the log must stand exactly where the checkpoint says. Behind it (the log was
 * emptied, or forgot the producer): the next producer epoch begins. Ahead of it: the checkpoint is not the newest.
 */
export async function checkSequences(log: LogAccess, outputs: Outputs, sequences: Sequences): Promise<void> {
  const { producer } = outputs;
  for (const [topic, numbers] of Object.entries(sequences)) {
    for (const [partition, next] of numbers.entries()) {
      const known = await log.producer(topic, partition, producer.id);
      if (known === undefined || known.producerEpoch < producer.epoch) continue;
      const distance = sequenceDistance(next - 1, known.lastSequence);
      if (known.producerEpoch > producer.epoch || distance > 0) {
        throw jobErrors.checkpointBehindOutput(topic, partition, known.lastSequence, next - 1);
      }
      if (distance < 0) {
        outputs.renew();
        return;
      }
    }
  }
}
