// Committed offsets as records of `__consumer_offsets`, in Kafka's own layout, so that its tools read them: key version
// 1; value version 3, or 1 for the few that carry their own end of life. A key without a value removes the commit.
import { ByteReader, ByteWriter } from "@millrace/core";
import { decodeOffsetCommitKey, decodeOffsetCommitValue, encodeOffsetCommitKey, encodeOffsetCommitValue } from "../generated/index.ts";
import type { ReplayedRecord } from "./journal.ts";

export interface CommittedOffset {
  readonly offset: number;
  readonly leaderEpoch: number;
  readonly metadata: string;
  readonly commitTimestampMs: number;
  /** When it is forgotten whatever the group does; -1 where the broker's retention decides. */
  readonly expireTimestampMs: number;
}

export interface OffsetKey {
  readonly group: string;
  readonly topic: string;
  readonly partition: number;
}

const keyVersion = 1;
const valueVersion = 3;
const valueVersionMax = 4;
const expiringValueVersion = 1;

export const isOffsetRecord = ({ kind }: Pick<ReplayedRecord, "kind">): boolean => kind === 0 || kind === keyVersion;

export function encodeKey(key: OffsetKey): Uint8Array {
  const writer = new ByteWriter(64);
  writer.int16(keyVersion);
  encodeOffsetCommitKey(writer, key, keyVersion);
  return writer.finish();
}

export function encodeValue(value: CommittedOffset): Uint8Array {
  const version = value.expireTimestampMs < 0 ? valueVersion : expiringValueVersion;
  const writer = new ByteWriter(64);
  writer.int16(version);
  encodeOffsetCommitValue(writer, value, version);
  return writer.finish();
}

export const decodeKey = ({ kind, key }: Pick<ReplayedRecord, "kind" | "key">): OffsetKey => decodeOffsetCommitKey(key, kind);

export function decodeValue(bytes: Uint8Array): CommittedOffset | undefined {
  const reader = new ByteReader(bytes);
  const version = reader.int16();
  return version >= 0 && version <= valueVersionMax ? decodeOffsetCommitValue(reader, version) : undefined;
}
