// The records of `__consumer_offsets` in Kafka's own layout (key version 1, value version 3), so that its tools read
// them; a key without a value removes the commit. Keys of other versions (group metadata) are passed over.
import { ByteReader, ByteWriter } from "@millrace/core";
import { decodeOffsetCommitKey, decodeOffsetCommitValue, encodeOffsetCommitKey, encodeOffsetCommitValue } from "../generated/index.ts";

export interface CommittedOffset {
  readonly offset: number;
  readonly leaderEpoch: number;
  readonly metadata: string;
  readonly commitTimestampMs: number;
}

export interface OffsetKey {
  readonly group: string;
  readonly topic: string;
  readonly partition: number;
}

const keyVersion = 1;
const valueVersion = 3;

export function encodeKey(key: OffsetKey): Uint8Array {
  const writer = new ByteWriter(64);
  writer.int16(keyVersion);
  encodeOffsetCommitKey(writer, key, keyVersion);
  return writer.finish();
}

export function encodeValue(value: CommittedOffset): Uint8Array {
  const writer = new ByteWriter(64);
  writer.int16(valueVersion);
  encodeOffsetCommitValue(writer, value, valueVersion);
  return writer.finish();
}

export function decodeKey(bytes: Uint8Array): OffsetKey | undefined {
  const reader = new ByteReader(bytes);
  const version = reader.int16();
  return version === 0 || version === keyVersion ? decodeOffsetCommitKey(reader, version) : undefined;
}

export function decodeValue(bytes: Uint8Array): CommittedOffset | undefined {
  const reader = new ByteReader(bytes);
  const version = reader.int16();
  return version >= 0 && version <= valueVersion ? decodeOffsetCommitValue(reader, version) : undefined;
}
