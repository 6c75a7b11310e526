// Made by scripts/generate.ts from definitions/46-list-partition-reassignments.ts; change that, then run `npm run generate`.
import type { ByteReader, ByteWriter } from "@millrace/core";
import { readArray, readNullableArray, readNullableString, readString, skipTags, writeArray, writeNullableArray, writeNullableString, writeString } from "../protocol/primitives.ts";

export interface ListPartitionReassignmentsRequest {
  readonly timeoutMs: number;
  readonly topics: readonly ListPartitionReassignmentsRequestTopic[] | null;
}

export interface ListPartitionReassignmentsRequestInput extends Omit<ListPartitionReassignmentsRequest, "timeoutMs" | "topics"> {
  readonly timeoutMs?: number | undefined;
  readonly topics?: readonly ListPartitionReassignmentsRequestTopic[] | null | undefined;
}

export function decodeListPartitionReassignmentsRequest(reader: ByteReader, version: number): ListPartitionReassignmentsRequest {
  const timeoutMs = reader.int32();
  const topics = readNullableArray(reader, true, 2, () => decodeListPartitionReassignmentsRequestTopic(reader, version));
  skipTags(reader);
  return { timeoutMs, topics };
}

export function encodeListPartitionReassignmentsRequest(writer: ByteWriter, value: ListPartitionReassignmentsRequestInput, version: number): void {
  writer.int32((value.timeoutMs ?? 60000));
  writeNullableArray(writer, true, (value.topics ?? null), (item) => encodeListPartitionReassignmentsRequestTopic(writer, item, version));
  writer.int8(0);
}

export interface ListPartitionReassignmentsRequestTopic {
  readonly name: string;
  readonly partitionIndexes: readonly number[];
}

export function decodeListPartitionReassignmentsRequestTopic(reader: ByteReader, version: number): ListPartitionReassignmentsRequestTopic {
  const name = readString(reader, true);
  const partitionIndexes = readArray(reader, true, 4, () => reader.int32());
  skipTags(reader);
  return { name, partitionIndexes };
}

export function encodeListPartitionReassignmentsRequestTopic(writer: ByteWriter, value: ListPartitionReassignmentsRequestTopic, version: number): void {
  writeString(writer, true, value.name);
  writeArray(writer, true, value.partitionIndexes, (item) => writer.int32(item));
  writer.int8(0);
}

export interface ListPartitionReassignmentsResponse {
  readonly throttleTimeMs: number;
  readonly errorCode: number;
  readonly errorMessage: string | null;
  readonly topics: readonly ListPartitionReassignmentsResponseTopic[];
}

export interface ListPartitionReassignmentsResponseInput extends Omit<ListPartitionReassignmentsResponse, "throttleTimeMs" | "errorMessage"> {
  readonly throttleTimeMs?: number | undefined;
  readonly errorMessage?: string | null | undefined;
}

export function decodeListPartitionReassignmentsResponse(reader: ByteReader, version: number): ListPartitionReassignmentsResponse {
  const throttleTimeMs = reader.int32();
  const errorCode = reader.int16();
  const errorMessage = readNullableString(reader, true);
  const topics = readArray(reader, true, 2, () => decodeListPartitionReassignmentsResponseTopic(reader, version));
  skipTags(reader);
  return { throttleTimeMs, errorCode, errorMessage, topics };
}

export function encodeListPartitionReassignmentsResponse(writer: ByteWriter, value: ListPartitionReassignmentsResponseInput, version: number): void {
  writer.int32((value.throttleTimeMs ?? 0));
  writer.int16(value.errorCode);
  writeNullableString(writer, true, (value.errorMessage ?? null));
  writeArray(writer, true, value.topics, (item) => encodeListPartitionReassignmentsResponseTopic(writer, item, version));
  writer.int8(0);
}

export interface ListPartitionReassignmentsResponseTopic {
  readonly name: string;
  readonly partitions: readonly ListPartitionReassignmentsResponsePartition[];
}

export function decodeListPartitionReassignmentsResponseTopic(reader: ByteReader, version: number): ListPartitionReassignmentsResponseTopic {
  const name = readString(reader, true);
  const partitions = readArray(reader, true, 7, () => decodeListPartitionReassignmentsResponsePartition(reader, version));
  skipTags(reader);
  return { name, partitions };
}

export function encodeListPartitionReassignmentsResponseTopic(writer: ByteWriter, value: ListPartitionReassignmentsResponseTopic, version: number): void {
  writeString(writer, true, value.name);
  writeArray(writer, true, value.partitions, (item) => encodeListPartitionReassignmentsResponsePartition(writer, item, version));
  writer.int8(0);
}

export interface ListPartitionReassignmentsResponsePartition {
  readonly partitionIndex: number;
  readonly replicas: readonly number[];
  readonly addingReplicas: readonly number[];
  readonly removingReplicas: readonly number[];
}

export function decodeListPartitionReassignmentsResponsePartition(reader: ByteReader, version: number): ListPartitionReassignmentsResponsePartition {
  const partitionIndex = reader.int32();
  const replicas = readArray(reader, true, 4, () => reader.int32());
  const addingReplicas = readArray(reader, true, 4, () => reader.int32());
  const removingReplicas = readArray(reader, true, 4, () => reader.int32());
  skipTags(reader);
  return { partitionIndex, replicas, addingReplicas, removingReplicas };
}

export function encodeListPartitionReassignmentsResponsePartition(writer: ByteWriter, value: ListPartitionReassignmentsResponsePartition, version: number): void {
  writer.int32(value.partitionIndex);
  writeArray(writer, true, value.replicas, (item) => writer.int32(item));
  writeArray(writer, true, value.addingReplicas, (item) => writer.int32(item));
  writeArray(writer, true, value.removingReplicas, (item) => writer.int32(item));
  writer.int8(0);
}
