// Made by scripts/generate.ts from definitions/09-offset-fetch.ts; change that, then run `npm run generate`.
import type { ByteReader, ByteWriter } from "@millrace/core";
import { readArray, readBool, readInt64, readNullableArray, readNullableString, readString, readUuid, required, skipTags, writeArray, writeBool, writeNullableArray, writeNullableString, writeString, writeUuid, zeroUuid } from "../protocol/primitives.ts";

export interface OffsetFetchRequest {
  readonly groupId: string;
  readonly topics: readonly OffsetFetchRequestTopic[] | null;
  readonly groups: readonly OffsetFetchRequestGroup[];
  readonly requireStable: boolean;
}

export interface OffsetFetchRequestInput extends Omit<OffsetFetchRequest, "groups" | "requireStable"> {
  readonly groups: readonly OffsetFetchRequestGroupInput[];
  readonly requireStable?: boolean | undefined;
}

export function decodeOffsetFetchRequest(reader: ByteReader, version: number): OffsetFetchRequest {
  const flexible = version >= 6;
  const groupId = version <= 7 ? readString(reader, flexible) : "";
  const topics = version <= 7 ? (version >= 2 && version <= 7 ? readNullableArray(reader, flexible, 2, () => decodeOffsetFetchRequestTopic(reader, version)) : readArray(reader, flexible, 2, () => decodeOffsetFetchRequestTopic(reader, version))) : null;
  const groups = version >= 8 ? readArray(reader, flexible, 2, () => decodeOffsetFetchRequestGroup(reader, version)) : [];
  const requireStable = version >= 7 ? readBool(reader) : false;
  if (flexible) skipTags(reader);
  return { groupId, topics, groups, requireStable };
}

export function encodeOffsetFetchRequest(writer: ByteWriter, value: OffsetFetchRequestInput, version: number): void {
  const flexible = version >= 6;
  if (version <= 7) writeString(writer, flexible, value.groupId);
  if (version >= 2 && version <= 7) writeNullableArray(writer, flexible, value.topics, (item) => encodeOffsetFetchRequestTopic(writer, item, version));
  else if (version <= 7) writeArray(writer, flexible, required(value.topics), (item) => encodeOffsetFetchRequestTopic(writer, item, version));
  if (version >= 8) writeArray(writer, flexible, value.groups, (item) => encodeOffsetFetchRequestGroup(writer, item, version));
  if (version >= 7) writeBool(writer, (value.requireStable ?? false));
  if (flexible) writer.int8(0);
}

export interface OffsetFetchRequestGroup {
  readonly groupId: string;
  readonly memberId: string | null;
  readonly memberEpoch: number;
  readonly topics: readonly OffsetFetchRequestGroupTopic[] | null;
}

export interface OffsetFetchRequestGroupInput extends Omit<OffsetFetchRequestGroup, "memberId" | "memberEpoch"> {
  readonly memberId?: string | null | undefined;
  readonly memberEpoch?: number | undefined;
}

export function decodeOffsetFetchRequestGroup(reader: ByteReader, version: number): OffsetFetchRequestGroup {
  const flexible = version >= 6;
  const groupId = readString(reader, flexible);
  const memberId = version >= 9 ? readNullableString(reader, flexible) : null;
  const memberEpoch = version >= 9 ? reader.int32() : -1;
  const topics = (version >= 8 ? readNullableArray(reader, flexible, 1, () => decodeOffsetFetchRequestGroupTopic(reader, version)) : readArray(reader, flexible, 1, () => decodeOffsetFetchRequestGroupTopic(reader, version)));
  if (flexible) skipTags(reader);
  return { groupId, memberId, memberEpoch, topics };
}

export function encodeOffsetFetchRequestGroup(writer: ByteWriter, value: OffsetFetchRequestGroupInput, version: number): void {
  const flexible = version >= 6;
  writeString(writer, flexible, value.groupId);
  if (version >= 9) writeNullableString(writer, flexible, (value.memberId ?? null));
  if (version >= 9) writer.int32((value.memberEpoch ?? -1));
  if (version >= 8) writeNullableArray(writer, flexible, value.topics, (item) => encodeOffsetFetchRequestGroupTopic(writer, item, version));
  else writeArray(writer, flexible, required(value.topics), (item) => encodeOffsetFetchRequestGroupTopic(writer, item, version));
  if (flexible) writer.int8(0);
}

export interface OffsetFetchRequestGroupTopic {
  readonly name: string;
  readonly topicId: Uint8Array;
  readonly partitionIndexes: readonly number[];
}

export function decodeOffsetFetchRequestGroupTopic(reader: ByteReader, version: number): OffsetFetchRequestGroupTopic {
  const flexible = version >= 6;
  const name = version >= 8 && version <= 9 ? readString(reader, flexible) : "";
  const topicId = version >= 10 ? readUuid(reader) : zeroUuid;
  const partitionIndexes = readArray(reader, flexible, 4, () => reader.int32());
  if (flexible) skipTags(reader);
  return { name, topicId, partitionIndexes };
}

export function encodeOffsetFetchRequestGroupTopic(writer: ByteWriter, value: OffsetFetchRequestGroupTopic, version: number): void {
  const flexible = version >= 6;
  if (version >= 8 && version <= 9) writeString(writer, flexible, value.name);
  if (version >= 10) writeUuid(writer, value.topicId);
  writeArray(writer, flexible, value.partitionIndexes, (item) => writer.int32(item));
  if (flexible) writer.int8(0);
}

export interface OffsetFetchRequestTopic {
  readonly name: string;
  readonly partitionIndexes: readonly number[];
}

export function decodeOffsetFetchRequestTopic(reader: ByteReader, version: number): OffsetFetchRequestTopic {
  const flexible = version >= 6;
  const name = readString(reader, flexible);
  const partitionIndexes = readArray(reader, flexible, 4, () => reader.int32());
  if (flexible) skipTags(reader);
  return { name, partitionIndexes };
}

export function encodeOffsetFetchRequestTopic(writer: ByteWriter, value: OffsetFetchRequestTopic, version: number): void {
  const flexible = version >= 6;
  writeString(writer, flexible, value.name);
  writeArray(writer, flexible, value.partitionIndexes, (item) => writer.int32(item));
  if (flexible) writer.int8(0);
}

export interface OffsetFetchResponse {
  readonly throttleTimeMs: number;
  readonly topics: readonly OffsetFetchResponseTopic[];
  readonly errorCode: number;
  readonly groups: readonly OffsetFetchResponseGroup[];
}

export interface OffsetFetchResponseInput extends Omit<OffsetFetchResponse, "throttleTimeMs" | "topics" | "errorCode" | "groups"> {
  readonly throttleTimeMs?: number | undefined;
  readonly topics?: readonly OffsetFetchResponseTopicInput[] | undefined;
  readonly errorCode?: number | undefined;
  readonly groups?: readonly OffsetFetchResponseGroupInput[] | undefined;
}

export function decodeOffsetFetchResponse(reader: ByteReader, version: number): OffsetFetchResponse {
  const flexible = version >= 6;
  const throttleTimeMs = version >= 3 ? reader.int32() : 0;
  const topics = version <= 7 ? readArray(reader, flexible, 2, () => decodeOffsetFetchResponseTopic(reader, version)) : [];
  const errorCode = version >= 2 && version <= 7 ? reader.int16() : 0;
  const groups = version >= 8 ? readArray(reader, flexible, 4, () => decodeOffsetFetchResponseGroup(reader, version)) : [];
  if (flexible) skipTags(reader);
  return { throttleTimeMs, topics, errorCode, groups };
}

export function encodeOffsetFetchResponse(writer: ByteWriter, value: OffsetFetchResponseInput, version: number): void {
  const flexible = version >= 6;
  if (version >= 3) writer.int32((value.throttleTimeMs ?? 0));
  if (version <= 7) writeArray(writer, flexible, (value.topics ?? []), (item) => encodeOffsetFetchResponseTopic(writer, item, version));
  if (version >= 2 && version <= 7) writer.int16((value.errorCode ?? 0));
  if (version >= 8) writeArray(writer, flexible, (value.groups ?? []), (item) => encodeOffsetFetchResponseGroup(writer, item, version));
  if (flexible) writer.int8(0);
}

export interface OffsetFetchResponseGroup {
  readonly groupId: string;
  readonly topics: readonly OffsetFetchResponseGroupTopic[];
  readonly errorCode: number;
}

export interface OffsetFetchResponseGroupInput extends Omit<OffsetFetchResponseGroup, "topics"> {
  readonly topics: readonly OffsetFetchResponseGroupTopicInput[];
}

export function decodeOffsetFetchResponseGroup(reader: ByteReader, version: number): OffsetFetchResponseGroup {
  const flexible = version >= 6;
  const groupId = readString(reader, flexible);
  const topics = readArray(reader, flexible, 1, () => decodeOffsetFetchResponseGroupTopic(reader, version));
  const errorCode = reader.int16();
  if (flexible) skipTags(reader);
  return { groupId, topics, errorCode };
}

export function encodeOffsetFetchResponseGroup(writer: ByteWriter, value: OffsetFetchResponseGroupInput, version: number): void {
  const flexible = version >= 6;
  writeString(writer, flexible, value.groupId);
  writeArray(writer, flexible, value.topics, (item) => encodeOffsetFetchResponseGroupTopic(writer, item, version));
  writer.int16(value.errorCode);
  if (flexible) writer.int8(0);
}

export interface OffsetFetchResponseGroupTopic {
  readonly name: string;
  readonly topicId: Uint8Array;
  readonly partitions: readonly OffsetFetchResponseGroupPartition[];
}

export interface OffsetFetchResponseGroupTopicInput extends Omit<OffsetFetchResponseGroupTopic, "partitions"> {
  readonly partitions: readonly OffsetFetchResponseGroupPartitionInput[];
}

export function decodeOffsetFetchResponseGroupTopic(reader: ByteReader, version: number): OffsetFetchResponseGroupTopic {
  const flexible = version >= 6;
  const name = version >= 8 && version <= 9 ? readString(reader, flexible) : "";
  const topicId = version >= 10 ? readUuid(reader) : zeroUuid;
  const partitions = readArray(reader, flexible, 19, () => decodeOffsetFetchResponseGroupPartition(reader, version));
  if (flexible) skipTags(reader);
  return { name, topicId, partitions };
}

export function encodeOffsetFetchResponseGroupTopic(writer: ByteWriter, value: OffsetFetchResponseGroupTopicInput, version: number): void {
  const flexible = version >= 6;
  if (version >= 8 && version <= 9) writeString(writer, flexible, value.name);
  if (version >= 10) writeUuid(writer, value.topicId);
  writeArray(writer, flexible, value.partitions, (item) => encodeOffsetFetchResponseGroupPartition(writer, item, version));
  if (flexible) writer.int8(0);
}

export interface OffsetFetchResponseGroupPartition {
  readonly index: number;
  readonly committedOffset: number;
  readonly committedLeaderEpoch: number;
  readonly metadata: string | null;
  readonly errorCode: number;
}

export interface OffsetFetchResponseGroupPartitionInput extends Omit<OffsetFetchResponseGroupPartition, "committedLeaderEpoch"> {
  readonly committedLeaderEpoch?: number | undefined;
}

export function decodeOffsetFetchResponseGroupPartition(reader: ByteReader, version: number): OffsetFetchResponseGroupPartition {
  const flexible = version >= 6;
  const index = reader.int32();
  const committedOffset = readInt64(reader);
  const committedLeaderEpoch = reader.int32();
  const metadata = readNullableString(reader, flexible);
  const errorCode = reader.int16();
  if (flexible) skipTags(reader);
  return { index, committedOffset, committedLeaderEpoch, metadata, errorCode };
}

export function encodeOffsetFetchResponseGroupPartition(writer: ByteWriter, value: OffsetFetchResponseGroupPartitionInput, version: number): void {
  const flexible = version >= 6;
  writer.int32(value.index);
  writer.int64(value.committedOffset);
  writer.int32((value.committedLeaderEpoch ?? -1));
  writeNullableString(writer, flexible, value.metadata);
  writer.int16(value.errorCode);
  if (flexible) writer.int8(0);
}

export interface OffsetFetchResponseTopic {
  readonly name: string;
  readonly partitions: readonly OffsetFetchResponsePartition[];
}

export interface OffsetFetchResponseTopicInput extends Omit<OffsetFetchResponseTopic, "partitions"> {
  readonly partitions: readonly OffsetFetchResponsePartitionInput[];
}

export function decodeOffsetFetchResponseTopic(reader: ByteReader, version: number): OffsetFetchResponseTopic {
  const flexible = version >= 6;
  const name = readString(reader, flexible);
  const partitions = readArray(reader, flexible, 15, () => decodeOffsetFetchResponsePartition(reader, version));
  if (flexible) skipTags(reader);
  return { name, partitions };
}

export function encodeOffsetFetchResponseTopic(writer: ByteWriter, value: OffsetFetchResponseTopicInput, version: number): void {
  const flexible = version >= 6;
  writeString(writer, flexible, value.name);
  writeArray(writer, flexible, value.partitions, (item) => encodeOffsetFetchResponsePartition(writer, item, version));
  if (flexible) writer.int8(0);
}

export interface OffsetFetchResponsePartition {
  readonly index: number;
  readonly committedOffset: number;
  readonly committedLeaderEpoch: number;
  readonly metadata: string | null;
  readonly errorCode: number;
}

export interface OffsetFetchResponsePartitionInput extends Omit<OffsetFetchResponsePartition, "committedLeaderEpoch"> {
  readonly committedLeaderEpoch?: number | undefined;
}

export function decodeOffsetFetchResponsePartition(reader: ByteReader, version: number): OffsetFetchResponsePartition {
  const flexible = version >= 6;
  const index = reader.int32();
  const committedOffset = readInt64(reader);
  const committedLeaderEpoch = version >= 5 ? reader.int32() : -1;
  const metadata = readNullableString(reader, flexible);
  const errorCode = reader.int16();
  if (flexible) skipTags(reader);
  return { index, committedOffset, committedLeaderEpoch, metadata, errorCode };
}

export function encodeOffsetFetchResponsePartition(writer: ByteWriter, value: OffsetFetchResponsePartitionInput, version: number): void {
  const flexible = version >= 6;
  writer.int32(value.index);
  writer.int64(value.committedOffset);
  if (version >= 5) writer.int32((value.committedLeaderEpoch ?? -1));
  writeNullableString(writer, flexible, value.metadata);
  writer.int16(value.errorCode);
  if (flexible) writer.int8(0);
}
