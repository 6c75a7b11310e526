// Made by scripts/generate.ts from definitions/messages.ts; change that, then run `npm run generate`. Long because the message is: one struct after the other.
import type { ByteReader, ByteWriter } from "@millrace/core";
import { readArray, readBytes, readInt64, readNullableArray, readNullableBytes, readNullableString, readString, readTaggedStruct, readTags, readUuid, sameBytes, skipTags, type Tag, writeArray, writeBytes, writeNullableArray, writeNullableBytes, writeNullableString, writeString, writeTaggedStruct, writeTags, writeUuid, zeroUuid } from "../protocol/primitives.ts";

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
  readonly topicId: Uint8Array;
}

export interface OffsetCommitValueInput extends Omit<OffsetCommitValue, "leaderEpoch" | "expireTimestampMs" | "topicId"> {
  readonly leaderEpoch?: number | undefined;
  readonly expireTimestampMs?: number | undefined;
  readonly topicId?: Uint8Array | undefined;
}

export function decodeOffsetCommitValue(reader: ByteReader, version: number): OffsetCommitValue {
  const flexible = version >= 4;
  const offset = readInt64(reader);
  const leaderEpoch = version >= 3 ? reader.int32() : -1;
  const metadata = readString(reader, flexible);
  const commitTimestampMs = readInt64(reader);
  const expireTimestampMs = version === 1 ? readInt64(reader) : -1;
  let topicId: Uint8Array = zeroUuid;
  if (flexible) readTags(reader, (tag) => {
    if (tag === 0) {
      topicId = readUuid(reader);
      return true;
    }
    return false;
  });
  return { offset, leaderEpoch, metadata, commitTimestampMs, expireTimestampMs, topicId };
}

export function encodeOffsetCommitValue(writer: ByteWriter, value: OffsetCommitValueInput, version: number): void {
  const flexible = version >= 4;
  writer.int64(value.offset);
  if (version >= 3) writer.int32((value.leaderEpoch ?? -1));
  writeString(writer, flexible, value.metadata);
  writer.int64(value.commitTimestampMs);
  if (version === 1) writer.int64((value.expireTimestampMs ?? -1));
  if (flexible) {
    const tags: Tag[] = [];
    const topicId = value.topicId ?? zeroUuid;
    if (version >= 4 && !sameBytes(topicId, zeroUuid)) tags.push([0, (inner) => writeUuid(inner, topicId)]);
    writeTags(writer, tags);
  }
}

export interface GroupMetadataKey {
  readonly group: string;
}

export function decodeGroupMetadataKey(reader: ByteReader, version: number): GroupMetadataKey {
  const group = readString(reader, false);
  return { group };
}

export function encodeGroupMetadataKey(writer: ByteWriter, value: GroupMetadataKey, version: number): void {
  writeString(writer, false, value.group);
}

export interface GroupMetadataValue {
  readonly protocolType: string;
  readonly generation: number;
  readonly protocol: string | null;
  readonly leader: string | null;
  readonly currentStateTimestamp: number;
  readonly members: readonly GroupMetadataValueGroupMetadataMember[];
}

export interface GroupMetadataValueInput extends Omit<GroupMetadataValue, "currentStateTimestamp" | "members"> {
  readonly currentStateTimestamp?: number | undefined;
  readonly members: readonly GroupMetadataValueGroupMetadataMemberInput[];
}

export function decodeGroupMetadataValue(reader: ByteReader, version: number): GroupMetadataValue {
  const flexible = version >= 4;
  const protocolType = readString(reader, flexible);
  const generation = reader.int32();
  const protocol = readNullableString(reader, flexible);
  const leader = readNullableString(reader, flexible);
  const currentStateTimestamp = version >= 2 ? readInt64(reader) : -1;
  const members = readArray(reader, flexible, 9, () => decodeGroupMetadataValueGroupMetadataMember(reader, version));
  if (flexible) skipTags(reader);
  return { protocolType, generation, protocol, leader, currentStateTimestamp, members };
}

export function encodeGroupMetadataValue(writer: ByteWriter, value: GroupMetadataValueInput, version: number): void {
  const flexible = version >= 4;
  writeString(writer, flexible, value.protocolType);
  writer.int32(value.generation);
  writeNullableString(writer, flexible, value.protocol);
  writeNullableString(writer, flexible, value.leader);
  if (version >= 2) writer.int64((value.currentStateTimestamp ?? -1));
  writeArray(writer, flexible, value.members, (item) => encodeGroupMetadataValueGroupMetadataMember(writer, item, version));
  if (flexible) writer.int8(0);
}

export interface GroupMetadataValueGroupMetadataMember {
  readonly memberId: string;
  readonly groupInstanceId: string | null;
  readonly clientId: string;
  readonly clientHost: string;
  readonly rebalanceTimeout: number;
  readonly sessionTimeout: number;
  readonly subscription: Uint8Array;
  readonly assignment: Uint8Array;
}

export interface GroupMetadataValueGroupMetadataMemberInput extends Omit<GroupMetadataValueGroupMetadataMember, "groupInstanceId" | "rebalanceTimeout"> {
  readonly groupInstanceId?: string | null | undefined;
  readonly rebalanceTimeout?: number | undefined;
}

export function decodeGroupMetadataValueGroupMetadataMember(reader: ByteReader, version: number): GroupMetadataValueGroupMetadataMember {
  const flexible = version >= 4;
  const memberId = readString(reader, flexible);
  const groupInstanceId = version >= 3 ? readNullableString(reader, flexible) : null;
  const clientId = readString(reader, flexible);
  const clientHost = readString(reader, flexible);
  const rebalanceTimeout = version >= 1 ? reader.int32() : -1;
  const sessionTimeout = reader.int32();
  const subscription = readBytes(reader, flexible);
  const assignment = readBytes(reader, flexible);
  if (flexible) skipTags(reader);
  return { memberId, groupInstanceId, clientId, clientHost, rebalanceTimeout, sessionTimeout, subscription, assignment };
}

export function encodeGroupMetadataValueGroupMetadataMember(writer: ByteWriter, value: GroupMetadataValueGroupMetadataMemberInput, version: number): void {
  const flexible = version >= 4;
  writeString(writer, flexible, value.memberId);
  if (version >= 3) writeNullableString(writer, flexible, (value.groupInstanceId ?? null));
  writeString(writer, flexible, value.clientId);
  writeString(writer, flexible, value.clientHost);
  if (version >= 1) writer.int32((value.rebalanceTimeout ?? -1));
  writer.int32(value.sessionTimeout);
  writeBytes(writer, flexible, value.subscription);
  writeBytes(writer, flexible, value.assignment);
  if (flexible) writer.int8(0);
}

export interface ConsumerGroupMetadataKey {
  readonly groupId: string;
}

export function decodeConsumerGroupMetadataKey(reader: ByteReader, version: number): ConsumerGroupMetadataKey {
  const groupId = readString(reader, false);
  return { groupId };
}

export function encodeConsumerGroupMetadataKey(writer: ByteWriter, value: ConsumerGroupMetadataKey, version: number): void {
  writeString(writer, false, value.groupId);
}

export interface ConsumerGroupMemberMetadataKey {
  readonly groupId: string;
  readonly memberId: string;
}

export function decodeConsumerGroupMemberMetadataKey(reader: ByteReader, version: number): ConsumerGroupMemberMetadataKey {
  const groupId = readString(reader, false);
  const memberId = readString(reader, false);
  return { groupId, memberId };
}

export function encodeConsumerGroupMemberMetadataKey(writer: ByteWriter, value: ConsumerGroupMemberMetadataKey, version: number): void {
  writeString(writer, false, value.groupId);
  writeString(writer, false, value.memberId);
}

export interface ConsumerGroupMetadataValue {
  readonly epoch: number;
  readonly metadataHash: number;
}

export interface ConsumerGroupMetadataValueInput extends Omit<ConsumerGroupMetadataValue, "metadataHash"> {
  readonly metadataHash?: number | undefined;
}

export function decodeConsumerGroupMetadataValue(reader: ByteReader, version: number): ConsumerGroupMetadataValue {
  const epoch = reader.int32();
  let metadataHash: number = 0;
  readTags(reader, (tag) => {
    if (tag === 0) {
      metadataHash = readInt64(reader);
      return true;
    }
    return false;
  });
  return { epoch, metadataHash };
}

export function encodeConsumerGroupMetadataValue(writer: ByteWriter, value: ConsumerGroupMetadataValueInput, version: number): void {
  writer.int32(value.epoch);
  {
    const tags: Tag[] = [];
    const metadataHash = value.metadataHash ?? 0;
    if (metadataHash !== 0) tags.push([0, (inner) => inner.int64(metadataHash)]);
    writeTags(writer, tags);
  }
}

export interface ConsumerGroupMemberMetadataValue {
  readonly instanceId: string | null;
  readonly rackId: string | null;
  readonly clientId: string;
  readonly clientHost: string;
  readonly subscribedTopicNames: readonly string[];
  readonly subscribedTopicRegex: string | null;
  readonly rebalanceTimeoutMs: number;
  readonly serverAssignor: string | null;
  readonly classicMemberMetadata: ConsumerGroupMemberMetadataValueClassicMemberMetadata | null;
}

export interface ConsumerGroupMemberMetadataValueInput extends Omit<ConsumerGroupMemberMetadataValue, "classicMemberMetadata"> {
  readonly classicMemberMetadata?: ConsumerGroupMemberMetadataValueClassicMemberMetadata | null | undefined;
}

export function decodeConsumerGroupMemberMetadataValue(reader: ByteReader, version: number): ConsumerGroupMemberMetadataValue {
  const instanceId = readNullableString(reader, true);
  const rackId = readNullableString(reader, true);
  const clientId = readString(reader, true);
  const clientHost = readString(reader, true);
  const subscribedTopicNames = readArray(reader, true, 1, () => readString(reader, true));
  const subscribedTopicRegex = readNullableString(reader, true);
  const rebalanceTimeoutMs = reader.int32();
  const serverAssignor = readNullableString(reader, true);
  let classicMemberMetadata: ConsumerGroupMemberMetadataValueClassicMemberMetadata | null = null;
  readTags(reader, (tag) => {
    if (tag === 0) {
      classicMemberMetadata = readTaggedStruct(reader, () => decodeConsumerGroupMemberMetadataValueClassicMemberMetadata(reader, version));
      return true;
    }
    return false;
  });
  return { instanceId, rackId, clientId, clientHost, subscribedTopicNames, subscribedTopicRegex, rebalanceTimeoutMs, serverAssignor, classicMemberMetadata };
}

export function encodeConsumerGroupMemberMetadataValue(writer: ByteWriter, value: ConsumerGroupMemberMetadataValueInput, version: number): void {
  writeNullableString(writer, true, value.instanceId);
  writeNullableString(writer, true, value.rackId);
  writeString(writer, true, value.clientId);
  writeString(writer, true, value.clientHost);
  writeArray(writer, true, value.subscribedTopicNames, (item) => writeString(writer, true, item));
  writeNullableString(writer, true, value.subscribedTopicRegex);
  writer.int32(value.rebalanceTimeoutMs);
  writeNullableString(writer, true, value.serverAssignor);
  {
    const tags: Tag[] = [];
    const classicMemberMetadata = value.classicMemberMetadata ?? null;
    tags.push([0, (inner) => writeTaggedStruct(inner, classicMemberMetadata, (item) => encodeConsumerGroupMemberMetadataValueClassicMemberMetadata(inner, item, version))]);
    writeTags(writer, tags);
  }
}

export interface ConsumerGroupMemberMetadataValueClassicMemberMetadata {
  readonly sessionTimeoutMs: number;
  readonly supportedProtocols: readonly ConsumerGroupMemberMetadataValueClassicProtocol[];
}

export function decodeConsumerGroupMemberMetadataValueClassicMemberMetadata(reader: ByteReader, version: number): ConsumerGroupMemberMetadataValueClassicMemberMetadata {
  const sessionTimeoutMs = reader.int32();
  const supportedProtocols = readArray(reader, true, 2, () => decodeConsumerGroupMemberMetadataValueClassicProtocol(reader, version));
  skipTags(reader);
  return { sessionTimeoutMs, supportedProtocols };
}

export function encodeConsumerGroupMemberMetadataValueClassicMemberMetadata(writer: ByteWriter, value: ConsumerGroupMemberMetadataValueClassicMemberMetadata, version: number): void {
  writer.int32(value.sessionTimeoutMs);
  writeArray(writer, true, value.supportedProtocols, (item) => encodeConsumerGroupMemberMetadataValueClassicProtocol(writer, item, version));
  writer.int8(0);
}

export interface ConsumerGroupMemberMetadataValueClassicProtocol {
  readonly name: string;
  readonly metadata: Uint8Array;
}

export function decodeConsumerGroupMemberMetadataValueClassicProtocol(reader: ByteReader, version: number): ConsumerGroupMemberMetadataValueClassicProtocol {
  const name = readString(reader, true);
  const metadata = readBytes(reader, true);
  skipTags(reader);
  return { name, metadata };
}

export function encodeConsumerGroupMemberMetadataValueClassicProtocol(writer: ByteWriter, value: ConsumerGroupMemberMetadataValueClassicProtocol, version: number): void {
  writeString(writer, true, value.name);
  writeBytes(writer, true, value.metadata);
  writer.int8(0);
}

export interface ConsumerGroupTargetAssignmentMetadataValue {
  readonly assignmentEpoch: number;
  readonly assignmentTimestamp: number;
}

export interface ConsumerGroupTargetAssignmentMetadataValueInput extends Omit<ConsumerGroupTargetAssignmentMetadataValue, "assignmentTimestamp"> {
  readonly assignmentTimestamp?: number | undefined;
}

export function decodeConsumerGroupTargetAssignmentMetadataValue(reader: ByteReader, version: number): ConsumerGroupTargetAssignmentMetadataValue {
  const assignmentEpoch = reader.int32();
  let assignmentTimestamp: number = 0;
  readTags(reader, (tag) => {
    if (tag === 0) {
      assignmentTimestamp = readInt64(reader);
      return true;
    }
    return false;
  });
  return { assignmentEpoch, assignmentTimestamp };
}

export function encodeConsumerGroupTargetAssignmentMetadataValue(writer: ByteWriter, value: ConsumerGroupTargetAssignmentMetadataValueInput, version: number): void {
  writer.int32(value.assignmentEpoch);
  {
    const tags: Tag[] = [];
    const assignmentTimestamp = value.assignmentTimestamp ?? 0;
    if (assignmentTimestamp !== 0) tags.push([0, (inner) => inner.int64(assignmentTimestamp)]);
    writeTags(writer, tags);
  }
}

export interface ConsumerGroupTargetAssignmentMemberValue {
  readonly topicPartitions: readonly ConsumerGroupTargetAssignmentMemberValueTopicPartitions[];
}

export function decodeConsumerGroupTargetAssignmentMemberValue(reader: ByteReader, version: number): ConsumerGroupTargetAssignmentMemberValue {
  const topicPartitions = readArray(reader, true, 17, () => decodeConsumerGroupTargetAssignmentMemberValueTopicPartitions(reader, version));
  skipTags(reader);
  return { topicPartitions };
}

export function encodeConsumerGroupTargetAssignmentMemberValue(writer: ByteWriter, value: ConsumerGroupTargetAssignmentMemberValue, version: number): void {
  writeArray(writer, true, value.topicPartitions, (item) => encodeConsumerGroupTargetAssignmentMemberValueTopicPartitions(writer, item, version));
  writer.int8(0);
}

export interface ConsumerGroupTargetAssignmentMemberValueTopicPartitions {
  readonly topicId: Uint8Array;
  readonly partitions: readonly number[];
}

export function decodeConsumerGroupTargetAssignmentMemberValueTopicPartitions(reader: ByteReader, version: number): ConsumerGroupTargetAssignmentMemberValueTopicPartitions {
  const topicId = readUuid(reader);
  const partitions = readArray(reader, true, 4, () => reader.int32());
  skipTags(reader);
  return { topicId, partitions };
}

export function encodeConsumerGroupTargetAssignmentMemberValueTopicPartitions(writer: ByteWriter, value: ConsumerGroupTargetAssignmentMemberValueTopicPartitions, version: number): void {
  writeUuid(writer, value.topicId);
  writeArray(writer, true, value.partitions, (item) => writer.int32(item));
  writer.int8(0);
}

export interface ConsumerGroupCurrentMemberAssignmentValue {
  readonly memberEpoch: number;
  readonly previousMemberEpoch: number;
  readonly state: number;
  readonly assignedPartitions: readonly ConsumerGroupCurrentMemberAssignmentValueTopicPartitions[];
  readonly partitionsPendingRevocation: readonly ConsumerGroupCurrentMemberAssignmentValueRevokedPartitions[];
}

export function decodeConsumerGroupCurrentMemberAssignmentValue(reader: ByteReader, version: number): ConsumerGroupCurrentMemberAssignmentValue {
  const memberEpoch = reader.int32();
  const previousMemberEpoch = reader.int32();
  const state = reader.int8();
  const assignedPartitions = readArray(reader, true, 17, () => decodeConsumerGroupCurrentMemberAssignmentValueTopicPartitions(reader, version));
  const partitionsPendingRevocation = readArray(reader, true, 17, () => decodeConsumerGroupCurrentMemberAssignmentValueRevokedPartitions(reader, version));
  skipTags(reader);
  return { memberEpoch, previousMemberEpoch, state, assignedPartitions, partitionsPendingRevocation };
}

export function encodeConsumerGroupCurrentMemberAssignmentValue(writer: ByteWriter, value: ConsumerGroupCurrentMemberAssignmentValue, version: number): void {
  writer.int32(value.memberEpoch);
  writer.int32(value.previousMemberEpoch);
  writer.int8(value.state);
  writeArray(writer, true, value.assignedPartitions, (item) => encodeConsumerGroupCurrentMemberAssignmentValueTopicPartitions(writer, item, version));
  writeArray(writer, true, value.partitionsPendingRevocation, (item) => encodeConsumerGroupCurrentMemberAssignmentValueRevokedPartitions(writer, item, version));
  writer.int8(0);
}

export interface ConsumerGroupCurrentMemberAssignmentValueRevokedPartitions {
  readonly topicId: Uint8Array;
  readonly partitions: readonly number[];
}

export function decodeConsumerGroupCurrentMemberAssignmentValueRevokedPartitions(reader: ByteReader, version: number): ConsumerGroupCurrentMemberAssignmentValueRevokedPartitions {
  const topicId = readUuid(reader);
  const partitions = readArray(reader, true, 4, () => reader.int32());
  skipTags(reader);
  return { topicId, partitions };
}

export function encodeConsumerGroupCurrentMemberAssignmentValueRevokedPartitions(writer: ByteWriter, value: ConsumerGroupCurrentMemberAssignmentValueRevokedPartitions, version: number): void {
  writeUuid(writer, value.topicId);
  writeArray(writer, true, value.partitions, (item) => writer.int32(item));
  writer.int8(0);
}

export interface ConsumerGroupCurrentMemberAssignmentValueTopicPartitions {
  readonly topicId: Uint8Array;
  readonly partitions: readonly number[];
}

export function decodeConsumerGroupCurrentMemberAssignmentValueTopicPartitions(reader: ByteReader, version: number): ConsumerGroupCurrentMemberAssignmentValueTopicPartitions {
  const topicId = readUuid(reader);
  const partitions = readArray(reader, true, 4, () => reader.int32());
  skipTags(reader);
  return { topicId, partitions };
}

export function encodeConsumerGroupCurrentMemberAssignmentValueTopicPartitions(writer: ByteWriter, value: ConsumerGroupCurrentMemberAssignmentValueTopicPartitions, version: number): void {
  writeUuid(writer, value.topicId);
  writeArray(writer, true, value.partitions, (item) => writer.int32(item));
  writer.int8(0);
}

export interface TransactionLogKey {
  readonly transactionalId: string;
}

export function decodeTransactionLogKey(reader: ByteReader, version: number): TransactionLogKey {
  const transactionalId = readString(reader, false);
  return { transactionalId };
}

export function encodeTransactionLogKey(writer: ByteWriter, value: TransactionLogKey, version: number): void {
  writeString(writer, false, value.transactionalId);
}

export interface TransactionLogValue {
  readonly producerId: number;
  readonly previousProducerId: number;
  readonly nextProducerId: number;
  readonly producerEpoch: number;
  readonly transactionTimeoutMs: number;
  readonly transactionStatus: number;
  readonly transactionPartitions: readonly TransactionLogValueTransactionPartitions[] | null;
  readonly transactionLastUpdateTimestampMs: number;
  readonly transactionStartTimestampMs: number;
  readonly clientTransactionVersion: number;
  readonly nextProducerEpoch: number;
}

export interface TransactionLogValueInput extends Omit<TransactionLogValue, "previousProducerId" | "nextProducerId" | "clientTransactionVersion" | "nextProducerEpoch"> {
  readonly previousProducerId?: number | undefined;
  readonly nextProducerId?: number | undefined;
  readonly clientTransactionVersion?: number | undefined;
  readonly nextProducerEpoch?: number | undefined;
}

export function decodeTransactionLogValue(reader: ByteReader, version: number): TransactionLogValue {
  const flexible = version >= 1;
  const producerId = readInt64(reader);
  let previousProducerId: number = -1;
  let nextProducerId: number = -1;
  const producerEpoch = reader.int16();
  const transactionTimeoutMs = reader.int32();
  const transactionStatus = reader.int8();
  const transactionPartitions = readNullableArray(reader, flexible, 2, () => decodeTransactionLogValueTransactionPartitions(reader, version));
  const transactionLastUpdateTimestampMs = readInt64(reader);
  const transactionStartTimestampMs = readInt64(reader);
  let clientTransactionVersion: number = 0;
  let nextProducerEpoch: number = -1;
  if (flexible) readTags(reader, (tag) => {
    if (tag === 0) {
      previousProducerId = readInt64(reader);
      return true;
    }
    if (tag === 1) {
      nextProducerId = readInt64(reader);
      return true;
    }
    if (tag === 2) {
      clientTransactionVersion = reader.int16();
      return true;
    }
    if (tag === 3) {
      nextProducerEpoch = reader.int16();
      return true;
    }
    return false;
  });
  return { producerId, previousProducerId, nextProducerId, producerEpoch, transactionTimeoutMs, transactionStatus, transactionPartitions, transactionLastUpdateTimestampMs, transactionStartTimestampMs, clientTransactionVersion, nextProducerEpoch };
}

export function encodeTransactionLogValue(writer: ByteWriter, value: TransactionLogValueInput, version: number): void {
  const flexible = version >= 1;
  writer.int64(value.producerId);
  writer.int16(value.producerEpoch);
  writer.int32(value.transactionTimeoutMs);
  writer.int8(value.transactionStatus);
  writeNullableArray(writer, flexible, value.transactionPartitions, (item) => encodeTransactionLogValueTransactionPartitions(writer, item, version));
  writer.int64(value.transactionLastUpdateTimestampMs);
  writer.int64(value.transactionStartTimestampMs);
  if (flexible) {
    const tags: Tag[] = [];
    const previousProducerId = value.previousProducerId ?? -1;
    if (version >= 1 && previousProducerId !== -1) tags.push([0, (inner) => inner.int64(previousProducerId)]);
    const nextProducerId = value.nextProducerId ?? -1;
    if (version >= 1 && nextProducerId !== -1) tags.push([1, (inner) => inner.int64(nextProducerId)]);
    const clientTransactionVersion = value.clientTransactionVersion ?? 0;
    if (version >= 1 && clientTransactionVersion !== 0) tags.push([2, (inner) => inner.int16(clientTransactionVersion)]);
    const nextProducerEpoch = value.nextProducerEpoch ?? -1;
    if (version >= 1 && nextProducerEpoch !== -1) tags.push([3, (inner) => inner.int16(nextProducerEpoch)]);
    writeTags(writer, tags);
  }
}

export interface TransactionLogValueTransactionPartitions {
  readonly topic: string;
  readonly partitionIds: readonly number[];
}

export function decodeTransactionLogValueTransactionPartitions(reader: ByteReader, version: number): TransactionLogValueTransactionPartitions {
  const flexible = version >= 1;
  const topic = readString(reader, flexible);
  const partitionIds = readArray(reader, flexible, 4, () => reader.int32());
  if (flexible) skipTags(reader);
  return { topic, partitionIds };
}

export function encodeTransactionLogValueTransactionPartitions(writer: ByteWriter, value: TransactionLogValueTransactionPartitions, version: number): void {
  const flexible = version >= 1;
  writeString(writer, flexible, value.topic);
  writeArray(writer, flexible, value.partitionIds, (item) => writer.int32(item));
  if (flexible) writer.int8(0);
}
