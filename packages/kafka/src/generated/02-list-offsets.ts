// Made by scripts/generate.ts from definitions/02-list-offsets.ts; change that, then run `npm run generate`.
import type { ByteReader, ByteWriter } from "@millrace/core";
import { readArray, readInt64, readString, skipTags, writeArray, writeString } from "../protocol/primitives.ts";

export interface ListOffsetsRequest {
  readonly replicaId: number;
  readonly isolationLevel: number;
  readonly topics: readonly ListOffsetsRequestTopic[];
  readonly timeoutMs: number;
}

export interface ListOffsetsRequestInput extends Omit<ListOffsetsRequest, "isolationLevel" | "topics" | "timeoutMs"> {
  readonly isolationLevel?: number | undefined;
  readonly topics: readonly ListOffsetsRequestTopicInput[];
  readonly timeoutMs?: number | undefined;
}

export function decodeListOffsetsRequest(reader: ByteReader, version: number): ListOffsetsRequest {
  const flexible = version >= 6;
  const replicaId = reader.int32();
  const isolationLevel = version >= 2 ? reader.int8() : 0;
  const topics = readArray(reader, flexible, 2, () => decodeListOffsetsRequestTopic(reader, version));
  const timeoutMs = version >= 10 ? reader.int32() : 0;
  if (flexible) skipTags(reader);
  return { replicaId, isolationLevel, topics, timeoutMs };
}

export function encodeListOffsetsRequest(writer: ByteWriter, value: ListOffsetsRequestInput, version: number): void {
  const flexible = version >= 6;
  writer.int32(value.replicaId);
  if (version >= 2) writer.int8((value.isolationLevel ?? 0));
  writeArray(writer, flexible, value.topics, (item) => encodeListOffsetsRequestTopic(writer, item, version));
  if (version >= 10) writer.int32((value.timeoutMs ?? 0));
  if (flexible) writer.int8(0);
}

export interface ListOffsetsRequestTopic {
  readonly name: string;
  readonly partitions: readonly ListOffsetsRequestPartition[];
}

export interface ListOffsetsRequestTopicInput extends Omit<ListOffsetsRequestTopic, "partitions"> {
  readonly partitions: readonly ListOffsetsRequestPartitionInput[];
}

export function decodeListOffsetsRequestTopic(reader: ByteReader, version: number): ListOffsetsRequestTopic {
  const flexible = version >= 6;
  const name = readString(reader, flexible);
  const partitions = readArray(reader, flexible, 12, () => decodeListOffsetsRequestPartition(reader, version));
  if (flexible) skipTags(reader);
  return { name, partitions };
}

export function encodeListOffsetsRequestTopic(writer: ByteWriter, value: ListOffsetsRequestTopicInput, version: number): void {
  const flexible = version >= 6;
  writeString(writer, flexible, value.name);
  writeArray(writer, flexible, value.partitions, (item) => encodeListOffsetsRequestPartition(writer, item, version));
  if (flexible) writer.int8(0);
}

export interface ListOffsetsRequestPartition {
  readonly index: number;
  readonly currentLeaderEpoch: number;
  readonly timestamp: number;
}

export interface ListOffsetsRequestPartitionInput extends Omit<ListOffsetsRequestPartition, "currentLeaderEpoch"> {
  readonly currentLeaderEpoch?: number | undefined;
}

export function decodeListOffsetsRequestPartition(reader: ByteReader, version: number): ListOffsetsRequestPartition {
  const flexible = version >= 6;
  const index = reader.int32();
  const currentLeaderEpoch = version >= 4 ? reader.int32() : -1;
  const timestamp = readInt64(reader);
  if (flexible) skipTags(reader);
  return { index, currentLeaderEpoch, timestamp };
}

export function encodeListOffsetsRequestPartition(writer: ByteWriter, value: ListOffsetsRequestPartitionInput, version: number): void {
  const flexible = version >= 6;
  writer.int32(value.index);
  if (version >= 4) writer.int32((value.currentLeaderEpoch ?? -1));
  writer.int64(value.timestamp);
  if (flexible) writer.int8(0);
}

export interface ListOffsetsResponse {
  readonly throttleTimeMs: number;
  readonly topics: readonly ListOffsetsResponseTopic[];
}

export interface ListOffsetsResponseInput extends Omit<ListOffsetsResponse, "throttleTimeMs" | "topics"> {
  readonly throttleTimeMs?: number | undefined;
  readonly topics: readonly ListOffsetsResponseTopicInput[];
}

export function decodeListOffsetsResponse(reader: ByteReader, version: number): ListOffsetsResponse {
  const flexible = version >= 6;
  const throttleTimeMs = version >= 2 ? reader.int32() : 0;
  const topics = readArray(reader, flexible, 2, () => decodeListOffsetsResponseTopic(reader, version));
  if (flexible) skipTags(reader);
  return { throttleTimeMs, topics };
}

export function encodeListOffsetsResponse(writer: ByteWriter, value: ListOffsetsResponseInput, version: number): void {
  const flexible = version >= 6;
  if (version >= 2) writer.int32((value.throttleTimeMs ?? 0));
  writeArray(writer, flexible, value.topics, (item) => encodeListOffsetsResponseTopic(writer, item, version));
  if (flexible) writer.int8(0);
}

export interface ListOffsetsResponseTopic {
  readonly name: string;
  readonly partitions: readonly ListOffsetsResponsePartition[];
}

export interface ListOffsetsResponseTopicInput extends Omit<ListOffsetsResponseTopic, "partitions"> {
  readonly partitions: readonly ListOffsetsResponsePartitionInput[];
}

export function decodeListOffsetsResponseTopic(reader: ByteReader, version: number): ListOffsetsResponseTopic {
  const flexible = version >= 6;
  const name = readString(reader, flexible);
  const partitions = readArray(reader, flexible, 22, () => decodeListOffsetsResponsePartition(reader, version));
  if (flexible) skipTags(reader);
  return { name, partitions };
}

export function encodeListOffsetsResponseTopic(writer: ByteWriter, value: ListOffsetsResponseTopicInput, version: number): void {
  const flexible = version >= 6;
  writeString(writer, flexible, value.name);
  writeArray(writer, flexible, value.partitions, (item) => encodeListOffsetsResponsePartition(writer, item, version));
  if (flexible) writer.int8(0);
}

export interface ListOffsetsResponsePartition {
  readonly index: number;
  readonly errorCode: number;
  readonly timestamp: number;
  readonly offset: number;
  readonly leaderEpoch: number;
}

export interface ListOffsetsResponsePartitionInput extends Omit<ListOffsetsResponsePartition, "timestamp" | "offset" | "leaderEpoch"> {
  readonly timestamp?: number | undefined;
  readonly offset?: number | undefined;
  readonly leaderEpoch?: number | undefined;
}

export function decodeListOffsetsResponsePartition(reader: ByteReader, version: number): ListOffsetsResponsePartition {
  const flexible = version >= 6;
  const index = reader.int32();
  const errorCode = reader.int16();
  const timestamp = readInt64(reader);
  const offset = readInt64(reader);
  const leaderEpoch = version >= 4 ? reader.int32() : -1;
  if (flexible) skipTags(reader);
  return { index, errorCode, timestamp, offset, leaderEpoch };
}

export function encodeListOffsetsResponsePartition(writer: ByteWriter, value: ListOffsetsResponsePartitionInput, version: number): void {
  const flexible = version >= 6;
  writer.int32(value.index);
  writer.int16(value.errorCode);
  writer.int64((value.timestamp ?? -1));
  writer.int64((value.offset ?? -1));
  if (version >= 4) writer.int32((value.leaderEpoch ?? -1));
  if (flexible) writer.int8(0);
}
