// Made by scripts/generate.ts from definitions/75-describe-topic-partitions.ts; change that, then run `npm run generate`.
import type { ByteReader, ByteWriter } from "@millrace/core";
import { readArray, readBool, readNullableArray, readNullableString, readNullableStruct, readString, readUuid, skipTags, writeArray, writeBool, writeNullableArray, writeNullableString, writeNullableStruct, writeString, writeUuid } from "../protocol/primitives.ts";

export interface DescribeTopicPartitionsRequest {
  readonly topics: readonly DescribeTopicPartitionsRequestTopic[];
  readonly responsePartitionLimit: number;
  readonly cursor: DescribeTopicPartitionsRequestCursor | null;
}

export interface DescribeTopicPartitionsRequestInput extends Omit<DescribeTopicPartitionsRequest, "responsePartitionLimit" | "cursor"> {
  readonly responsePartitionLimit?: number | undefined;
  readonly cursor?: DescribeTopicPartitionsRequestCursor | null | undefined;
}

export function decodeDescribeTopicPartitionsRequest(reader: ByteReader, version: number): DescribeTopicPartitionsRequest {
  const topics = readArray(reader, true, 1, () => decodeDescribeTopicPartitionsRequestTopic(reader, version));
  const responsePartitionLimit = reader.int32();
  const cursor = readNullableStruct(reader, () => decodeDescribeTopicPartitionsRequestCursor(reader, version));
  skipTags(reader);
  return { topics, responsePartitionLimit, cursor };
}

export function encodeDescribeTopicPartitionsRequest(writer: ByteWriter, value: DescribeTopicPartitionsRequestInput, version: number): void {
  writeArray(writer, true, value.topics, (item) => encodeDescribeTopicPartitionsRequestTopic(writer, item, version));
  writer.int32((value.responsePartitionLimit ?? 2000));
  writeNullableStruct(writer, (value.cursor ?? null), (item) => encodeDescribeTopicPartitionsRequestCursor(writer, item, version));
  writer.int8(0);
}

export interface DescribeTopicPartitionsRequestCursor {
  readonly topicName: string;
  readonly partitionIndex: number;
}

export function decodeDescribeTopicPartitionsRequestCursor(reader: ByteReader, version: number): DescribeTopicPartitionsRequestCursor {
  const topicName = readString(reader, true);
  const partitionIndex = reader.int32();
  skipTags(reader);
  return { topicName, partitionIndex };
}

export function encodeDescribeTopicPartitionsRequestCursor(writer: ByteWriter, value: DescribeTopicPartitionsRequestCursor, version: number): void {
  writeString(writer, true, value.topicName);
  writer.int32(value.partitionIndex);
  writer.int8(0);
}

export interface DescribeTopicPartitionsRequestTopic {
  readonly name: string;
}

export function decodeDescribeTopicPartitionsRequestTopic(reader: ByteReader, version: number): DescribeTopicPartitionsRequestTopic {
  const name = readString(reader, true);
  skipTags(reader);
  return { name };
}

export function encodeDescribeTopicPartitionsRequestTopic(writer: ByteWriter, value: DescribeTopicPartitionsRequestTopic, version: number): void {
  writeString(writer, true, value.name);
  writer.int8(0);
}

export interface DescribeTopicPartitionsResponse {
  readonly throttleTimeMs: number;
  readonly topics: readonly DescribeTopicPartitionsResponseTopic[];
  readonly nextCursor: DescribeTopicPartitionsResponseCursor | null;
}

export interface DescribeTopicPartitionsResponseInput extends Omit<DescribeTopicPartitionsResponse, "throttleTimeMs" | "topics" | "nextCursor"> {
  readonly throttleTimeMs?: number | undefined;
  readonly topics: readonly DescribeTopicPartitionsResponseTopicInput[];
  readonly nextCursor?: DescribeTopicPartitionsResponseCursor | null | undefined;
}

export function decodeDescribeTopicPartitionsResponse(reader: ByteReader, version: number): DescribeTopicPartitionsResponse {
  const throttleTimeMs = reader.int32();
  const topics = readArray(reader, true, 25, () => decodeDescribeTopicPartitionsResponseTopic(reader, version));
  const nextCursor = readNullableStruct(reader, () => decodeDescribeTopicPartitionsResponseCursor(reader, version));
  skipTags(reader);
  return { throttleTimeMs, topics, nextCursor };
}

export function encodeDescribeTopicPartitionsResponse(writer: ByteWriter, value: DescribeTopicPartitionsResponseInput, version: number): void {
  writer.int32((value.throttleTimeMs ?? 0));
  writeArray(writer, true, value.topics, (item) => encodeDescribeTopicPartitionsResponseTopic(writer, item, version));
  writeNullableStruct(writer, (value.nextCursor ?? null), (item) => encodeDescribeTopicPartitionsResponseCursor(writer, item, version));
  writer.int8(0);
}

export interface DescribeTopicPartitionsResponseCursor {
  readonly topicName: string;
  readonly partitionIndex: number;
}

export function decodeDescribeTopicPartitionsResponseCursor(reader: ByteReader, version: number): DescribeTopicPartitionsResponseCursor {
  const topicName = readString(reader, true);
  const partitionIndex = reader.int32();
  skipTags(reader);
  return { topicName, partitionIndex };
}

export function encodeDescribeTopicPartitionsResponseCursor(writer: ByteWriter, value: DescribeTopicPartitionsResponseCursor, version: number): void {
  writeString(writer, true, value.topicName);
  writer.int32(value.partitionIndex);
  writer.int8(0);
}

export interface DescribeTopicPartitionsResponseTopic {
  readonly errorCode: number;
  readonly name: string | null;
  readonly topicId: Uint8Array;
  readonly isInternal: boolean;
  readonly partitions: readonly DescribeTopicPartitionsResponsePartition[];
  readonly topicAuthorizedOperations: number;
}

export interface DescribeTopicPartitionsResponseTopicInput extends Omit<DescribeTopicPartitionsResponseTopic, "isInternal" | "partitions" | "topicAuthorizedOperations"> {
  readonly isInternal?: boolean | undefined;
  readonly partitions: readonly DescribeTopicPartitionsResponsePartitionInput[];
  readonly topicAuthorizedOperations?: number | undefined;
}

export function decodeDescribeTopicPartitionsResponseTopic(reader: ByteReader, version: number): DescribeTopicPartitionsResponseTopic {
  const errorCode = reader.int16();
  const name = readNullableString(reader, true);
  const topicId = readUuid(reader);
  const isInternal = readBool(reader);
  const partitions = readArray(reader, true, 19, () => decodeDescribeTopicPartitionsResponsePartition(reader, version));
  const topicAuthorizedOperations = reader.int32();
  skipTags(reader);
  return { errorCode, name, topicId, isInternal, partitions, topicAuthorizedOperations };
}

export function encodeDescribeTopicPartitionsResponseTopic(writer: ByteWriter, value: DescribeTopicPartitionsResponseTopicInput, version: number): void {
  writer.int16(value.errorCode);
  writeNullableString(writer, true, value.name);
  writeUuid(writer, value.topicId);
  writeBool(writer, (value.isInternal ?? false));
  writeArray(writer, true, value.partitions, (item) => encodeDescribeTopicPartitionsResponsePartition(writer, item, version));
  writer.int32((value.topicAuthorizedOperations ?? -2147483648));
  writer.int8(0);
}

export interface DescribeTopicPartitionsResponsePartition {
  readonly errorCode: number;
  readonly index: number;
  readonly leaderId: number;
  readonly leaderEpoch: number;
  readonly replicaNodes: readonly number[];
  readonly isrNodes: readonly number[];
  readonly eligibleLeaderReplicas: readonly number[] | null;
  readonly lastKnownEligibleLeaderReplicas: readonly number[] | null;
  readonly offlineReplicas: readonly number[];
}

export interface DescribeTopicPartitionsResponsePartitionInput extends Omit<DescribeTopicPartitionsResponsePartition, "leaderEpoch" | "eligibleLeaderReplicas" | "lastKnownEligibleLeaderReplicas" | "offlineReplicas"> {
  readonly leaderEpoch?: number | undefined;
  readonly eligibleLeaderReplicas?: readonly number[] | null | undefined;
  readonly lastKnownEligibleLeaderReplicas?: readonly number[] | null | undefined;
  readonly offlineReplicas?: readonly number[] | undefined;
}

export function decodeDescribeTopicPartitionsResponsePartition(reader: ByteReader, version: number): DescribeTopicPartitionsResponsePartition {
  const errorCode = reader.int16();
  const index = reader.int32();
  const leaderId = reader.int32();
  const leaderEpoch = reader.int32();
  const replicaNodes = readArray(reader, true, 4, () => reader.int32());
  const isrNodes = readArray(reader, true, 4, () => reader.int32());
  const eligibleLeaderReplicas = readNullableArray(reader, true, 4, () => reader.int32());
  const lastKnownEligibleLeaderReplicas = readNullableArray(reader, true, 4, () => reader.int32());
  const offlineReplicas = readArray(reader, true, 4, () => reader.int32());
  skipTags(reader);
  return { errorCode, index, leaderId, leaderEpoch, replicaNodes, isrNodes, eligibleLeaderReplicas, lastKnownEligibleLeaderReplicas, offlineReplicas };
}

export function encodeDescribeTopicPartitionsResponsePartition(writer: ByteWriter, value: DescribeTopicPartitionsResponsePartitionInput, version: number): void {
  writer.int16(value.errorCode);
  writer.int32(value.index);
  writer.int32(value.leaderId);
  writer.int32((value.leaderEpoch ?? -1));
  writeArray(writer, true, value.replicaNodes, (item) => writer.int32(item));
  writeArray(writer, true, value.isrNodes, (item) => writer.int32(item));
  writeNullableArray(writer, true, (value.eligibleLeaderReplicas ?? null), (item) => writer.int32(item));
  writeNullableArray(writer, true, (value.lastKnownEligibleLeaderReplicas ?? null), (item) => writer.int32(item));
  writeArray(writer, true, (value.offlineReplicas ?? []), (item) => writer.int32(item));
  writer.int8(0);
}
