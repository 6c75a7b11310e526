// Made by scripts/generate.ts from definitions/47-offset-delete.ts; change that, then run `npm run generate`.
import type { ByteReader, ByteWriter } from "@millrace/core";
import { readArray, readString, writeArray, writeString } from "../protocol/primitives.ts";

export interface OffsetDeleteRequest {
  readonly groupId: string;
  readonly topics: readonly OffsetDeleteRequestTopic[];
}

export function decodeOffsetDeleteRequest(reader: ByteReader, version: number): OffsetDeleteRequest {
  const groupId = readString(reader, false);
  const topics = readArray(reader, false, 2, () => decodeOffsetDeleteRequestTopic(reader, version));
  return { groupId, topics };
}

export function encodeOffsetDeleteRequest(writer: ByteWriter, value: OffsetDeleteRequest, version: number): void {
  writeString(writer, false, value.groupId);
  writeArray(writer, false, value.topics, (item) => encodeOffsetDeleteRequestTopic(writer, item, version));
}

export interface OffsetDeleteRequestTopic {
  readonly name: string;
  readonly partitions: readonly OffsetDeleteRequestPartition[];
}

export function decodeOffsetDeleteRequestTopic(reader: ByteReader, version: number): OffsetDeleteRequestTopic {
  const name = readString(reader, false);
  const partitions = readArray(reader, false, 4, () => decodeOffsetDeleteRequestPartition(reader, version));
  return { name, partitions };
}

export function encodeOffsetDeleteRequestTopic(writer: ByteWriter, value: OffsetDeleteRequestTopic, version: number): void {
  writeString(writer, false, value.name);
  writeArray(writer, false, value.partitions, (item) => encodeOffsetDeleteRequestPartition(writer, item, version));
}

export interface OffsetDeleteRequestPartition {
  readonly partitionIndex: number;
}

export function decodeOffsetDeleteRequestPartition(reader: ByteReader, version: number): OffsetDeleteRequestPartition {
  const partitionIndex = reader.int32();
  return { partitionIndex };
}

export function encodeOffsetDeleteRequestPartition(writer: ByteWriter, value: OffsetDeleteRequestPartition, version: number): void {
  writer.int32(value.partitionIndex);
}

export interface OffsetDeleteResponse {
  readonly errorCode: number;
  readonly throttleTimeMs: number;
  readonly topics: readonly OffsetDeleteResponseTopic[];
}

export interface OffsetDeleteResponseInput extends Omit<OffsetDeleteResponse, "throttleTimeMs"> {
  readonly throttleTimeMs?: number | undefined;
}

export function decodeOffsetDeleteResponse(reader: ByteReader, version: number): OffsetDeleteResponse {
  const errorCode = reader.int16();
  const throttleTimeMs = reader.int32();
  const topics = readArray(reader, false, 2, () => decodeOffsetDeleteResponseTopic(reader, version));
  return { errorCode, throttleTimeMs, topics };
}

export function encodeOffsetDeleteResponse(writer: ByteWriter, value: OffsetDeleteResponseInput, version: number): void {
  writer.int16(value.errorCode);
  writer.int32((value.throttleTimeMs ?? 0));
  writeArray(writer, false, value.topics, (item) => encodeOffsetDeleteResponseTopic(writer, item, version));
}

export interface OffsetDeleteResponseTopic {
  readonly name: string;
  readonly partitions: readonly OffsetDeleteResponsePartition[];
}

export function decodeOffsetDeleteResponseTopic(reader: ByteReader, version: number): OffsetDeleteResponseTopic {
  const name = readString(reader, false);
  const partitions = readArray(reader, false, 6, () => decodeOffsetDeleteResponsePartition(reader, version));
  return { name, partitions };
}

export function encodeOffsetDeleteResponseTopic(writer: ByteWriter, value: OffsetDeleteResponseTopic, version: number): void {
  writeString(writer, false, value.name);
  writeArray(writer, false, value.partitions, (item) => encodeOffsetDeleteResponsePartition(writer, item, version));
}

export interface OffsetDeleteResponsePartition {
  readonly partitionIndex: number;
  readonly errorCode: number;
}

export function decodeOffsetDeleteResponsePartition(reader: ByteReader, version: number): OffsetDeleteResponsePartition {
  const partitionIndex = reader.int32();
  const errorCode = reader.int16();
  return { partitionIndex, errorCode };
}

export function encodeOffsetDeleteResponsePartition(writer: ByteWriter, value: OffsetDeleteResponsePartition, version: number): void {
  writer.int32(value.partitionIndex);
  writer.int16(value.errorCode);
}
