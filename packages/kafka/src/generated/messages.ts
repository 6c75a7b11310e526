// Made by scripts/generate.ts from definitions/messages.ts; change that, then run `npm run generate`.
import type { ByteReader, ByteWriter } from "@millrace/core";
import { readArray, readInt64, readNullableBytes, readNullableString, readString, skipTags, writeArray, writeNullableBytes, writeNullableString, writeString } from "../protocol/primitives.ts";

export interface RequestHeader {
  readonly apiKey: number;
  readonly apiVersion: number;
  readonly correlationId: number;
  readonly clientId: string | null;
}

export function decodeRequestHeader(reader: ByteReader, version: number): RequestHeader {
  const flexible = version >= 2;
  const apiKey = reader.int16();
  const apiVersion = reader.int16();
  const correlationId = reader.int32();
  const clientId = readNullableString(reader, false);
  if (flexible) skipTags(reader);
  return { apiKey, apiVersion, correlationId, clientId };
}

export function encodeRequestHeader(writer: ByteWriter, value: RequestHeader, version: number): void {
  const flexible = version >= 2;
  writer.int16(value.apiKey);
  writer.int16(value.apiVersion);
  writer.int32(value.correlationId);
  writeNullableString(writer, false, value.clientId);
  if (flexible) writer.int8(0);
}

export interface ResponseHeader {
  readonly correlationId: number;
}

export function decodeResponseHeader(reader: ByteReader, version: number): ResponseHeader {
  const flexible = version >= 1;
  const correlationId = reader.int32();
  if (flexible) skipTags(reader);
  return { correlationId };
}

export function encodeResponseHeader(writer: ByteWriter, value: ResponseHeader, version: number): void {
  const flexible = version >= 1;
  writer.int32(value.correlationId);
  if (flexible) writer.int8(0);
}

export interface ConsumerProtocolSubscription {
  readonly topics: readonly string[];
  readonly userData: Uint8Array | null;
  readonly ownedPartitions: readonly ConsumerProtocolSubscriptionTopicPartitions[];
  readonly generationId: number;
  readonly rackId: string | null;
}

export interface ConsumerProtocolSubscriptionInput extends Omit<ConsumerProtocolSubscription, "ownedPartitions" | "generationId" | "rackId"> {
  readonly ownedPartitions?: readonly ConsumerProtocolSubscriptionTopicPartitions[] | undefined;
  readonly generationId?: number | undefined;
  readonly rackId?: string | null | undefined;
}

export function decodeConsumerProtocolSubscription(reader: ByteReader, version: number): ConsumerProtocolSubscription {
  const topics = readArray(reader, false, 1, () => readString(reader, false));
  const userData = readNullableBytes(reader, false);
  const ownedPartitions = version >= 1 ? readArray(reader, false, 2, () => decodeConsumerProtocolSubscriptionTopicPartitions(reader, version)) : [];
  const generationId = version >= 2 ? reader.int32() : -1;
  const rackId = version >= 3 ? readNullableString(reader, false) : null;
  return { topics, userData, ownedPartitions, generationId, rackId };
}

export function encodeConsumerProtocolSubscription(writer: ByteWriter, value: ConsumerProtocolSubscriptionInput, version: number): void {
  writeArray(writer, false, value.topics, (item) => writeString(writer, false, item));
  writeNullableBytes(writer, false, value.userData);
  if (version >= 1) writeArray(writer, false, (value.ownedPartitions ?? []), (item) => encodeConsumerProtocolSubscriptionTopicPartitions(writer, item, version));
  if (version >= 2) writer.int32((value.generationId ?? -1));
  if (version >= 3) writeNullableString(writer, false, (value.rackId ?? null));
}

export interface ConsumerProtocolSubscriptionTopicPartitions {
  readonly topic: string;
  readonly partitions: readonly number[];
}

export function decodeConsumerProtocolSubscriptionTopicPartitions(reader: ByteReader, version: number): ConsumerProtocolSubscriptionTopicPartitions {
  const topic = readString(reader, false);
  const partitions = readArray(reader, false, 4, () => reader.int32());
  return { topic, partitions };
}

export function encodeConsumerProtocolSubscriptionTopicPartitions(writer: ByteWriter, value: ConsumerProtocolSubscriptionTopicPartitions, version: number): void {
  writeString(writer, false, value.topic);
  writeArray(writer, false, value.partitions, (item) => writer.int32(item));
}

export interface ConsumerProtocolAssignment {
  readonly assignedPartitions: readonly ConsumerProtocolAssignmentTopicPartitions[];
  readonly userData: Uint8Array | null;
}

export function decodeConsumerProtocolAssignment(reader: ByteReader, version: number): ConsumerProtocolAssignment {
  const assignedPartitions = readArray(reader, false, 2, () => decodeConsumerProtocolAssignmentTopicPartitions(reader, version));
  const userData = readNullableBytes(reader, false);
  return { assignedPartitions, userData };
}

export function encodeConsumerProtocolAssignment(writer: ByteWriter, value: ConsumerProtocolAssignment, version: number): void {
  writeArray(writer, false, value.assignedPartitions, (item) => encodeConsumerProtocolAssignmentTopicPartitions(writer, item, version));
  writeNullableBytes(writer, false, value.userData);
}

export interface ConsumerProtocolAssignmentTopicPartitions {
  readonly topic: string;
  readonly partitions: readonly number[];
}

export function decodeConsumerProtocolAssignmentTopicPartitions(reader: ByteReader, version: number): ConsumerProtocolAssignmentTopicPartitions {
  const topic = readString(reader, false);
  const partitions = readArray(reader, false, 4, () => reader.int32());
  return { topic, partitions };
}

export function encodeConsumerProtocolAssignmentTopicPartitions(writer: ByteWriter, value: ConsumerProtocolAssignmentTopicPartitions, version: number): void {
  writeString(writer, false, value.topic);
  writeArray(writer, false, value.partitions, (item) => writer.int32(item));
}

export interface OffsetCommitKey {
  readonly group: string;
  readonly topic: string;
  readonly partition: number;
}

export function decodeOffsetCommitKey(reader: ByteReader, version: number): OffsetCommitKey {
  const group = readString(reader, false);
  const topic = readString(reader, false);
  const partition = reader.int32();
  return { group, topic, partition };
}

export function encodeOffsetCommitKey(writer: ByteWriter, value: OffsetCommitKey, version: number): void {
  writeString(writer, false, value.group);
  writeString(writer, false, value.topic);
  writer.int32(value.partition);
}

export interface OffsetCommitValue {
  readonly offset: number;
  readonly leaderEpoch: number;
  readonly metadata: string;
  readonly commitTimestampMs: number;
  readonly expireTimestampMs: number;
}

export interface OffsetCommitValueInput extends Omit<OffsetCommitValue, "leaderEpoch" | "expireTimestampMs"> {
  readonly leaderEpoch?: number | undefined;
  readonly expireTimestampMs?: number | undefined;
}

export function decodeOffsetCommitValue(reader: ByteReader, version: number): OffsetCommitValue {
  const offset = readInt64(reader);
  const leaderEpoch = version >= 3 ? reader.int32() : -1;
  const metadata = readString(reader, false);
  const commitTimestampMs = readInt64(reader);
  const expireTimestampMs = version === 1 ? readInt64(reader) : -1;
  return { offset, leaderEpoch, metadata, commitTimestampMs, expireTimestampMs };
}

export function encodeOffsetCommitValue(writer: ByteWriter, value: OffsetCommitValueInput, version: number): void {
  writer.int64(value.offset);
  if (version >= 3) writer.int32((value.leaderEpoch ?? -1));
  writeString(writer, false, value.metadata);
  writer.int64(value.commitTimestampMs);
  if (version === 1) writer.int64((value.expireTimestampMs ?? -1));
}
