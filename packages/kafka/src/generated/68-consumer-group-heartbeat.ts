// Made by scripts/generate.ts from definitions/68-consumer-group-heartbeat.ts; change that, then run `npm run generate`.
import type { ByteReader, ByteWriter } from "@millrace/core";
import { readArray, readNullableArray, readNullableString, readNullableStruct, readString, readUuid, skipTags, writeArray, writeNullableArray, writeNullableString, writeNullableStruct, writeString, writeUuid } from "../protocol/primitives.ts";

export interface ConsumerGroupHeartbeatRequest {
  readonly groupId: string;
  readonly memberId: string;
  readonly memberEpoch: number;
  readonly instanceId: string | null;
  readonly rackId: string | null;
  readonly rebalanceTimeoutMs: number;
  readonly subscribedTopicNames: readonly string[] | null;
  readonly subscribedTopicRegex: string | null;
  readonly serverAssignor: string | null;
  readonly topicPartitions: readonly ConsumerGroupHeartbeatRequestTopicPartitions[] | null;
}

export interface ConsumerGroupHeartbeatRequestInput extends Omit<ConsumerGroupHeartbeatRequest, "instanceId" | "rackId" | "rebalanceTimeoutMs" | "subscribedTopicNames" | "subscribedTopicRegex" | "serverAssignor" | "topicPartitions"> {
  readonly instanceId?: string | null | undefined;
  readonly rackId?: string | null | undefined;
  readonly rebalanceTimeoutMs?: number | undefined;
  readonly subscribedTopicNames?: readonly string[] | null | undefined;
  readonly subscribedTopicRegex?: string | null | undefined;
  readonly serverAssignor?: string | null | undefined;
  readonly topicPartitions?: readonly ConsumerGroupHeartbeatRequestTopicPartitions[] | null | undefined;
}

export function decodeConsumerGroupHeartbeatRequest(reader: ByteReader, version: number): ConsumerGroupHeartbeatRequest {
  const groupId = readString(reader, true);
  const memberId = readString(reader, true);
  const memberEpoch = reader.int32();
  const instanceId = readNullableString(reader, true);
  const rackId = readNullableString(reader, true);
  const rebalanceTimeoutMs = reader.int32();
  const subscribedTopicNames = readNullableArray(reader, true, 1, () => readString(reader, true));
  const subscribedTopicRegex = version >= 1 ? readNullableString(reader, true) : null;
  const serverAssignor = readNullableString(reader, true);
  const topicPartitions = readNullableArray(reader, true, 17, () => decodeConsumerGroupHeartbeatRequestTopicPartitions(reader, version));
  skipTags(reader);
  return { groupId, memberId, memberEpoch, instanceId, rackId, rebalanceTimeoutMs, subscribedTopicNames, subscribedTopicRegex, serverAssignor, topicPartitions };
}

export function encodeConsumerGroupHeartbeatRequest(writer: ByteWriter, value: ConsumerGroupHeartbeatRequestInput, version: number): void {
  writeString(writer, true, value.groupId);
  writeString(writer, true, value.memberId);
  writer.int32(value.memberEpoch);
  writeNullableString(writer, true, (value.instanceId ?? null));
  writeNullableString(writer, true, (value.rackId ?? null));
  writer.int32((value.rebalanceTimeoutMs ?? -1));
  writeNullableArray(writer, true, (value.subscribedTopicNames ?? null), (item) => writeString(writer, true, item));
  if (version >= 1) writeNullableString(writer, true, (value.subscribedTopicRegex ?? null));
  writeNullableString(writer, true, (value.serverAssignor ?? null));
  writeNullableArray(writer, true, (value.topicPartitions ?? null), (item) => encodeConsumerGroupHeartbeatRequestTopicPartitions(writer, item, version));
  writer.int8(0);
}

export interface ConsumerGroupHeartbeatRequestTopicPartitions {
  readonly topicId: Uint8Array;
  readonly partitions: readonly number[];
}

export function decodeConsumerGroupHeartbeatRequestTopicPartitions(reader: ByteReader, version: number): ConsumerGroupHeartbeatRequestTopicPartitions {
  const topicId = readUuid(reader);
  const partitions = readArray(reader, true, 4, () => reader.int32());
  skipTags(reader);
  return { topicId, partitions };
}

export function encodeConsumerGroupHeartbeatRequestTopicPartitions(writer: ByteWriter, value: ConsumerGroupHeartbeatRequestTopicPartitions, version: number): void {
  writeUuid(writer, value.topicId);
  writeArray(writer, true, value.partitions, (item) => writer.int32(item));
  writer.int8(0);
}

export interface ConsumerGroupHeartbeatResponse {
  readonly throttleTimeMs: number;
  readonly errorCode: number;
  readonly errorMessage: string | null;
  readonly memberId: string | null;
  readonly memberEpoch: number;
  readonly heartbeatIntervalMs: number;
  readonly assignment: ConsumerGroupHeartbeatResponseAssignment | null;
}

export interface ConsumerGroupHeartbeatResponseInput extends Omit<ConsumerGroupHeartbeatResponse, "throttleTimeMs" | "errorMessage" | "memberId" | "assignment"> {
  readonly throttleTimeMs?: number | undefined;
  readonly errorMessage?: string | null | undefined;
  readonly memberId?: string | null | undefined;
  readonly assignment?: ConsumerGroupHeartbeatResponseAssignment | null | undefined;
}

export function decodeConsumerGroupHeartbeatResponse(reader: ByteReader, version: number): ConsumerGroupHeartbeatResponse {
  const throttleTimeMs = reader.int32();
  const errorCode = reader.int16();
  const errorMessage = readNullableString(reader, true);
  const memberId = readNullableString(reader, true);
  const memberEpoch = reader.int32();
  const heartbeatIntervalMs = reader.int32();
  const assignment = readNullableStruct(reader, () => decodeConsumerGroupHeartbeatResponseAssignment(reader, version));
  skipTags(reader);
  return { throttleTimeMs, errorCode, errorMessage, memberId, memberEpoch, heartbeatIntervalMs, assignment };
}

export function encodeConsumerGroupHeartbeatResponse(writer: ByteWriter, value: ConsumerGroupHeartbeatResponseInput, version: number): void {
  writer.int32((value.throttleTimeMs ?? 0));
  writer.int16(value.errorCode);
  writeNullableString(writer, true, (value.errorMessage ?? null));
  writeNullableString(writer, true, (value.memberId ?? null));
  writer.int32(value.memberEpoch);
  writer.int32(value.heartbeatIntervalMs);
  writeNullableStruct(writer, (value.assignment ?? null), (item) => encodeConsumerGroupHeartbeatResponseAssignment(writer, item, version));
  writer.int8(0);
}

export interface ConsumerGroupHeartbeatResponseAssignment {
  readonly topicPartitions: readonly ConsumerGroupHeartbeatResponseTopicPartitions[];
}

export function decodeConsumerGroupHeartbeatResponseAssignment(reader: ByteReader, version: number): ConsumerGroupHeartbeatResponseAssignment {
  const topicPartitions = readArray(reader, true, 17, () => decodeConsumerGroupHeartbeatResponseTopicPartitions(reader, version));
  skipTags(reader);
  return { topicPartitions };
}

export function encodeConsumerGroupHeartbeatResponseAssignment(writer: ByteWriter, value: ConsumerGroupHeartbeatResponseAssignment, version: number): void {
  writeArray(writer, true, value.topicPartitions, (item) => encodeConsumerGroupHeartbeatResponseTopicPartitions(writer, item, version));
  writer.int8(0);
}

export interface ConsumerGroupHeartbeatResponseTopicPartitions {
  readonly topicId: Uint8Array;
  readonly partitions: readonly number[];
}

export function decodeConsumerGroupHeartbeatResponseTopicPartitions(reader: ByteReader, version: number): ConsumerGroupHeartbeatResponseTopicPartitions {
  const topicId = readUuid(reader);
  const partitions = readArray(reader, true, 4, () => reader.int32());
  skipTags(reader);
  return { topicId, partitions };
}

export function encodeConsumerGroupHeartbeatResponseTopicPartitions(writer: ByteWriter, value: ConsumerGroupHeartbeatResponseTopicPartitions, version: number): void {
  writeUuid(writer, value.topicId);
  writeArray(writer, true, value.partitions, (item) => writer.int32(item));
  writer.int8(0);
}
