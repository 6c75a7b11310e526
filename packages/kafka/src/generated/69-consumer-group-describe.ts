// Made by scripts/generate.ts from definitions/69-consumer-group-describe.ts; change that, then run `npm run generate`.
import type { ByteReader, ByteWriter } from "@millrace/core";
import { readArray, readBool, readNullableString, readString, readUuid, skipTags, writeArray, writeBool, writeNullableString, writeString, writeUuid } from "../protocol/primitives.ts";

export interface ConsumerGroupDescribeRequest {
  readonly groupIds: readonly string[];
  readonly includeAuthorizedOperations: boolean;
}

export function decodeConsumerGroupDescribeRequest(reader: ByteReader, version: number): ConsumerGroupDescribeRequest {
  const groupIds = readArray(reader, true, 1, () => readString(reader, true));
  const includeAuthorizedOperations = readBool(reader);
  skipTags(reader);
  return { groupIds, includeAuthorizedOperations };
}

export function encodeConsumerGroupDescribeRequest(writer: ByteWriter, value: ConsumerGroupDescribeRequest, version: number): void {
  writeArray(writer, true, value.groupIds, (item) => writeString(writer, true, item));
  writeBool(writer, value.includeAuthorizedOperations);
  writer.int8(0);
}

export interface ConsumerGroupDescribeResponse {
  readonly throttleTimeMs: number;
  readonly groups: readonly ConsumerGroupDescribeResponseGroup[];
}

export interface ConsumerGroupDescribeResponseInput extends Omit<ConsumerGroupDescribeResponse, "throttleTimeMs" | "groups"> {
  readonly throttleTimeMs?: number | undefined;
  readonly groups: readonly ConsumerGroupDescribeResponseGroupInput[];
}

export function decodeConsumerGroupDescribeResponse(reader: ByteReader, version: number): ConsumerGroupDescribeResponse {
  const throttleTimeMs = reader.int32();
  const groups = readArray(reader, true, 19, () => decodeConsumerGroupDescribeResponseGroup(reader, version));
  skipTags(reader);
  return { throttleTimeMs, groups };
}

export function encodeConsumerGroupDescribeResponse(writer: ByteWriter, value: ConsumerGroupDescribeResponseInput, version: number): void {
  writer.int32((value.throttleTimeMs ?? 0));
  writeArray(writer, true, value.groups, (item) => encodeConsumerGroupDescribeResponseGroup(writer, item, version));
  writer.int8(0);
}

export interface ConsumerGroupDescribeResponseGroup {
  readonly errorCode: number;
  readonly errorMessage: string | null;
  readonly groupId: string;
  readonly groupState: string;
  readonly groupEpoch: number;
  readonly assignmentEpoch: number;
  readonly assignorName: string;
  readonly members: readonly ConsumerGroupDescribeResponseMember[];
  readonly authorizedOperations: number;
}

export interface ConsumerGroupDescribeResponseGroupInput extends Omit<ConsumerGroupDescribeResponseGroup, "errorMessage" | "members" | "authorizedOperations"> {
  readonly errorMessage?: string | null | undefined;
  readonly members: readonly ConsumerGroupDescribeResponseMemberInput[];
  readonly authorizedOperations?: number | undefined;
}

export function decodeConsumerGroupDescribeResponseGroup(reader: ByteReader, version: number): ConsumerGroupDescribeResponseGroup {
  const errorCode = reader.int16();
  const errorMessage = readNullableString(reader, true);
  const groupId = readString(reader, true);
  const groupState = readString(reader, true);
  const groupEpoch = reader.int32();
  const assignmentEpoch = reader.int32();
  const assignorName = readString(reader, true);
  const members = readArray(reader, true, 13, () => decodeConsumerGroupDescribeResponseMember(reader, version));
  const authorizedOperations = reader.int32();
  skipTags(reader);
  return { errorCode, errorMessage, groupId, groupState, groupEpoch, assignmentEpoch, assignorName, members, authorizedOperations };
}

export function encodeConsumerGroupDescribeResponseGroup(writer: ByteWriter, value: ConsumerGroupDescribeResponseGroupInput, version: number): void {
  writer.int16(value.errorCode);
  writeNullableString(writer, true, (value.errorMessage ?? null));
  writeString(writer, true, value.groupId);
  writeString(writer, true, value.groupState);
  writer.int32(value.groupEpoch);
  writer.int32(value.assignmentEpoch);
  writeString(writer, true, value.assignorName);
  writeArray(writer, true, value.members, (item) => encodeConsumerGroupDescribeResponseMember(writer, item, version));
  writer.int32((value.authorizedOperations ?? -2147483648));
  writer.int8(0);
}

export interface ConsumerGroupDescribeResponseMember {
  readonly memberId: string;
  readonly instanceId: string | null;
  readonly rackId: string | null;
  readonly memberEpoch: number;
  readonly clientId: string;
  readonly clientHost: string;
  readonly subscribedTopicNames: readonly string[];
  readonly subscribedTopicRegex: string | null;
  readonly assignment: ConsumerGroupDescribeResponseAssignment;
  readonly targetAssignment: ConsumerGroupDescribeResponseTargetAssignment;
  readonly memberType: number;
}

export interface ConsumerGroupDescribeResponseMemberInput extends Omit<ConsumerGroupDescribeResponseMember, "instanceId" | "rackId" | "subscribedTopicRegex" | "memberType"> {
  readonly instanceId?: string | null | undefined;
  readonly rackId?: string | null | undefined;
  readonly subscribedTopicRegex?: string | null | undefined;
  readonly memberType?: number | undefined;
}

export function decodeConsumerGroupDescribeResponseMember(reader: ByteReader, version: number): ConsumerGroupDescribeResponseMember {
  const memberId = readString(reader, true);
  const instanceId = readNullableString(reader, true);
  const rackId = readNullableString(reader, true);
  const memberEpoch = reader.int32();
  const clientId = readString(reader, true);
  const clientHost = readString(reader, true);
  const subscribedTopicNames = readArray(reader, true, 1, () => readString(reader, true));
  const subscribedTopicRegex = readNullableString(reader, true);
  const assignment = decodeConsumerGroupDescribeResponseAssignment(reader, version);
  const targetAssignment = decodeConsumerGroupDescribeResponseTargetAssignment(reader, version);
  const memberType = version >= 1 ? reader.int8() : -1;
  skipTags(reader);
  return { memberId, instanceId, rackId, memberEpoch, clientId, clientHost, subscribedTopicNames, subscribedTopicRegex, assignment, targetAssignment, memberType };
}

export function encodeConsumerGroupDescribeResponseMember(writer: ByteWriter, value: ConsumerGroupDescribeResponseMemberInput, version: number): void {
  writeString(writer, true, value.memberId);
  writeNullableString(writer, true, (value.instanceId ?? null));
  writeNullableString(writer, true, (value.rackId ?? null));
  writer.int32(value.memberEpoch);
  writeString(writer, true, value.clientId);
  writeString(writer, true, value.clientHost);
  writeArray(writer, true, value.subscribedTopicNames, (item) => writeString(writer, true, item));
  writeNullableString(writer, true, (value.subscribedTopicRegex ?? null));
  encodeConsumerGroupDescribeResponseAssignment(writer, value.assignment, version);
  encodeConsumerGroupDescribeResponseTargetAssignment(writer, value.targetAssignment, version);
  if (version >= 1) writer.int8((value.memberType ?? -1));
  writer.int8(0);
}

export interface ConsumerGroupDescribeResponseTargetAssignment {
  readonly topicPartitions: readonly ConsumerGroupDescribeResponseTargetPartitions[];
}

export function decodeConsumerGroupDescribeResponseTargetAssignment(reader: ByteReader, version: number): ConsumerGroupDescribeResponseTargetAssignment {
  const topicPartitions = readArray(reader, true, 18, () => decodeConsumerGroupDescribeResponseTargetPartitions(reader, version));
  skipTags(reader);
  return { topicPartitions };
}

export function encodeConsumerGroupDescribeResponseTargetAssignment(writer: ByteWriter, value: ConsumerGroupDescribeResponseTargetAssignment, version: number): void {
  writeArray(writer, true, value.topicPartitions, (item) => encodeConsumerGroupDescribeResponseTargetPartitions(writer, item, version));
  writer.int8(0);
}

export interface ConsumerGroupDescribeResponseTargetPartitions {
  readonly topicId: Uint8Array;
  readonly topicName: string;
  readonly partitions: readonly number[];
}

export function decodeConsumerGroupDescribeResponseTargetPartitions(reader: ByteReader, version: number): ConsumerGroupDescribeResponseTargetPartitions {
  const topicId = readUuid(reader);
  const topicName = readString(reader, true);
  const partitions = readArray(reader, true, 4, () => reader.int32());
  skipTags(reader);
  return { topicId, topicName, partitions };
}

export function encodeConsumerGroupDescribeResponseTargetPartitions(writer: ByteWriter, value: ConsumerGroupDescribeResponseTargetPartitions, version: number): void {
  writeUuid(writer, value.topicId);
  writeString(writer, true, value.topicName);
  writeArray(writer, true, value.partitions, (item) => writer.int32(item));
  writer.int8(0);
}

export interface ConsumerGroupDescribeResponseAssignment {
  readonly topicPartitions: readonly ConsumerGroupDescribeResponseAssignedPartitions[];
}

export function decodeConsumerGroupDescribeResponseAssignment(reader: ByteReader, version: number): ConsumerGroupDescribeResponseAssignment {
  const topicPartitions = readArray(reader, true, 18, () => decodeConsumerGroupDescribeResponseAssignedPartitions(reader, version));
  skipTags(reader);
  return { topicPartitions };
}

export function encodeConsumerGroupDescribeResponseAssignment(writer: ByteWriter, value: ConsumerGroupDescribeResponseAssignment, version: number): void {
  writeArray(writer, true, value.topicPartitions, (item) => encodeConsumerGroupDescribeResponseAssignedPartitions(writer, item, version));
  writer.int8(0);
}

export interface ConsumerGroupDescribeResponseAssignedPartitions {
  readonly topicId: Uint8Array;
  readonly topicName: string;
  readonly partitions: readonly number[];
}

export function decodeConsumerGroupDescribeResponseAssignedPartitions(reader: ByteReader, version: number): ConsumerGroupDescribeResponseAssignedPartitions {
  const topicId = readUuid(reader);
  const topicName = readString(reader, true);
  const partitions = readArray(reader, true, 4, () => reader.int32());
  skipTags(reader);
  return { topicId, topicName, partitions };
}

export function encodeConsumerGroupDescribeResponseAssignedPartitions(writer: ByteWriter, value: ConsumerGroupDescribeResponseAssignedPartitions, version: number): void {
  writeUuid(writer, value.topicId);
  writeString(writer, true, value.topicName);
  writeArray(writer, true, value.partitions, (item) => writer.int32(item));
  writer.int8(0);
}
