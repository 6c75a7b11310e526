// Made by scripts/generate.ts from definitions/55-describe-quorum.ts; change that, then run `npm run generate`.
import type { ByteReader, ByteWriter } from "@millrace/core";
import { readArray, readInt64, readNullableString, readString, readUuid, skipTags, writeArray, writeNullableString, writeString, writeUuid, zeroUuid } from "../protocol/primitives.ts";

export interface DescribeQuorumRequest {
  readonly topics: readonly DescribeQuorumRequestTopic[];
}

export function decodeDescribeQuorumRequest(reader: ByteReader, version: number): DescribeQuorumRequest {
  const topics = readArray(reader, true, 2, () => decodeDescribeQuorumRequestTopic(reader, version));
  skipTags(reader);
  return { topics };
}

export function encodeDescribeQuorumRequest(writer: ByteWriter, value: DescribeQuorumRequest, version: number): void {
  writeArray(writer, true, value.topics, (item) => encodeDescribeQuorumRequestTopic(writer, item, version));
  writer.int8(0);
}

export interface DescribeQuorumRequestTopic {
  readonly topicName: string;
  readonly partitions: readonly DescribeQuorumRequestPartition[];
}

export function decodeDescribeQuorumRequestTopic(reader: ByteReader, version: number): DescribeQuorumRequestTopic {
  const topicName = readString(reader, true);
  const partitions = readArray(reader, true, 4, () => decodeDescribeQuorumRequestPartition(reader, version));
  skipTags(reader);
  return { topicName, partitions };
}

export function encodeDescribeQuorumRequestTopic(writer: ByteWriter, value: DescribeQuorumRequestTopic, version: number): void {
  writeString(writer, true, value.topicName);
  writeArray(writer, true, value.partitions, (item) => encodeDescribeQuorumRequestPartition(writer, item, version));
  writer.int8(0);
}

export interface DescribeQuorumRequestPartition {
  readonly partitionIndex: number;
}

export function decodeDescribeQuorumRequestPartition(reader: ByteReader, version: number): DescribeQuorumRequestPartition {
  const partitionIndex = reader.int32();
  skipTags(reader);
  return { partitionIndex };
}

export function encodeDescribeQuorumRequestPartition(writer: ByteWriter, value: DescribeQuorumRequestPartition, version: number): void {
  writer.int32(value.partitionIndex);
  writer.int8(0);
}

export interface DescribeQuorumResponse {
  readonly errorCode: number;
  readonly errorMessage: string | null;
  readonly topics: readonly DescribeQuorumResponseTopic[];
  readonly nodes: readonly DescribeQuorumResponseNode[];
}

export interface DescribeQuorumResponseInput extends Omit<DescribeQuorumResponse, "errorMessage" | "topics" | "nodes"> {
  readonly errorMessage?: string | null | undefined;
  readonly topics: readonly DescribeQuorumResponseTopicInput[];
  readonly nodes?: readonly DescribeQuorumResponseNode[] | undefined;
}

export function decodeDescribeQuorumResponse(reader: ByteReader, version: number): DescribeQuorumResponse {
  const errorCode = reader.int16();
  const errorMessage = version >= 2 ? readNullableString(reader, true) : null;
  const topics = readArray(reader, true, 2, () => decodeDescribeQuorumResponseTopic(reader, version));
  const nodes = version >= 2 ? readArray(reader, true, 5, () => decodeDescribeQuorumResponseNode(reader, version)) : [];
  skipTags(reader);
  return { errorCode, errorMessage, topics, nodes };
}

export function encodeDescribeQuorumResponse(writer: ByteWriter, value: DescribeQuorumResponseInput, version: number): void {
  writer.int16(value.errorCode);
  if (version >= 2) writeNullableString(writer, true, (value.errorMessage ?? null));
  writeArray(writer, true, value.topics, (item) => encodeDescribeQuorumResponseTopic(writer, item, version));
  if (version >= 2) writeArray(writer, true, (value.nodes ?? []), (item) => encodeDescribeQuorumResponseNode(writer, item, version));
  writer.int8(0);
}

export interface DescribeQuorumResponseNode {
  readonly nodeId: number;
  readonly listeners: readonly DescribeQuorumResponseListener[];
}

export function decodeDescribeQuorumResponseNode(reader: ByteReader, version: number): DescribeQuorumResponseNode {
  const nodeId = reader.int32();
  const listeners = readArray(reader, true, 4, () => decodeDescribeQuorumResponseListener(reader, version));
  skipTags(reader);
  return { nodeId, listeners };
}

export function encodeDescribeQuorumResponseNode(writer: ByteWriter, value: DescribeQuorumResponseNode, version: number): void {
  writer.int32(value.nodeId);
  writeArray(writer, true, value.listeners, (item) => encodeDescribeQuorumResponseListener(writer, item, version));
  writer.int8(0);
}

export interface DescribeQuorumResponseListener {
  readonly name: string;
  readonly host: string;
  readonly port: number;
}

export function decodeDescribeQuorumResponseListener(reader: ByteReader, version: number): DescribeQuorumResponseListener {
  const name = readString(reader, true);
  const host = readString(reader, true);
  const port = reader.uint16();
  skipTags(reader);
  return { name, host, port };
}

export function encodeDescribeQuorumResponseListener(writer: ByteWriter, value: DescribeQuorumResponseListener, version: number): void {
  writeString(writer, true, value.name);
  writeString(writer, true, value.host);
  writer.int16(value.port);
  writer.int8(0);
}

export interface DescribeQuorumResponseTopic {
  readonly topicName: string;
  readonly partitions: readonly DescribeQuorumResponsePartition[];
}

export interface DescribeQuorumResponseTopicInput extends Omit<DescribeQuorumResponseTopic, "partitions"> {
  readonly partitions: readonly DescribeQuorumResponsePartitionInput[];
}

export function decodeDescribeQuorumResponseTopic(reader: ByteReader, version: number): DescribeQuorumResponseTopic {
  const topicName = readString(reader, true);
  const partitions = readArray(reader, true, 24, () => decodeDescribeQuorumResponsePartition(reader, version));
  skipTags(reader);
  return { topicName, partitions };
}

export function encodeDescribeQuorumResponseTopic(writer: ByteWriter, value: DescribeQuorumResponseTopicInput, version: number): void {
  writeString(writer, true, value.topicName);
  writeArray(writer, true, value.partitions, (item) => encodeDescribeQuorumResponsePartition(writer, item, version));
  writer.int8(0);
}

export interface DescribeQuorumResponsePartition {
  readonly partitionIndex: number;
  readonly errorCode: number;
  readonly errorMessage: string | null;
  readonly leaderId: number;
  readonly leaderEpoch: number;
  readonly highWatermark: number;
  readonly currentVoters: readonly DescribeQuorumResponseVoter[];
  readonly observers: readonly DescribeQuorumResponseObserver[];
}

export interface DescribeQuorumResponsePartitionInput extends Omit<DescribeQuorumResponsePartition, "errorMessage" | "currentVoters" | "observers"> {
  readonly errorMessage?: string | null | undefined;
  readonly currentVoters: readonly DescribeQuorumResponseVoterInput[];
  readonly observers: readonly DescribeQuorumResponseObserverInput[];
}

export function decodeDescribeQuorumResponsePartition(reader: ByteReader, version: number): DescribeQuorumResponsePartition {
  const partitionIndex = reader.int32();
  const errorCode = reader.int16();
  const errorMessage = version >= 2 ? readNullableString(reader, true) : null;
  const leaderId = reader.int32();
  const leaderEpoch = reader.int32();
  const highWatermark = readInt64(reader);
  const currentVoters = readArray(reader, true, 12, () => decodeDescribeQuorumResponseVoter(reader, version));
  const observers = readArray(reader, true, 12, () => decodeDescribeQuorumResponseObserver(reader, version));
  skipTags(reader);
  return { partitionIndex, errorCode, errorMessage, leaderId, leaderEpoch, highWatermark, currentVoters, observers };
}

export function encodeDescribeQuorumResponsePartition(writer: ByteWriter, value: DescribeQuorumResponsePartitionInput, version: number): void {
  writer.int32(value.partitionIndex);
  writer.int16(value.errorCode);
  if (version >= 2) writeNullableString(writer, true, (value.errorMessage ?? null));
  writer.int32(value.leaderId);
  writer.int32(value.leaderEpoch);
  writer.int64(value.highWatermark);
  writeArray(writer, true, value.currentVoters, (item) => encodeDescribeQuorumResponseVoter(writer, item, version));
  writeArray(writer, true, value.observers, (item) => encodeDescribeQuorumResponseObserver(writer, item, version));
  writer.int8(0);
}

export interface DescribeQuorumResponseObserver {
  readonly replicaId: number;
  readonly replicaDirectoryId: Uint8Array;
  readonly logEndOffset: number;
  readonly lastFetchTimestamp: number;
  readonly lastCaughtUpTimestamp: number;
}

export interface DescribeQuorumResponseObserverInput extends Omit<DescribeQuorumResponseObserver, "lastFetchTimestamp" | "lastCaughtUpTimestamp"> {
  readonly lastFetchTimestamp?: number | undefined;
  readonly lastCaughtUpTimestamp?: number | undefined;
}

export function decodeDescribeQuorumResponseObserver(reader: ByteReader, version: number): DescribeQuorumResponseObserver {
  const replicaId = reader.int32();
  const replicaDirectoryId = version >= 2 ? readUuid(reader) : zeroUuid;
  const logEndOffset = readInt64(reader);
  const lastFetchTimestamp = version >= 1 ? readInt64(reader) : -1;
  const lastCaughtUpTimestamp = version >= 1 ? readInt64(reader) : -1;
  skipTags(reader);
  return { replicaId, replicaDirectoryId, logEndOffset, lastFetchTimestamp, lastCaughtUpTimestamp };
}

export function encodeDescribeQuorumResponseObserver(writer: ByteWriter, value: DescribeQuorumResponseObserverInput, version: number): void {
  writer.int32(value.replicaId);
  if (version >= 2) writeUuid(writer, value.replicaDirectoryId);
  writer.int64(value.logEndOffset);
  if (version >= 1) writer.int64((value.lastFetchTimestamp ?? -1));
  if (version >= 1) writer.int64((value.lastCaughtUpTimestamp ?? -1));
  writer.int8(0);
}

export interface DescribeQuorumResponseVoter {
  readonly replicaId: number;
  readonly replicaDirectoryId: Uint8Array;
  readonly logEndOffset: number;
  readonly lastFetchTimestamp: number;
  readonly lastCaughtUpTimestamp: number;
}

export interface DescribeQuorumResponseVoterInput extends Omit<DescribeQuorumResponseVoter, "lastFetchTimestamp" | "lastCaughtUpTimestamp"> {
  readonly lastFetchTimestamp?: number | undefined;
  readonly lastCaughtUpTimestamp?: number | undefined;
}

export function decodeDescribeQuorumResponseVoter(reader: ByteReader, version: number): DescribeQuorumResponseVoter {
  const replicaId = reader.int32();
  const replicaDirectoryId = version >= 2 ? readUuid(reader) : zeroUuid;
  const logEndOffset = readInt64(reader);
  const lastFetchTimestamp = version >= 1 ? readInt64(reader) : -1;
  const lastCaughtUpTimestamp = version >= 1 ? readInt64(reader) : -1;
  skipTags(reader);
  return { replicaId, replicaDirectoryId, logEndOffset, lastFetchTimestamp, lastCaughtUpTimestamp };
}

export function encodeDescribeQuorumResponseVoter(writer: ByteWriter, value: DescribeQuorumResponseVoterInput, version: number): void {
  writer.int32(value.replicaId);
  if (version >= 2) writeUuid(writer, value.replicaDirectoryId);
  writer.int64(value.logEndOffset);
  if (version >= 1) writer.int64((value.lastFetchTimestamp ?? -1));
  if (version >= 1) writer.int64((value.lastCaughtUpTimestamp ?? -1));
  writer.int8(0);
}
