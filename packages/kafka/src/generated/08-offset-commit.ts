// Made by scripts/generate.ts from definitions/08-offset-commit.ts; change that, then run `npm run generate`.
import type { ByteReader, ByteWriter } from "@millrace/core";
import { readArray, readInt64, readNullableString, readString, readUuid, skipTags, writeArray, writeNullableString, writeString, writeUuid, zeroUuid } from "../protocol/primitives.ts";

export interface OffsetCommitRequest {
  readonly groupId: string;
  readonly generationId: number;
  readonly memberId: string;
  readonly groupInstanceId: string | null;
  readonly retentionTimeMs: number;
  readonly topics: readonly OffsetCommitRequestTopic[];
}

export interface OffsetCommitRequestInput extends Omit<OffsetCommitRequest, "generationId" | "groupInstanceId" | "retentionTimeMs" | "topics"> {
  readonly generationId?: number | undefined;
  readonly groupInstanceId?: string | null | undefined;
  readonly retentionTimeMs?: number | undefined;
  readonly topics: readonly OffsetCommitRequestTopicInput[];
}

export function decodeOffsetCommitRequest(reader: ByteReader, version: number): OffsetCommitRequest {
  const flexible = version >= 8;
  const groupId = readString(reader, flexible);
  const generationId = reader.int32();
  const memberId = readString(reader, flexible);
  const groupInstanceId = version >= 7 ? readNullableString(reader, flexible) : null;
  const retentionTimeMs = version <= 4 ? readInt64(reader) : -1;
  const topics = readArray(reader, flexible, 1, () => decodeOffsetCommitRequestTopic(reader, version));
  if (flexible) skipTags(reader);
  return { groupId, generationId, memberId, groupInstanceId, retentionTimeMs, topics };
}

export function encodeOffsetCommitRequest(writer: ByteWriter, value: OffsetCommitRequestInput, version: number): void {
  const flexible = version >= 8;
  writeString(writer, flexible, value.groupId);
  writer.int32((value.generationId ?? -1));
  writeString(writer, flexible, value.memberId);
  if (version >= 7) writeNullableString(writer, flexible, (value.groupInstanceId ?? null));
  if (version <= 4) writer.int64((value.retentionTimeMs ?? -1));
  writeArray(writer, flexible, value.topics, (item) => encodeOffsetCommitRequestTopic(writer, item, version));
  if (flexible) writer.int8(0);
}

export interface OffsetCommitRequestTopic {
  readonly name: string;
  readonly topicId: Uint8Array;
  readonly partitions: readonly OffsetCommitRequestPartition[];
}

export interface OffsetCommitRequestTopicInput extends Omit<OffsetCommitRequestTopic, "partitions"> {
  readonly partitions: readonly OffsetCommitRequestPartitionInput[];
}

export function decodeOffsetCommitRequestTopic(reader: ByteReader, version: number): OffsetCommitRequestTopic {
  const flexible = version >= 8;
  const name = version <= 9 ? readString(reader, flexible) : "";
  const topicId = version >= 10 ? readUuid(reader) : zeroUuid;
  const partitions = readArray(reader, flexible, 13, () => decodeOffsetCommitRequestPartition(reader, version));
  if (flexible) skipTags(reader);
  return { name, topicId, partitions };
}

export function encodeOffsetCommitRequestTopic(writer: ByteWriter, value: OffsetCommitRequestTopicInput, version: number): void {
  const flexible = version >= 8;
  if (version <= 9) writeString(writer, flexible, value.name);
  if (version >= 10) writeUuid(writer, value.topicId);
  writeArray(writer, flexible, value.partitions, (item) => encodeOffsetCommitRequestPartition(writer, item, version));
  if (flexible) writer.int8(0);
}

export interface OffsetCommitRequestPartition {
  readonly index: number;
  readonly committedOffset: number;
  readonly committedLeaderEpoch: number;
  readonly committedMetadata: string | null;
}

export interface OffsetCommitRequestPartitionInput extends Omit<OffsetCommitRequestPartition, "committedLeaderEpoch"> {
  readonly committedLeaderEpoch?: number | undefined;
}

export function decodeOffsetCommitRequestPartition(reader: ByteReader, version: number): OffsetCommitRequestPartition {
  const flexible = version >= 8;
  const index = reader.int32();
  const committedOffset = readInt64(reader);
  const committedLeaderEpoch = version >= 6 ? reader.int32() : -1;
  const committedMetadata = readNullableString(reader, flexible);
  if (flexible) skipTags(reader);
  return { index, committedOffset, committedLeaderEpoch, committedMetadata };
}

export function encodeOffsetCommitRequestPartition(writer: ByteWriter, value: OffsetCommitRequestPartitionInput, version: number): void {
  const flexible = version >= 8;
  writer.int32(value.index);
  writer.int64(value.committedOffset);
  if (version >= 6) writer.int32((value.committedLeaderEpoch ?? -1));
  writeNullableString(writer, flexible, value.committedMetadata);
  if (flexible) writer.int8(0);
}

export interface OffsetCommitResponse {
  readonly throttleTimeMs: number;
  readonly topics: readonly OffsetCommitResponseTopic[];
}

export interface OffsetCommitResponseInput extends Omit<OffsetCommitResponse, "throttleTimeMs"> {
  readonly throttleTimeMs?: number | undefined;
}

export function decodeOffsetCommitResponse(reader: ByteReader, version: number): OffsetCommitResponse {
  const flexible = version >= 8;
  const throttleTimeMs = version >= 3 ? reader.int32() : 0;
  const topics = readArray(reader, flexible, 1, () => decodeOffsetCommitResponseTopic(reader, version));
  if (flexible) skipTags(reader);
  return { throttleTimeMs, topics };
}

export function encodeOffsetCommitResponse(writer: ByteWriter, value: OffsetCommitResponseInput, version: number): void {
  const flexible = version >= 8;
  if (version >= 3) writer.int32((value.throttleTimeMs ?? 0));
  writeArray(writer, flexible, value.topics, (item) => encodeOffsetCommitResponseTopic(writer, item, version));
  if (flexible) writer.int8(0);
}

export interface OffsetCommitResponseTopic {
  readonly name: string;
  readonly topicId: Uint8Array;
  readonly partitions: readonly OffsetCommitResponsePartition[];
}

export function decodeOffsetCommitResponseTopic(reader: ByteReader, version: number): OffsetCommitResponseTopic {
  const flexible = version >= 8;
  const name = version <= 9 ? readString(reader, flexible) : "";
  const topicId = version >= 10 ? readUuid(reader) : zeroUuid;
  const partitions = readArray(reader, flexible, 6, () => decodeOffsetCommitResponsePartition(reader, version));
  if (flexible) skipTags(reader);
  return { name, topicId, partitions };
}

export function encodeOffsetCommitResponseTopic(writer: ByteWriter, value: OffsetCommitResponseTopic, version: number): void {
  const flexible = version >= 8;
  if (version <= 9) writeString(writer, flexible, value.name);
  if (version >= 10) writeUuid(writer, value.topicId);
  writeArray(writer, flexible, value.partitions, (item) => encodeOffsetCommitResponsePartition(writer, item, version));
  if (flexible) writer.int8(0);
}

export interface OffsetCommitResponsePartition {
  readonly index: number;
  readonly errorCode: number;
}

export function decodeOffsetCommitResponsePartition(reader: ByteReader, version: number): OffsetCommitResponsePartition {
  const flexible = version >= 8;
  const index = reader.int32();
  const errorCode = reader.int16();
  if (flexible) skipTags(reader);
  return { index, errorCode };
}

export function encodeOffsetCommitResponsePartition(writer: ByteWriter, value: OffsetCommitResponsePartition, version: number): void {
  const flexible = version >= 8;
  writer.int32(value.index);
  writer.int16(value.errorCode);
  if (flexible) writer.int8(0);
}
