// Made by scripts/generate.ts from definitions/28-txn-offset-commit.ts; change that, then run `npm run generate`.
import type { ByteReader, ByteWriter } from "@millrace/core";
import { readArray, readInt64, readNullableString, readString, skipTags, writeArray, writeNullableString, writeString } from "../protocol/primitives.ts";

export interface TxnOffsetCommitRequest {
  readonly transactionalId: string;
  readonly groupId: string;
  readonly producerId: number;
  readonly producerEpoch: number;
  readonly generationId: number;
  readonly memberId: string;
  readonly groupInstanceId: string | null;
  readonly topics: readonly TxnOffsetCommitRequestTopic[];
}

export interface TxnOffsetCommitRequestInput extends Omit<TxnOffsetCommitRequest, "generationId" | "memberId" | "groupInstanceId" | "topics"> {
  readonly generationId?: number | undefined;
  readonly memberId?: string | undefined;
  readonly groupInstanceId?: string | null | undefined;
  readonly topics: readonly TxnOffsetCommitRequestTopicInput[];
}

export function decodeTxnOffsetCommitRequest(reader: ByteReader, version: number): TxnOffsetCommitRequest {
  const flexible = version >= 3;
  const transactionalId = readString(reader, flexible);
  const groupId = readString(reader, flexible);
  const producerId = readInt64(reader);
  const producerEpoch = reader.int16();
  const generationId = version >= 3 ? reader.int32() : -1;
  const memberId = version >= 3 ? readString(reader, flexible) : "";
  const groupInstanceId = version >= 3 ? readNullableString(reader, flexible) : null;
  const topics = readArray(reader, flexible, 2, () => decodeTxnOffsetCommitRequestTopic(reader, version));
  if (flexible) skipTags(reader);
  return { transactionalId, groupId, producerId, producerEpoch, generationId, memberId, groupInstanceId, topics };
}

export function encodeTxnOffsetCommitRequest(writer: ByteWriter, value: TxnOffsetCommitRequestInput, version: number): void {
  const flexible = version >= 3;
  writeString(writer, flexible, value.transactionalId);
  writeString(writer, flexible, value.groupId);
  writer.int64(value.producerId);
  writer.int16(value.producerEpoch);
  if (version >= 3) writer.int32((value.generationId ?? -1));
  if (version >= 3) writeString(writer, flexible, (value.memberId ?? ""));
  if (version >= 3) writeNullableString(writer, flexible, (value.groupInstanceId ?? null));
  writeArray(writer, flexible, value.topics, (item) => encodeTxnOffsetCommitRequestTopic(writer, item, version));
  if (flexible) writer.int8(0);
}

export interface TxnOffsetCommitRequestTopic {
  readonly name: string;
  readonly partitions: readonly TxnOffsetCommitRequestPartition[];
}

export interface TxnOffsetCommitRequestTopicInput extends Omit<TxnOffsetCommitRequestTopic, "partitions"> {
  readonly partitions: readonly TxnOffsetCommitRequestPartitionInput[];
}

export function decodeTxnOffsetCommitRequestTopic(reader: ByteReader, version: number): TxnOffsetCommitRequestTopic {
  const flexible = version >= 3;
  const name = readString(reader, flexible);
  const partitions = readArray(reader, flexible, 13, () => decodeTxnOffsetCommitRequestPartition(reader, version));
  if (flexible) skipTags(reader);
  return { name, partitions };
}

export function encodeTxnOffsetCommitRequestTopic(writer: ByteWriter, value: TxnOffsetCommitRequestTopicInput, version: number): void {
  const flexible = version >= 3;
  writeString(writer, flexible, value.name);
  writeArray(writer, flexible, value.partitions, (item) => encodeTxnOffsetCommitRequestPartition(writer, item, version));
  if (flexible) writer.int8(0);
}

export interface TxnOffsetCommitRequestPartition {
  readonly partitionIndex: number;
  readonly committedOffset: number;
  readonly committedLeaderEpoch: number;
  readonly committedMetadata: string | null;
}

export interface TxnOffsetCommitRequestPartitionInput extends Omit<TxnOffsetCommitRequestPartition, "committedLeaderEpoch"> {
  readonly committedLeaderEpoch?: number | undefined;
}

export function decodeTxnOffsetCommitRequestPartition(reader: ByteReader, version: number): TxnOffsetCommitRequestPartition {
  const flexible = version >= 3;
  const partitionIndex = reader.int32();
  const committedOffset = readInt64(reader);
  const committedLeaderEpoch = version >= 2 ? reader.int32() : -1;
  const committedMetadata = readNullableString(reader, flexible);
  if (flexible) skipTags(reader);
  return { partitionIndex, committedOffset, committedLeaderEpoch, committedMetadata };
}

export function encodeTxnOffsetCommitRequestPartition(writer: ByteWriter, value: TxnOffsetCommitRequestPartitionInput, version: number): void {
  const flexible = version >= 3;
  writer.int32(value.partitionIndex);
  writer.int64(value.committedOffset);
  if (version >= 2) writer.int32((value.committedLeaderEpoch ?? -1));
  writeNullableString(writer, flexible, value.committedMetadata);
  if (flexible) writer.int8(0);
}

export interface TxnOffsetCommitResponse {
  readonly throttleTimeMs: number;
  readonly topics: readonly TxnOffsetCommitResponseTopic[];
}

export interface TxnOffsetCommitResponseInput extends Omit<TxnOffsetCommitResponse, "throttleTimeMs"> {
  readonly throttleTimeMs?: number | undefined;
}

export function decodeTxnOffsetCommitResponse(reader: ByteReader, version: number): TxnOffsetCommitResponse {
  const flexible = version >= 3;
  const throttleTimeMs = reader.int32();
  const topics = readArray(reader, flexible, 2, () => decodeTxnOffsetCommitResponseTopic(reader, version));
  if (flexible) skipTags(reader);
  return { throttleTimeMs, topics };
}

export function encodeTxnOffsetCommitResponse(writer: ByteWriter, value: TxnOffsetCommitResponseInput, version: number): void {
  const flexible = version >= 3;
  writer.int32((value.throttleTimeMs ?? 0));
  writeArray(writer, flexible, value.topics, (item) => encodeTxnOffsetCommitResponseTopic(writer, item, version));
  if (flexible) writer.int8(0);
}

export interface TxnOffsetCommitResponseTopic {
  readonly name: string;
  readonly partitions: readonly TxnOffsetCommitResponsePartition[];
}

export function decodeTxnOffsetCommitResponseTopic(reader: ByteReader, version: number): TxnOffsetCommitResponseTopic {
  const flexible = version >= 3;
  const name = readString(reader, flexible);
  const partitions = readArray(reader, flexible, 6, () => decodeTxnOffsetCommitResponsePartition(reader, version));
  if (flexible) skipTags(reader);
  return { name, partitions };
}

export function encodeTxnOffsetCommitResponseTopic(writer: ByteWriter, value: TxnOffsetCommitResponseTopic, version: number): void {
  const flexible = version >= 3;
  writeString(writer, flexible, value.name);
  writeArray(writer, flexible, value.partitions, (item) => encodeTxnOffsetCommitResponsePartition(writer, item, version));
  if (flexible) writer.int8(0);
}

export interface TxnOffsetCommitResponsePartition {
  readonly partitionIndex: number;
  readonly errorCode: number;
}

export function decodeTxnOffsetCommitResponsePartition(reader: ByteReader, version: number): TxnOffsetCommitResponsePartition {
  const flexible = version >= 3;
  const partitionIndex = reader.int32();
  const errorCode = reader.int16();
  if (flexible) skipTags(reader);
  return { partitionIndex, errorCode };
}

export function encodeTxnOffsetCommitResponsePartition(writer: ByteWriter, value: TxnOffsetCommitResponsePartition, version: number): void {
  const flexible = version >= 3;
  writer.int32(value.partitionIndex);
  writer.int16(value.errorCode);
  if (flexible) writer.int8(0);
}
