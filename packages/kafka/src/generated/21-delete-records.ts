// Made by scripts/generate.ts from definitions/21-delete-records.ts; change that, then run `npm run generate`.
import type { ByteReader, ByteWriter } from "@millrace/core";
import { readArray, readInt64, readString, skipTags, writeArray, writeString } from "../protocol/primitives.ts";

export interface DeleteRecordsRequest {
  readonly topics: readonly DeleteRecordsRequestTopic[];
  readonly timeoutMs: number;
}

export function decodeDeleteRecordsRequest(reader: ByteReader, version: number): DeleteRecordsRequest {
  const flexible = version >= 2;
  const topics = readArray(reader, flexible, 2, () => decodeDeleteRecordsRequestTopic(reader, version));
  const timeoutMs = reader.int32();
  if (flexible) skipTags(reader);
  return { topics, timeoutMs };
}

export function encodeDeleteRecordsRequest(writer: ByteWriter, value: DeleteRecordsRequest, version: number): void {
  const flexible = version >= 2;
  writeArray(writer, flexible, value.topics, (item) => encodeDeleteRecordsRequestTopic(writer, item, version));
  writer.int32(value.timeoutMs);
  if (flexible) writer.int8(0);
}

export interface DeleteRecordsRequestTopic {
  readonly name: string;
  readonly partitions: readonly DeleteRecordsRequestPartition[];
}

export function decodeDeleteRecordsRequestTopic(reader: ByteReader, version: number): DeleteRecordsRequestTopic {
  const flexible = version >= 2;
  const name = readString(reader, flexible);
  const partitions = readArray(reader, flexible, 12, () => decodeDeleteRecordsRequestPartition(reader, version));
  if (flexible) skipTags(reader);
  return { name, partitions };
}

export function encodeDeleteRecordsRequestTopic(writer: ByteWriter, value: DeleteRecordsRequestTopic, version: number): void {
  const flexible = version >= 2;
  writeString(writer, flexible, value.name);
  writeArray(writer, flexible, value.partitions, (item) => encodeDeleteRecordsRequestPartition(writer, item, version));
  if (flexible) writer.int8(0);
}

export interface DeleteRecordsRequestPartition {
  readonly partitionIndex: number;
  readonly offset: number;
}

export function decodeDeleteRecordsRequestPartition(reader: ByteReader, version: number): DeleteRecordsRequestPartition {
  const flexible = version >= 2;
  const partitionIndex = reader.int32();
  const offset = readInt64(reader);
  if (flexible) skipTags(reader);
  return { partitionIndex, offset };
}

export function encodeDeleteRecordsRequestPartition(writer: ByteWriter, value: DeleteRecordsRequestPartition, version: number): void {
  const flexible = version >= 2;
  writer.int32(value.partitionIndex);
  writer.int64(value.offset);
  if (flexible) writer.int8(0);
}

export interface DeleteRecordsResponse {
  readonly throttleTimeMs: number;
  readonly topics: readonly DeleteRecordsResponseTopic[];
}

export interface DeleteRecordsResponseInput extends Omit<DeleteRecordsResponse, "throttleTimeMs"> {
  readonly throttleTimeMs?: number | undefined;
}

export function decodeDeleteRecordsResponse(reader: ByteReader, version: number): DeleteRecordsResponse {
  const flexible = version >= 2;
  const throttleTimeMs = reader.int32();
  const topics = readArray(reader, flexible, 2, () => decodeDeleteRecordsResponseTopic(reader, version));
  if (flexible) skipTags(reader);
  return { throttleTimeMs, topics };
}

export function encodeDeleteRecordsResponse(writer: ByteWriter, value: DeleteRecordsResponseInput, version: number): void {
  const flexible = version >= 2;
  writer.int32((value.throttleTimeMs ?? 0));
  writeArray(writer, flexible, value.topics, (item) => encodeDeleteRecordsResponseTopic(writer, item, version));
  if (flexible) writer.int8(0);
}

export interface DeleteRecordsResponseTopic {
  readonly name: string;
  readonly partitions: readonly DeleteRecordsResponsePartition[];
}

export function decodeDeleteRecordsResponseTopic(reader: ByteReader, version: number): DeleteRecordsResponseTopic {
  const flexible = version >= 2;
  const name = readString(reader, flexible);
  const partitions = readArray(reader, flexible, 14, () => decodeDeleteRecordsResponsePartition(reader, version));
  if (flexible) skipTags(reader);
  return { name, partitions };
}

export function encodeDeleteRecordsResponseTopic(writer: ByteWriter, value: DeleteRecordsResponseTopic, version: number): void {
  const flexible = version >= 2;
  writeString(writer, flexible, value.name);
  writeArray(writer, flexible, value.partitions, (item) => encodeDeleteRecordsResponsePartition(writer, item, version));
  if (flexible) writer.int8(0);
}

export interface DeleteRecordsResponsePartition {
  readonly partitionIndex: number;
  readonly lowWatermark: number;
  readonly errorCode: number;
}

export function decodeDeleteRecordsResponsePartition(reader: ByteReader, version: number): DeleteRecordsResponsePartition {
  const flexible = version >= 2;
  const partitionIndex = reader.int32();
  const lowWatermark = readInt64(reader);
  const errorCode = reader.int16();
  if (flexible) skipTags(reader);
  return { partitionIndex, lowWatermark, errorCode };
}

export function encodeDeleteRecordsResponsePartition(writer: ByteWriter, value: DeleteRecordsResponsePartition, version: number): void {
  const flexible = version >= 2;
  writer.int32(value.partitionIndex);
  writer.int64(value.lowWatermark);
  writer.int16(value.errorCode);
  if (flexible) writer.int8(0);
}
