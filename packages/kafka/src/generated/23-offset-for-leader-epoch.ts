// Made by scripts/generate.ts from definitions/23-offset-for-leader-epoch.ts; change that, then run `npm run generate`.
import type { ByteReader, ByteWriter } from "@millrace/core";
import { readArray, readInt64, readString, skipTags, writeArray, writeString } from "../protocol/primitives.ts";

export interface OffsetForLeaderEpochRequest {
  readonly replicaId: number;
  readonly topics: readonly OffsetForLeaderEpochRequestTopic[];
}

export interface OffsetForLeaderEpochRequestInput extends Omit<OffsetForLeaderEpochRequest, "replicaId" | "topics"> {
  readonly replicaId?: number | undefined;
  readonly topics: readonly OffsetForLeaderEpochRequestTopicInput[];
}

export function decodeOffsetForLeaderEpochRequest(reader: ByteReader, version: number): OffsetForLeaderEpochRequest {
  const flexible = version >= 4;
  const replicaId = version >= 3 ? reader.int32() : -2;
  const topics = readArray(reader, flexible, 2, () => decodeOffsetForLeaderEpochRequestTopic(reader, version));
  if (flexible) skipTags(reader);
  return { replicaId, topics };
}

export function encodeOffsetForLeaderEpochRequest(writer: ByteWriter, value: OffsetForLeaderEpochRequestInput, version: number): void {
  const flexible = version >= 4;
  if (version >= 3) writer.int32((value.replicaId ?? -2));
  writeArray(writer, flexible, value.topics, (item) => encodeOffsetForLeaderEpochRequestTopic(writer, item, version));
  if (flexible) writer.int8(0);
}

export interface OffsetForLeaderEpochRequestTopic {
  readonly name: string;
  readonly partitions: readonly OffsetForLeaderEpochRequestPartition[];
}

export interface OffsetForLeaderEpochRequestTopicInput extends Omit<OffsetForLeaderEpochRequestTopic, "partitions"> {
  readonly partitions: readonly OffsetForLeaderEpochRequestPartitionInput[];
}

export function decodeOffsetForLeaderEpochRequestTopic(reader: ByteReader, version: number): OffsetForLeaderEpochRequestTopic {
  const flexible = version >= 4;
  const name = readString(reader, flexible);
  const partitions = readArray(reader, flexible, 12, () => decodeOffsetForLeaderEpochRequestPartition(reader, version));
  if (flexible) skipTags(reader);
  return { name, partitions };
}

export function encodeOffsetForLeaderEpochRequestTopic(writer: ByteWriter, value: OffsetForLeaderEpochRequestTopicInput, version: number): void {
  const flexible = version >= 4;
  writeString(writer, flexible, value.name);
  writeArray(writer, flexible, value.partitions, (item) => encodeOffsetForLeaderEpochRequestPartition(writer, item, version));
  if (flexible) writer.int8(0);
}

export interface OffsetForLeaderEpochRequestPartition {
  readonly index: number;
  readonly currentLeaderEpoch: number;
  readonly leaderEpoch: number;
}

export interface OffsetForLeaderEpochRequestPartitionInput extends Omit<OffsetForLeaderEpochRequestPartition, "currentLeaderEpoch"> {
  readonly currentLeaderEpoch?: number | undefined;
}

export function decodeOffsetForLeaderEpochRequestPartition(reader: ByteReader, version: number): OffsetForLeaderEpochRequestPartition {
  const flexible = version >= 4;
  const index = reader.int32();
  const currentLeaderEpoch = reader.int32();
  const leaderEpoch = reader.int32();
  if (flexible) skipTags(reader);
  return { index, currentLeaderEpoch, leaderEpoch };
}

export function encodeOffsetForLeaderEpochRequestPartition(writer: ByteWriter, value: OffsetForLeaderEpochRequestPartitionInput, version: number): void {
  const flexible = version >= 4;
  writer.int32(value.index);
  writer.int32((value.currentLeaderEpoch ?? -1));
  writer.int32(value.leaderEpoch);
  if (flexible) writer.int8(0);
}

export interface OffsetForLeaderEpochResponse {
  readonly throttleTimeMs: number;
  readonly topics: readonly OffsetForLeaderEpochResponseTopic[];
}

export interface OffsetForLeaderEpochResponseInput extends Omit<OffsetForLeaderEpochResponse, "throttleTimeMs" | "topics"> {
  readonly throttleTimeMs?: number | undefined;
  readonly topics: readonly OffsetForLeaderEpochResponseTopicInput[];
}

export function decodeOffsetForLeaderEpochResponse(reader: ByteReader, version: number): OffsetForLeaderEpochResponse {
  const flexible = version >= 4;
  const throttleTimeMs = reader.int32();
  const topics = readArray(reader, flexible, 2, () => decodeOffsetForLeaderEpochResponseTopic(reader, version));
  if (flexible) skipTags(reader);
  return { throttleTimeMs, topics };
}

export function encodeOffsetForLeaderEpochResponse(writer: ByteWriter, value: OffsetForLeaderEpochResponseInput, version: number): void {
  const flexible = version >= 4;
  writer.int32((value.throttleTimeMs ?? 0));
  writeArray(writer, flexible, value.topics, (item) => encodeOffsetForLeaderEpochResponseTopic(writer, item, version));
  if (flexible) writer.int8(0);
}

export interface OffsetForLeaderEpochResponseTopic {
  readonly name: string;
  readonly partitions: readonly OffsetForLeaderEpochResponsePartition[];
}

export interface OffsetForLeaderEpochResponseTopicInput extends Omit<OffsetForLeaderEpochResponseTopic, "partitions"> {
  readonly partitions: readonly OffsetForLeaderEpochResponsePartitionInput[];
}

export function decodeOffsetForLeaderEpochResponseTopic(reader: ByteReader, version: number): OffsetForLeaderEpochResponseTopic {
  const flexible = version >= 4;
  const name = readString(reader, flexible);
  const partitions = readArray(reader, flexible, 18, () => decodeOffsetForLeaderEpochResponsePartition(reader, version));
  if (flexible) skipTags(reader);
  return { name, partitions };
}

export function encodeOffsetForLeaderEpochResponseTopic(writer: ByteWriter, value: OffsetForLeaderEpochResponseTopicInput, version: number): void {
  const flexible = version >= 4;
  writeString(writer, flexible, value.name);
  writeArray(writer, flexible, value.partitions, (item) => encodeOffsetForLeaderEpochResponsePartition(writer, item, version));
  if (flexible) writer.int8(0);
}

export interface OffsetForLeaderEpochResponsePartition {
  readonly errorCode: number;
  readonly index: number;
  readonly leaderEpoch: number;
  readonly endOffset: number;
}

export interface OffsetForLeaderEpochResponsePartitionInput extends Omit<OffsetForLeaderEpochResponsePartition, "leaderEpoch" | "endOffset"> {
  readonly leaderEpoch?: number | undefined;
  readonly endOffset?: number | undefined;
}

export function decodeOffsetForLeaderEpochResponsePartition(reader: ByteReader, version: number): OffsetForLeaderEpochResponsePartition {
  const flexible = version >= 4;
  const errorCode = reader.int16();
  const index = reader.int32();
  const leaderEpoch = reader.int32();
  const endOffset = readInt64(reader);
  if (flexible) skipTags(reader);
  return { errorCode, index, leaderEpoch, endOffset };
}

export function encodeOffsetForLeaderEpochResponsePartition(writer: ByteWriter, value: OffsetForLeaderEpochResponsePartitionInput, version: number): void {
  const flexible = version >= 4;
  writer.int16(value.errorCode);
  writer.int32(value.index);
  writer.int32((value.leaderEpoch ?? -1));
  writer.int64((value.endOffset ?? -1));
  if (flexible) writer.int8(0);
}
