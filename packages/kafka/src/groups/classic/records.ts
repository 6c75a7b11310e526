// A classic group as a record of `__consumer_offsets` in Kafka's own layout (key version 2): its generation, its members
// with their subscriptions and assignments. Written when the leader's assignment came, when a static member came back
// under a new id, and when the last member has gone: after a restart members then go on as if nothing had been.
import { ByteReader, ByteWriter } from "@millrace/core";
import {
  decodeGroupMetadataKey,
  decodeGroupMetadataValue,
  encodeGroupMetadataKey,
  encodeGroupMetadataValue,
  type GroupMetadataValue,
} from "../../generated/index.ts";
import type { JournalRecord, ReplayedRecord } from "../journal.ts";

const keyVersion = 2;
const valueVersion = 3;
const valueVersionMax = 4;

export const isClassicRecord = ({ kind }: Pick<ReplayedRecord, "kind">): boolean => kind === keyVersion;

/** null forgets the group. */
export function encodeClassicGroup(group: string, value: GroupMetadataValue | null): JournalRecord {
  const key = new ByteWriter(64);
  key.int16(keyVersion);
  encodeGroupMetadataKey(key, { group }, keyVersion);
  if (value === null) return { key: key.finish(), value: null };
  const writer = new ByteWriter(256);
  writer.int16(valueVersion);
  encodeGroupMetadataValue(writer, value, valueVersion);
  return { key: key.finish(), value: writer.finish() };
}

/** Without a value the group was forgotten. */
export function decodeClassicGroup({ key, value }: ReplayedRecord): { group: string; value: GroupMetadataValue | undefined } {
  const { group } = decodeGroupMetadataKey(key, keyVersion);
  if (value === undefined) return { group, value: undefined };
  const reader = new ByteReader(value);
  const version = reader.int16();
  return { group, value: version > valueVersionMax ? undefined : decodeGroupMetadataValue(reader, version) };
}
