// Made by scripts/generate.ts from definitions/03-metadata.ts; change that, then run `npm run generate`.
import type { ByteReader, ByteWriter } from "@millrace/core";
import { readArray, readBool, readNullableArray, readNullableString, readString, readUuid, required, skipTags, writeArray, writeBool, writeNullableArray, writeNullableString, writeString, writeUuid, zeroUuid } from "../protocol/primitives.ts";

export interface MetadataRequest {
  readonly topics: readonly MetadataRequestTopic[] | null;
  readonly allowAutoTopicCreation: boolean;
  readonly includeClusterAuthorizedOperations: boolean;
  readonly includeTopicAuthorizedOperations: boolean;
}

export interface MetadataRequestInput extends Omit<MetadataRequest, "allowAutoTopicCreation" | "includeClusterAuthorizedOperations" | "includeTopicAuthorizedOperations"> {
  readonly allowAutoTopicCreation?: boolean | undefined;
  readonly includeClusterAuthorizedOperations?: boolean | undefined;
  readonly includeTopicAuthorizedOperations?: boolean | undefined;
}

export function decodeMetadataRequest(reader: ByteReader, version: number): MetadataRequest {
  const flexible = version >= 9;
  const topics = (version >= 1 ? readNullableArray(reader, flexible, 1, () => decodeMetadataRequestTopic(reader, version)) : readArray(reader, flexible, 1, () => decodeMetadataRequestTopic(reader, version)));
  const allowAutoTopicCreation = version >= 4 ? readBool(reader) : true;
  const includeClusterAuthorizedOperations = version >= 8 && version <= 10 ? readBool(reader) : false;
  const includeTopicAuthorizedOperations = version >= 8 ? readBool(reader) : false;
  if (flexible) skipTags(reader);
  return { topics, allowAutoTopicCreation, includeClusterAuthorizedOperations, includeTopicAuthorizedOperations };
}

export function encodeMetadataRequest(writer: ByteWriter, value: MetadataRequestInput, version: number): void {
  const flexible = version >= 9;
  if (version >= 1) writeNullableArray(writer, flexible, value.topics, (item) => encodeMetadataRequestTopic(writer, item, version));
  else writeArray(writer, flexible, required(value.topics), (item) => encodeMetadataRequestTopic(writer, item, version));
  if (version >= 4) writeBool(writer, (value.allowAutoTopicCreation ?? true));
  if (version >= 8 && version <= 10) writeBool(writer, (value.includeClusterAuthorizedOperations ?? false));
  if (version >= 8) writeBool(writer, (value.includeTopicAuthorizedOperations ?? false));
  if (flexible) writer.int8(0);
}

export interface MetadataRequestTopic {
  readonly topicId: Uint8Array;
  readonly name: string | null;
}

export function decodeMetadataRequestTopic(reader: ByteReader, version: number): MetadataRequestTopic {
  const flexible = version >= 9;
  const topicId = version >= 10 ? readUuid(reader) : zeroUuid;
  const name = (version >= 10 ? readNullableString(reader, flexible) : readString(reader, flexible));
  if (flexible) skipTags(reader);
  return { topicId, name };
}

export function encodeMetadataRequestTopic(writer: ByteWriter, value: MetadataRequestTopic, version: number): void {
  const flexible = version >= 9;
  if (version >= 10) writeUuid(writer, value.topicId);
  if (version >= 10) writeNullableString(writer, flexible, value.name);
  else writeString(writer, flexible, required(value.name));
  if (flexible) writer.int8(0);
}

export interface MetadataResponse {
  readonly throttleTimeMs: number;
  readonly brokers: readonly MetadataResponseBroker[];
  readonly clusterId: string | null;
  readonly controllerId: number;
  readonly topics: readonly MetadataResponseTopic[];
  readonly clusterAuthorizedOperations: number;
  readonly errorCode: number;
}

export interface MetadataResponseInput extends Omit<MetadataResponse, "throttleTimeMs" | "brokers" | "clusterId" | "controllerId" | "topics" | "clusterAuthorizedOperations" | "errorCode"> {
  readonly throttleTimeMs?: number | undefined;
  readonly brokers: readonly MetadataResponseBrokerInput[];
  readonly clusterId?: string | null | undefined;
  readonly controllerId?: number | undefined;
  readonly topics: readonly MetadataResponseTopicInput[];
  readonly clusterAuthorizedOperations?: number | undefined;
  readonly errorCode?: number | undefined;
}

export function decodeMetadataResponse(reader: ByteReader, version: number): MetadataResponse {
  const flexible = version >= 9;
  const throttleTimeMs = version >= 3 ? reader.int32() : 0;
  const brokers = readArray(reader, flexible, 9, () => decodeMetadataResponseBroker(reader, version));
  const clusterId = version >= 2 ? readNullableString(reader, flexible) : null;
  const controllerId = version >= 1 ? reader.int32() : -1;
  const topics = readArray(reader, flexible, 4, () => decodeMetadataResponseTopic(reader, version));
  const clusterAuthorizedOperations = version >= 8 && version <= 10 ? reader.int32() : -2147483648;
  const errorCode = version >= 13 ? reader.int16() : 0;
  if (flexible) skipTags(reader);
  return { throttleTimeMs, brokers, clusterId, controllerId, topics, clusterAuthorizedOperations, errorCode };
}

export function encodeMetadataResponse(writer: ByteWriter, value: MetadataResponseInput, version: number): void {
  const flexible = version >= 9;
  if (version >= 3) writer.int32((value.throttleTimeMs ?? 0));
  writeArray(writer, flexible, value.brokers, (item) => encodeMetadataResponseBroker(writer, item, version));
  if (version >= 2) writeNullableString(writer, flexible, (value.clusterId ?? null));
  if (version >= 1) writer.int32((value.controllerId ?? -1));
  writeArray(writer, flexible, value.topics, (item) => encodeMetadataResponseTopic(writer, item, version));
  if (version >= 8 && version <= 10) writer.int32((value.clusterAuthorizedOperations ?? -2147483648));
  if (version >= 13) writer.int16((value.errorCode ?? 0));
  if (flexible) writer.int8(0);
}

export interface MetadataResponseTopic {
  readonly errorCode: number;
  readonly name: string | null;
  readonly topicId: Uint8Array;
  readonly isInternal: boolean;
  readonly partitions: readonly MetadataResponsePartition[];
  readonly topicAuthorizedOperations: number;
}

export interface MetadataResponseTopicInput extends Omit<MetadataResponseTopic, "isInternal" | "partitions" | "topicAuthorizedOperations"> {
  readonly isInternal?: boolean | undefined;
  readonly partitions: readonly MetadataResponsePartitionInput[];
  readonly topicAuthorizedOperations?: number | undefined;
}

export function decodeMetadataResponseTopic(reader: ByteReader, version: number): MetadataResponseTopic {
  const flexible = version >= 9;
  const errorCode = reader.int16();
  const name = (version >= 12 ? readNullableString(reader, flexible) : readString(reader, flexible));
  const topicId = version >= 10 ? readUuid(reader) : zeroUuid;
  const isInternal = version >= 1 ? readBool(reader) : false;
  const partitions = readArray(reader, flexible, 12, () => decodeMetadataResponsePartition(reader, version));
  const topicAuthorizedOperations = version >= 8 ? reader.int32() : -2147483648;
  if (flexible) skipTags(reader);
  return { errorCode, name, topicId, isInternal, partitions, topicAuthorizedOperations };
}

export function encodeMetadataResponseTopic(writer: ByteWriter, value: MetadataResponseTopicInput, version: number): void {
  const flexible = version >= 9;
  writer.int16(value.errorCode);
  if (version >= 12) writeNullableString(writer, flexible, value.name);
  else writeString(writer, flexible, required(value.name));
  if (version >= 10) writeUuid(writer, value.topicId);
  if (version >= 1) writeBool(writer, (value.isInternal ?? false));
  writeArray(writer, flexible, value.partitions, (item) => encodeMetadataResponsePartition(writer, item, version));
  if (version >= 8) writer.int32((value.topicAuthorizedOperations ?? -2147483648));
  if (flexible) writer.int8(0);
}

export interface MetadataResponsePartition {
  readonly errorCode: number;
  readonly index: number;
  readonly leaderId: number;
  readonly leaderEpoch: number;
  readonly replicaNodes: readonly number[];
  readonly isrNodes: readonly number[];
  readonly offlineReplicas: readonly number[];
}

export interface MetadataResponsePartitionInput extends Omit<MetadataResponsePartition, "leaderEpoch" | "offlineReplicas"> {
  readonly leaderEpoch?: number | undefined;
  readonly offlineReplicas?: readonly number[] | undefined;
}

export function decodeMetadataResponsePartition(reader: ByteReader, version: number): MetadataResponsePartition {
  const flexible = version >= 9;
  const errorCode = reader.int16();
  const index = reader.int32();
  const leaderId = reader.int32();
  const leaderEpoch = version >= 7 ? reader.int32() : -1;
  const replicaNodes = readArray(reader, flexible, 4, () => reader.int32());
  const isrNodes = readArray(reader, flexible, 4, () => reader.int32());
  const offlineReplicas = version >= 5 ? readArray(reader, flexible, 4, () => reader.int32()) : [];
  if (flexible) skipTags(reader);
  return { errorCode, index, leaderId, leaderEpoch, replicaNodes, isrNodes, offlineReplicas };
}

export function encodeMetadataResponsePartition(writer: ByteWriter, value: MetadataResponsePartitionInput, version: number): void {
  const flexible = version >= 9;
  writer.int16(value.errorCode);
  writer.int32(value.index);
  writer.int32(value.leaderId);
  if (version >= 7) writer.int32((value.leaderEpoch ?? -1));
  writeArray(writer, flexible, value.replicaNodes, (item) => writer.int32(item));
  writeArray(writer, flexible, value.isrNodes, (item) => writer.int32(item));
  if (version >= 5) writeArray(writer, flexible, (value.offlineReplicas ?? []), (item) => writer.int32(item));
  if (flexible) writer.int8(0);
}

export interface MetadataResponseBroker {
  readonly nodeId: number;
  readonly host: string;
  readonly port: number;
  readonly rack: string | null;
}

export interface MetadataResponseBrokerInput extends Omit<MetadataResponseBroker, "rack"> {
  readonly rack?: string | null | undefined;
}

export function decodeMetadataResponseBroker(reader: ByteReader, version: number): MetadataResponseBroker {
  const flexible = version >= 9;
  const nodeId = reader.int32();
  const host = readString(reader, flexible);
  const port = reader.int32();
  const rack = version >= 1 ? readNullableString(reader, flexible) : null;
  if (flexible) skipTags(reader);
  return { nodeId, host, port, rack };
}

export function encodeMetadataResponseBroker(writer: ByteWriter, value: MetadataResponseBrokerInput, version: number): void {
  const flexible = version >= 9;
  writer.int32(value.nodeId);
  writeString(writer, flexible, value.host);
  writer.int32(value.port);
  if (version >= 1) writeNullableString(writer, flexible, (value.rack ?? null));
  if (flexible) writer.int8(0);
}
