// Record batches for hostile Produce requests: sound ones of every codec, of producers with ids and in transactions,
// several in a row, some that decompress to far more than they are, and all of those with bytes changed, half of them
// with the CRC made right again, so that what follows it is looked at.
import type { Random } from "@millrace/core";
import { batchCrc, batchField, batchHeaderBytes, type BatchInput, type CompressionName, encodeBatch } from "@millrace/log";

const compressions: readonly CompressionName[] = ["none", "gzip", "snappy", "lz4", "zstd"];
const bombBytes = 8 << 20;
const records = [{ key: "k", value: "some value", headers: [{ key: "h", value: "x" }] }, { key: "l" }];
const bomb = [{ key: "k", value: new Uint8Array(bombBytes) }];

const inputs: readonly BatchInput[] = [
  ...compressions.map((compression): BatchInput => ({ records, compression })),
  ...compressions.slice(1).map((compression): BatchInput => ({ records: bomb, compression })),
  ...[0, 1, 2].map((sequence): BatchInput => ({ records, producerId: 1 + sequence, producerEpoch: 0, baseSequence: sequence })),
  { records, producerId: 1, producerEpoch: 0, baseSequence: 0, transactional: true },
  { records, producerId: 1, producerEpoch: 0, baseSequence: 0, transactional: true, control: true },
  { records: [] },
  { records: Array.from({ length: 500 }, (_, index) => ({ key: `${index}`, timestampMs: index })), compression: "lz4" },
];

let batches: readonly Uint8Array[] | undefined;

const crcMended = (batch: Uint8Array): Uint8Array => {
  if (batch.length >= batchHeaderBytes) {
    new DataView(batch.buffer, batch.byteOffset).setUint32(batchField.crc, batchCrc(batch, 0, batch.length));
  }
  return batch;
};

export function hostileBatch(random: Random): Uint8Array {
  batches ??= inputs.map(encodeBatch);
  const batch = batches[random.below(batches.length)]!;
  const choice = random.below(8);
  if (choice < 3) return batch;
  if (choice === 3) return Buffer.concat([batch, batches[random.below(batches.length)]!]);
  if (choice === 4) return batch.subarray(0, random.below(batch.length));
  if (choice === 5) return random.uuidBytes();
  const changed = batch.slice();
  // Mostly the header, where the counts and lengths stand.
  const within = random.below(4) === 0 ? changed.length : Math.min(changed.length, batchHeaderBytes);
  for (let count = 1 + random.below(3); count > 0; count--) changed[random.below(within)] = random.below(256);
  return choice === 6 ? crcMended(changed) : changed;
}
