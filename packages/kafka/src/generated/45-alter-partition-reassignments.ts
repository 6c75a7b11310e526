// Made by scripts/generate.ts from definitions/45-alter-partition-reassignments.ts; change that, then run `npm run generate`.
import type { ByteReader, ByteWriter } from "@millrace/core";
import { readArray, readBool, readNullableArray, readNullableString, readString, skipTags, writeArray, writeBool, writeNullableArray, writeNullableString, writeString } from "../protocol/primitives.ts";

export interface AlterPartitionReassignmentsRequest {
  readonly timeoutMs: number;
  readonly allowReplicationFactorChange: boolean;
  readonly topics: readonly AlterPartitionReassignmentsRequestTopic[];
}

export interface AlterPartitionReassignmentsRequestInput extends Omit<AlterPartitionReassignmentsRequest, "timeoutMs" | "allowReplicationFactorChange" | "topics"> {
  readonly timeoutMs?: number | undefined;
  readonly allowReplicationFactorChange?: boolean | undefined;
  readonly topics: readonly AlterPartitionReassignmentsRequestTopicInput[];
}

export function decodeAlterPartitionReassignmentsRequest(reader: ByteReader, version: number): AlterPartitionReassignmentsRequest {
  const timeoutMs = reader.int32();
  const allowReplicationFactorChange = version >= 1 ? readBool(reader) : true;
  const topics = readArray(reader, true, 2, () => decodeAlterPartitionReassignmentsRequestTopic(reader, version));
  skipTags(reader);
  return { timeoutMs, allowReplicationFactorChange, topics };
}

export function encodeAlterPartitionReassignmentsRequest(writer: ByteWriter, value: AlterPartitionReassignmentsRequestInput, version: number): void {
  writer.int32((value.timeoutMs ?? 60000));
  if (version >= 1) writeBool(writer, (value.allowReplicationFactorChange ?? true));
  writeArray(writer, true, value.topics, (item) => encodeAlterPartitionReassignmentsRequestTopic(writer, item, version));
  writer.int8(0);
}

export interface AlterPartitionReassignmentsRequestTopic {
  readonly name: string;
  readonly partitions: readonly AlterPartitionReassignmentsRequestPartition[];
}

export interface AlterPartitionReassignmentsRequestTopicInput extends Omit<AlterPartitionReassignmentsRequestTopic, "partitions"> {
  readonly partitions: readonly AlterPartitionReassignmentsRequestPartitionInput[];
}

export function decodeAlterPartitionReassignmentsRequestTopic(reader: ByteReader, version: number): AlterPartitionReassignmentsRequestTopic {
  const name = readString(reader, true);
  const partitions = readArray(reader, true, 5, () => decodeAlterPartitionReassignmentsRequestPartition(reader, version));
  skipTags(reader);
  return { name, partitions };
}

export function encodeAlterPartitionReassignmentsRequestTopic(writer: ByteWriter, value: AlterPartitionReassignmentsRequestTopicInput, version: number): void {
  writeString(writer, true, value.name);
  writeArray(writer, true, value.partitions, (item) => encodeAlterPartitionReassignmentsRequestPartition(writer, item, version));
  writer.int8(0);
}

export interface AlterPartitionReassignmentsRequestPartition {
  readonly partitionIndex: number;
  readonly replicas: readonly number[] | null;
}

export interface AlterPartitionReassignmentsRequestPartitionInput extends Omit<AlterPartitionReassignmentsRequestPartition, "replicas"> {
  readonly replicas?: readonly number[] | null | undefined;
}

export function decodeAlterPartitionReassignmentsRequestPartition(reader: ByteReader, version: number): AlterPartitionReassignmentsRequestPartition {
  const partitionIndex = reader.int32();
  const replicas = readNullableArray(reader, true, 4, () => reader.int32());
  skipTags(reader);
  return { partitionIndex, replicas };
}

export function encodeAlterPartitionReassignmentsRequestPartition(writer: ByteWriter, value: AlterPartitionReassignmentsRequestPartitionInput, version: number): void {
  writer.int32(value.partitionIndex);
  writeNullableArray(writer, true, (value.replicas ?? null), (item) => writer.int32(item));
  writer.int8(0);
}

export interface AlterPartitionReassignmentsResponse {
  readonly throttleTimeMs: number;
  readonly allowReplicationFactorChange: boolean;
  readonly errorCode: number;
  readonly errorMessage: string | null;
  readonly responses: readonly AlterPartitionReassignmentsResponseTopic[];
}

export interface AlterPartitionReassignmentsResponseInput extends Omit<AlterPartitionReassignmentsResponse, "throttleTimeMs" | "allowReplicationFactorChange" | "errorMessage" | "responses"> {
  readonly throttleTimeMs?: number | undefined;
  readonly allowReplicationFactorChange?: boolean | undefined;
  readonly errorMessage?: string | null | undefined;
  readonly responses: readonly AlterPartitionReassignmentsResponseTopicInput[];
}

export function decodeAlterPartitionReassignmentsResponse(reader: ByteReader, version: number): AlterPartitionReassignmentsResponse {
  const throttleTimeMs = reader.int32();
  const allowReplicationFactorChange = version >= 1 ? readBool(reader) : true;
  const errorCode = reader.int16();
  const errorMessage = readNullableString(reader, true);
  const responses = readArray(reader, true, 2, () => decodeAlterPartitionReassignmentsResponseTopic(reader, version));
  skipTags(reader);
  return { throttleTimeMs, allowReplicationFactorChange, errorCode, errorMessage, responses };
}

export function encodeAlterPartitionReassignmentsResponse(writer: ByteWriter, value: AlterPartitionReassignmentsResponseInput, version: number): void {
  writer.int32((value.throttleTimeMs ?? 0));
  if (version >= 1) writeBool(writer, (value.allowReplicationFactorChange ?? true));
  writer.int16(value.errorCode);
  writeNullableString(writer, true, (value.errorMessage ?? null));
  writeArray(writer, true, value.responses, (item) => encodeAlterPartitionReassignmentsResponseTopic(writer, item, version));
  writer.int8(0);
}

export interface AlterPartitionReassignmentsResponseTopic {
  readonly name: string;
  readonly partitions: readonly AlterPartitionReassignmentsResponsePartition[];
}

export interface AlterPartitionReassignmentsResponseTopicInput extends Omit<AlterPartitionReassignmentsResponseTopic, "partitions"> {
  readonly partitions: readonly AlterPartitionReassignmentsResponsePartitionInput[];
}

export function decodeAlterPartitionReassignmentsResponseTopic(reader: ByteReader, version: number): AlterPartitionReassignmentsResponseTopic {
  const name = readString(reader, true);
  const partitions = readArray(reader, true, 7, () => decodeAlterPartitionReassignmentsResponsePartition(reader, version));
  skipTags(reader);
  return { name, partitions };
}

export function encodeAlterPartitionReassignmentsResponseTopic(writer: ByteWriter, value: AlterPartitionReassignmentsResponseTopicInput, version: number): void {
  writeString(writer, true, value.name);
  writeArray(writer, true, value.partitions, (item) => encodeAlterPartitionReassignmentsResponsePartition(writer, item, version));
  writer.int8(0);
}

export interface AlterPartitionReassignmentsResponsePartition {
  readonly partitionIndex: number;
  readonly errorCode: number;
  readonly errorMessage: string | null;
}

export interface AlterPartitionReassignmentsResponsePartitionInput extends Omit<AlterPartitionReassignmentsResponsePartition, "errorMessage"> {
  readonly errorMessage?: string | null | undefined;
}

export function decodeAlterPartitionReassignmentsResponsePartition(reader: ByteReader, version: number): AlterPartitionReassignmentsResponsePartition {
  const partitionIndex = reader.int32();
  const errorCode = reader.int16();
  const errorMessage = readNullableString(reader, true);
  skipTags(reader);
  return { partitionIndex, errorCode, errorMessage };
}

export function encodeAlterPartitionReassignmentsResponsePartition(writer: ByteWriter, value: AlterPartitionReassignmentsResponsePartitionInput, version: number): void {
  writer.int32(value.partitionIndex);
  writer.int16(value.errorCode);
  writeNullableString(writer, true, (value.errorMessage ?? null));
  writer.int8(0);
}
