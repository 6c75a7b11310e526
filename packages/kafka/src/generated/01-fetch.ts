// Made by scripts/generate.ts from definitions/01-fetch.ts; change that, then run `npm run generate`. Long because the message is: one struct after the other.
import type { ByteReader, ByteWriter } from "@millrace/core";
import { readArray, readInt64, readNullableArray, readNullableBytes, readNullableString, readString, readTags, readUuid, sameBytes, skipTags, type Tag, writeArray, writeNullableArray, writeNullableBytes, writeNullableString, writeString, writeTags, writeUuid, zeroUuid } from "../protocol/primitives.ts";

export interface FetchRequest {
  readonly replicaId: number;
  readonly maxWaitMs: number;
  readonly minBytes: number;
  readonly maxBytes: number;
  readonly isolationLevel: number;
  readonly sessionId: number;
  readonly sessionEpoch: number;
  readonly topics: readonly FetchRequestTopic[];
  readonly forgottenTopics: readonly FetchRequestForgottenTopic[];
  readonly rackId: string;
  readonly clusterId: string | null;
  readonly replicaState: FetchRequestReplicaState | null;
}

export interface FetchRequestInput extends Omit<FetchRequest, "replicaId" | "sessionId" | "sessionEpoch" | "topics" | "forgottenTopics" | "rackId" | "clusterId" | "replicaState"> {
  readonly replicaId?: number | undefined;
  readonly sessionId?: number | undefined;
  readonly sessionEpoch?: number | undefined;
  readonly topics: readonly FetchRequestTopicInput[];
  readonly forgottenTopics?: readonly FetchRequestForgottenTopic[] | undefined;
  readonly rackId?: string | undefined;
  readonly clusterId?: string | null | undefined;
  readonly replicaState?: FetchRequestReplicaStateInput | null | undefined;
}

export function decodeFetchRequest(reader: ByteReader, version: number): FetchRequest {
  const flexible = version >= 12;
  const replicaId = version <= 14 ? reader.int32() : -1;
  const maxWaitMs = reader.int32();
  const minBytes = reader.int32();
  const maxBytes = reader.int32();
  const isolationLevel = reader.int8();
  const sessionId = version >= 7 ? reader.int32() : 0;
  const sessionEpoch = version >= 7 ? reader.int32() : -1;
  const topics = readArray(reader, flexible, 1, () => decodeFetchRequestTopic(reader, version));
  const forgottenTopics = version >= 7 ? readArray(reader, flexible, 1, () => decodeFetchRequestForgottenTopic(reader, version)) : [];
  const rackId = version >= 11 ? readString(reader, flexible) : "";
  let clusterId: string | null = null;
  let replicaState: FetchRequestReplicaState | null = null;
  if (flexible) readTags(reader, (tag) => {
    if (tag === 0) {
      clusterId = readNullableString(reader, flexible);
      return true;
    }
    if (tag === 1) {
      replicaState = decodeFetchRequestReplicaState(reader, version);
      return true;
    }
    return false;
  });
  return { replicaId, maxWaitMs, minBytes, maxBytes, isolationLevel, sessionId, sessionEpoch, topics, forgottenTopics, rackId, clusterId, replicaState };
}

export function encodeFetchRequest(writer: ByteWriter, value: FetchRequestInput, version: number): void {
  const flexible = version >= 12;
  if (version <= 14) writer.int32((value.replicaId ?? -1));
  writer.int32(value.maxWaitMs);
  writer.int32(value.minBytes);
  writer.int32(value.maxBytes);
  writer.int8(value.isolationLevel);
  if (version >= 7) writer.int32((value.sessionId ?? 0));
  if (version >= 7) writer.int32((value.sessionEpoch ?? -1));
  writeArray(writer, flexible, value.topics, (item) => encodeFetchRequestTopic(writer, item, version));
  if (version >= 7) writeArray(writer, flexible, (value.forgottenTopics ?? []), (item) => encodeFetchRequestForgottenTopic(writer, item, version));
  if (version >= 11) writeString(writer, flexible, (value.rackId ?? ""));
  if (flexible) {
    const tags: Tag[] = [];
    const clusterId = value.clusterId ?? null;
    if (version >= 12 && clusterId !== null) tags.push([0, (inner) => writeNullableString(inner, flexible, clusterId)]);
    const replicaState = value.replicaState ?? null;
    if (version >= 15 && replicaState !== null) tags.push([1, (inner) => encodeFetchRequestReplicaState(inner, replicaState, version)]);
    writeTags(writer, tags);
  }
}

export interface FetchRequestReplicaState {
  readonly replicaId: number;
  readonly replicaEpoch: number;
}

export interface FetchRequestReplicaStateInput extends Omit<FetchRequestReplicaState, "replicaId" | "replicaEpoch"> {
  readonly replicaId?: number | undefined;
  readonly replicaEpoch?: number | undefined;
}

export function decodeFetchRequestReplicaState(reader: ByteReader, version: number): FetchRequestReplicaState {
  const flexible = version >= 12;
  const replicaId = reader.int32();
  const replicaEpoch = readInt64(reader);
  if (flexible) skipTags(reader);
  return { replicaId, replicaEpoch };
}

export function encodeFetchRequestReplicaState(writer: ByteWriter, value: FetchRequestReplicaStateInput, version: number): void {
  const flexible = version >= 12;
  writer.int32((value.replicaId ?? -1));
  writer.int64((value.replicaEpoch ?? -1));
  if (flexible) writer.int8(0);
}

export interface FetchRequestForgottenTopic {
  readonly name: string;
  readonly topicId: Uint8Array;
  readonly partitions: readonly number[];
}

export function decodeFetchRequestForgottenTopic(reader: ByteReader, version: number): FetchRequestForgottenTopic {
  const flexible = version >= 12;
  const name = version >= 7 && version <= 12 ? readString(reader, flexible) : "";
  const topicId = version >= 13 ? readUuid(reader) : zeroUuid;
  const partitions = readArray(reader, flexible, 4, () => reader.int32());
  if (flexible) skipTags(reader);
  return { name, topicId, partitions };
}

export function encodeFetchRequestForgottenTopic(writer: ByteWriter, value: FetchRequestForgottenTopic, version: number): void {
  const flexible = version >= 12;
  if (version >= 7 && version <= 12) writeString(writer, flexible, value.name);
  if (version >= 13) writeUuid(writer, value.topicId);
  writeArray(writer, flexible, value.partitions, (item) => writer.int32(item));
  if (flexible) writer.int8(0);
}

export interface FetchRequestTopic {
  readonly name: string;
  readonly topicId: Uint8Array;
  readonly partitions: readonly FetchRequestPartition[];
}

export interface FetchRequestTopicInput extends Omit<FetchRequestTopic, "partitions"> {
  readonly partitions: readonly FetchRequestPartitionInput[];
}

export function decodeFetchRequestTopic(reader: ByteReader, version: number): FetchRequestTopic {
  const flexible = version >= 12;
  const name = version <= 12 ? readString(reader, flexible) : "";
  const topicId = version >= 13 ? readUuid(reader) : zeroUuid;
  const partitions = readArray(reader, flexible, 16, () => decodeFetchRequestPartition(reader, version));
  if (flexible) skipTags(reader);
  return { name, topicId, partitions };
}

export function encodeFetchRequestTopic(writer: ByteWriter, value: FetchRequestTopicInput, version: number): void {
  const flexible = version >= 12;
  if (version <= 12) writeString(writer, flexible, value.name);
  if (version >= 13) writeUuid(writer, value.topicId);
  writeArray(writer, flexible, value.partitions, (item) => encodeFetchRequestPartition(writer, item, version));
  if (flexible) writer.int8(0);
}

export interface FetchRequestPartition {
  readonly index: number;
  readonly currentLeaderEpoch: number;
  readonly fetchOffset: number;
  readonly lastFetchedEpoch: number;
  readonly logStartOffset: number;
  readonly maxBytes: number;
  readonly replicaDirectoryId: Uint8Array;
  readonly highWatermark: number;
}

export interface FetchRequestPartitionInput extends Omit<FetchRequestPartition, "currentLeaderEpoch" | "lastFetchedEpoch" | "logStartOffset" | "replicaDirectoryId" | "highWatermark"> {
  readonly currentLeaderEpoch?: number | undefined;
  readonly lastFetchedEpoch?: number | undefined;
  readonly logStartOffset?: number | undefined;
  readonly replicaDirectoryId?: Uint8Array | undefined;
  readonly highWatermark?: number | undefined;
}

export function decodeFetchRequestPartition(reader: ByteReader, version: number): FetchRequestPartition {
  const flexible = version >= 12;
  const index = reader.int32();
  const currentLeaderEpoch = version >= 9 ? reader.int32() : -1;
  const fetchOffset = readInt64(reader);
  const lastFetchedEpoch = version >= 12 ? reader.int32() : -1;
  const logStartOffset = version >= 5 ? readInt64(reader) : -1;
  const maxBytes = reader.int32();
  let replicaDirectoryId: Uint8Array = zeroUuid;
  let highWatermark: number = 9007199254740991;
  if (flexible) readTags(reader, (tag) => {
    if (tag === 0) {
      replicaDirectoryId = readUuid(reader);
      return true;
    }
    if (tag === 1) {
      highWatermark = readInt64(reader);
      return true;
    }
    return false;
  });
  return { index, currentLeaderEpoch, fetchOffset, lastFetchedEpoch, logStartOffset, maxBytes, replicaDirectoryId, highWatermark };
}

export function encodeFetchRequestPartition(writer: ByteWriter, value: FetchRequestPartitionInput, version: number): void {
  const flexible = version >= 12;
  writer.int32(value.index);
  if (version >= 9) writer.int32((value.currentLeaderEpoch ?? -1));
  writer.int64(value.fetchOffset);
  if (version >= 12) writer.int32((value.lastFetchedEpoch ?? -1));
  if (version >= 5) writer.int64((value.logStartOffset ?? -1));
  writer.int32(value.maxBytes);
  if (flexible) {
    const tags: Tag[] = [];
    const replicaDirectoryId = value.replicaDirectoryId ?? zeroUuid;
    if (version >= 17 && !sameBytes(replicaDirectoryId, zeroUuid)) tags.push([0, (inner) => writeUuid(inner, replicaDirectoryId)]);
    const highWatermark = value.highWatermark ?? 9007199254740991;
    if (version >= 18 && highWatermark !== 9007199254740991) tags.push([1, (inner) => inner.int64(highWatermark)]);
    writeTags(writer, tags);
  }
}

export interface FetchResponse {
  readonly throttleTimeMs: number;
  readonly errorCode: number;
  readonly sessionId: number;
  readonly responses: readonly FetchResponseTopic[];
  readonly nodeEndpoints: readonly FetchResponseEndpoint[];
}

export interface FetchResponseInput extends Omit<FetchResponse, "throttleTimeMs" | "errorCode" | "sessionId" | "responses" | "nodeEndpoints"> {
  readonly throttleTimeMs?: number | undefined;
  readonly errorCode?: number | undefined;
  readonly sessionId?: number | undefined;
  readonly responses: readonly FetchResponseTopicInput[];
  readonly nodeEndpoints?: readonly FetchResponseEndpointInput[] | undefined;
}

export function decodeFetchResponse(reader: ByteReader, version: number): FetchResponse {
  const flexible = version >= 12;
  const throttleTimeMs = reader.int32();
  const errorCode = version >= 7 ? reader.int16() : 0;
  const sessionId = version >= 7 ? reader.int32() : 0;
  const responses = readArray(reader, flexible, 1, () => decodeFetchResponseTopic(reader, version));
  let nodeEndpoints: readonly FetchResponseEndpoint[] = [];
  if (flexible) readTags(reader, (tag) => {
    if (tag === 0) {
      nodeEndpoints = readArray(reader, flexible, 10, () => decodeFetchResponseEndpoint(reader, version));
      return true;
    }
    return false;
  });
  return { throttleTimeMs, errorCode, sessionId, responses, nodeEndpoints };
}

export function encodeFetchResponse(writer: ByteWriter, value: FetchResponseInput, version: number): void {
  const flexible = version >= 12;
  writer.int32((value.throttleTimeMs ?? 0));
  if (version >= 7) writer.int16((value.errorCode ?? 0));
  if (version >= 7) writer.int32((value.sessionId ?? 0));
  writeArray(writer, flexible, value.responses, (item) => encodeFetchResponseTopic(writer, item, version));
  if (flexible) {
    const tags: Tag[] = [];
    const nodeEndpoints = value.nodeEndpoints ?? [];
    if (version >= 16 && nodeEndpoints.length > 0) tags.push([0, (inner) => writeArray(inner, flexible, nodeEndpoints, (item) => encodeFetchResponseEndpoint(inner, item, version))]);
    writeTags(writer, tags);
  }
}

export interface FetchResponseEndpoint {
  readonly nodeId: number;
  readonly host: string;
  readonly port: number;
  readonly rack: string | null;
}

export interface FetchResponseEndpointInput extends Omit<FetchResponseEndpoint, "rack"> {
  readonly rack?: string | null | undefined;
}

export function decodeFetchResponseEndpoint(reader: ByteReader, version: number): FetchResponseEndpoint {
  const flexible = version >= 12;
  const nodeId = reader.int32();
  const host = readString(reader, flexible);
  const port = reader.int32();
  const rack = readNullableString(reader, flexible);
  if (flexible) skipTags(reader);
  return { nodeId, host, port, rack };
}

export function encodeFetchResponseEndpoint(writer: ByteWriter, value: FetchResponseEndpointInput, version: number): void {
  const flexible = version >= 12;
  writer.int32(value.nodeId);
  writeString(writer, flexible, value.host);
  writer.int32(value.port);
  writeNullableString(writer, flexible, (value.rack ?? null));
  if (flexible) writer.int8(0);
}

export interface FetchResponseTopic {
  readonly name: string;
  readonly topicId: Uint8Array;
  readonly partitions: readonly FetchResponsePartition[];
}

export interface FetchResponseTopicInput extends Omit<FetchResponseTopic, "partitions"> {
  readonly partitions: readonly FetchResponsePartitionInput[];
}

export function decodeFetchResponseTopic(reader: ByteReader, version: number): FetchResponseTopic {
  const flexible = version >= 12;
  const name = version <= 12 ? readString(reader, flexible) : "";
  const topicId = version >= 13 ? readUuid(reader) : zeroUuid;
  const partitions = readArray(reader, flexible, 24, () => decodeFetchResponsePartition(reader, version));
  if (flexible) skipTags(reader);
  return { name, topicId, partitions };
}

export function encodeFetchResponseTopic(writer: ByteWriter, value: FetchResponseTopicInput, version: number): void {
  const flexible = version >= 12;
  if (version <= 12) writeString(writer, flexible, value.name);
  if (version >= 13) writeUuid(writer, value.topicId);
  writeArray(writer, flexible, value.partitions, (item) => encodeFetchResponsePartition(writer, item, version));
  if (flexible) writer.int8(0);
}

export interface FetchResponsePartition {
  readonly index: number;
  readonly errorCode: number;
  readonly highWatermark: number;
  readonly lastStableOffset: number;
  readonly logStartOffset: number;
  readonly divergingEpoch: FetchResponseEpochEnd | null;
  readonly currentLeader: FetchResponseLeader | null;
  readonly snapshotId: FetchResponseSnapshotId | null;
  readonly abortedTransactions: readonly FetchResponseAbortedTransaction[] | null;
  readonly preferredReadReplica: number;
  readonly records: Uint8Array | null;
}

export interface FetchResponsePartitionInput extends Omit<FetchResponsePartition, "lastStableOffset" | "logStartOffset" | "divergingEpoch" | "currentLeader" | "snapshotId" | "abortedTransactions" | "preferredReadReplica"> {
  readonly lastStableOffset?: number | undefined;
  readonly logStartOffset?: number | undefined;
  readonly divergingEpoch?: FetchResponseEpochEndInput | null | undefined;
  readonly currentLeader?: FetchResponseLeaderInput | null | undefined;
  readonly snapshotId?: FetchResponseSnapshotIdInput | null | undefined;
  readonly abortedTransactions?: readonly FetchResponseAbortedTransaction[] | null | undefined;
  readonly preferredReadReplica?: number | undefined;
}

export function decodeFetchResponsePartition(reader: ByteReader, version: number): FetchResponsePartition {
  const flexible = version >= 12;
  const index = reader.int32();
  const errorCode = reader.int16();
  const highWatermark = readInt64(reader);
  const lastStableOffset = readInt64(reader);
  const logStartOffset = version >= 5 ? readInt64(reader) : -1;
  let divergingEpoch: FetchResponseEpochEnd | null = null;
  let currentLeader: FetchResponseLeader | null = null;
  let snapshotId: FetchResponseSnapshotId | null = null;
  const abortedTransactions = readNullableArray(reader, flexible, 16, () => decodeFetchResponseAbortedTransaction(reader, version));
  const preferredReadReplica = version >= 11 ? reader.int32() : -1;
  const records = readNullableBytes(reader, flexible);
  if (flexible) readTags(reader, (tag) => {
    if (tag === 0) {
      divergingEpoch = decodeFetchResponseEpochEnd(reader, version);
      return true;
    }
    if (tag === 1) {
      currentLeader = decodeFetchResponseLeader(reader, version);
      return true;
    }
    if (tag === 2) {
      snapshotId = decodeFetchResponseSnapshotId(reader, version);
      return true;
    }
    return false;
  });
  return { index, errorCode, highWatermark, lastStableOffset, logStartOffset, divergingEpoch, currentLeader, snapshotId, abortedTransactions, preferredReadReplica, records };
}

export function encodeFetchResponsePartition(writer: ByteWriter, value: FetchResponsePartitionInput, version: number): void {
  const flexible = version >= 12;
  writer.int32(value.index);
  writer.int16(value.errorCode);
  writer.int64(value.highWatermark);
  writer.int64((value.lastStableOffset ?? -1));
  if (version >= 5) writer.int64((value.logStartOffset ?? -1));
  writeNullableArray(writer, flexible, (value.abortedTransactions ?? null), (item) => encodeFetchResponseAbortedTransaction(writer, item, version));
  if (version >= 11) writer.int32((value.preferredReadReplica ?? -1));
  writeNullableBytes(writer, flexible, value.records);
  if (flexible) {
    const tags: Tag[] = [];
    const divergingEpoch = value.divergingEpoch ?? null;
    if (version >= 12 && divergingEpoch !== null) tags.push([0, (inner) => encodeFetchResponseEpochEnd(inner, divergingEpoch, version)]);
    const currentLeader = value.currentLeader ?? null;
    if (version >= 12 && currentLeader !== null) tags.push([1, (inner) => encodeFetchResponseLeader(inner, currentLeader, version)]);
    const snapshotId = value.snapshotId ?? null;
    if (version >= 12 && snapshotId !== null) tags.push([2, (inner) => encodeFetchResponseSnapshotId(inner, snapshotId, version)]);
    writeTags(writer, tags);
  }
}

export interface FetchResponseAbortedTransaction {
  readonly producerId: number;
  readonly firstOffset: number;
}

export function decodeFetchResponseAbortedTransaction(reader: ByteReader, version: number): FetchResponseAbortedTransaction {
  const flexible = version >= 12;
  const producerId = readInt64(reader);
  const firstOffset = readInt64(reader);
  if (flexible) skipTags(reader);
  return { producerId, firstOffset };
}

export function encodeFetchResponseAbortedTransaction(writer: ByteWriter, value: FetchResponseAbortedTransaction, version: number): void {
  const flexible = version >= 12;
  writer.int64(value.producerId);
  writer.int64(value.firstOffset);
  if (flexible) writer.int8(0);
}

export interface FetchResponseSnapshotId {
  readonly endOffset: number;
  readonly epoch: number;
}

export interface FetchResponseSnapshotIdInput extends Omit<FetchResponseSnapshotId, "endOffset" | "epoch"> {
  readonly endOffset?: number | undefined;
  readonly epoch?: number | undefined;
}

export function decodeFetchResponseSnapshotId(reader: ByteReader, version: number): FetchResponseSnapshotId {
  const flexible = version >= 12;
  const endOffset = readInt64(reader);
  const epoch = reader.int32();
  if (flexible) skipTags(reader);
  return { endOffset, epoch };
}

export function encodeFetchResponseSnapshotId(writer: ByteWriter, value: FetchResponseSnapshotIdInput, version: number): void {
  const flexible = version >= 12;
  writer.int64((value.endOffset ?? -1));
  writer.int32((value.epoch ?? -1));
  if (flexible) writer.int8(0);
}

export interface FetchResponseLeader {
  readonly leaderId: number;
  readonly leaderEpoch: number;
}

export interface FetchResponseLeaderInput extends Omit<FetchResponseLeader, "leaderId" | "leaderEpoch"> {
  readonly leaderId?: number | undefined;
  readonly leaderEpoch?: number | undefined;
}

export function decodeFetchResponseLeader(reader: ByteReader, version: number): FetchResponseLeader {
  const flexible = version >= 12;
  const leaderId = reader.int32();
  const leaderEpoch = reader.int32();
  if (flexible) skipTags(reader);
  return { leaderId, leaderEpoch };
}

export function encodeFetchResponseLeader(writer: ByteWriter, value: FetchResponseLeaderInput, version: number): void {
  const flexible = version >= 12;
  writer.int32((value.leaderId ?? -1));
  writer.int32((value.leaderEpoch ?? -1));
  if (flexible) writer.int8(0);
}

export interface FetchResponseEpochEnd {
  readonly epoch: number;
  readonly endOffset: number;
}

export interface FetchResponseEpochEndInput extends Omit<FetchResponseEpochEnd, "epoch" | "endOffset"> {
  readonly epoch?: number | undefined;
  readonly endOffset?: number | undefined;
}

export function decodeFetchResponseEpochEnd(reader: ByteReader, version: number): FetchResponseEpochEnd {
  const flexible = version >= 12;
  const epoch = reader.int32();
  const endOffset = readInt64(reader);
  if (flexible) skipTags(reader);
  return { epoch, endOffset };
}

export function encodeFetchResponseEpochEnd(writer: ByteWriter, value: FetchResponseEpochEndInput, version: number): void {
  const flexible = version >= 12;
  writer.int32((value.epoch ?? -1));
  writer.int64((value.endOffset ?? -1));
  if (flexible) writer.int8(0);
}
