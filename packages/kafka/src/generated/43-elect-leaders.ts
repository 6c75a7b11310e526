// Made by scripts/generate.ts from definitions/43-elect-leaders.ts; change that, then run `npm run generate`.
import type { ByteReader, ByteWriter } from "@millrace/core";
import { readArray, readNullableArray, readNullableString, readString, skipTags, writeArray, writeNullableArray, writeNullableString, writeString } from "../protocol/primitives.ts";

export interface ElectLeadersRequest {
  readonly electionType: number;
  readonly topicPartitions: readonly ElectLeadersRequestTopicPartitions[] | null;
  readonly timeoutMs: number;
}

export interface ElectLeadersRequestInput extends Omit<ElectLeadersRequest, "electionType" | "timeoutMs"> {
  readonly electionType?: number | undefined;
  readonly timeoutMs?: number | undefined;
}

export function decodeElectLeadersRequest(reader: ByteReader, version: number): ElectLeadersRequest {
  const flexible = version >= 2;
  const electionType = version >= 1 ? reader.int8() : 0;
  const topicPartitions = readNullableArray(reader, flexible, 2, () => decodeElectLeadersRequestTopicPartitions(reader, version));
  const timeoutMs = reader.int32();
  if (flexible) skipTags(reader);
  return { electionType, topicPartitions, timeoutMs };
}

export function encodeElectLeadersRequest(writer: ByteWriter, value: ElectLeadersRequestInput, version: number): void {
  const flexible = version >= 2;
  if (version >= 1) writer.int8((value.electionType ?? 0));
  writeNullableArray(writer, flexible, value.topicPartitions, (item) => encodeElectLeadersRequestTopicPartitions(writer, item, version));
  writer.int32((value.timeoutMs ?? 60000));
  if (flexible) writer.int8(0);
}

export interface ElectLeadersRequestTopicPartitions {
  readonly topic: string;
  readonly partitions: readonly number[];
}

export function decodeElectLeadersRequestTopicPartitions(reader: ByteReader, version: number): ElectLeadersRequestTopicPartitions {
  const flexible = version >= 2;
  const topic = readString(reader, flexible);
  const partitions = readArray(reader, flexible, 4, () => reader.int32());
  if (flexible) skipTags(reader);
  return { topic, partitions };
}

export function encodeElectLeadersRequestTopicPartitions(writer: ByteWriter, value: ElectLeadersRequestTopicPartitions, version: number): void {
  const flexible = version >= 2;
  writeString(writer, flexible, value.topic);
  writeArray(writer, flexible, value.partitions, (item) => writer.int32(item));
  if (flexible) writer.int8(0);
}

export interface ElectLeadersResponse {
  readonly throttleTimeMs: number;
  readonly errorCode: number;
  readonly replicaElectionResults: readonly ElectLeadersResponseResult[];
}

export interface ElectLeadersResponseInput extends Omit<ElectLeadersResponse, "throttleTimeMs" | "errorCode" | "replicaElectionResults"> {
  readonly throttleTimeMs?: number | undefined;
  readonly errorCode?: number | undefined;
  readonly replicaElectionResults: readonly ElectLeadersResponseResultInput[];
}

export function decodeElectLeadersResponse(reader: ByteReader, version: number): ElectLeadersResponse {
  const flexible = version >= 2;
  const throttleTimeMs = reader.int32();
  const errorCode = version >= 1 ? reader.int16() : 0;
  const replicaElectionResults = readArray(reader, flexible, 2, () => decodeElectLeadersResponseResult(reader, version));
  if (flexible) skipTags(reader);
  return { throttleTimeMs, errorCode, replicaElectionResults };
}

export function encodeElectLeadersResponse(writer: ByteWriter, value: ElectLeadersResponseInput, version: number): void {
  const flexible = version >= 2;
  writer.int32((value.throttleTimeMs ?? 0));
  if (version >= 1) writer.int16((value.errorCode ?? 0));
  writeArray(writer, flexible, value.replicaElectionResults, (item) => encodeElectLeadersResponseResult(writer, item, version));
  if (flexible) writer.int8(0);
}

export interface ElectLeadersResponseResult {
  readonly topic: string;
  readonly partitionResult: readonly ElectLeadersResponsePartition[];
}

export interface ElectLeadersResponseResultInput extends Omit<ElectLeadersResponseResult, "partitionResult"> {
  readonly partitionResult: readonly ElectLeadersResponsePartitionInput[];
}

export function decodeElectLeadersResponseResult(reader: ByteReader, version: number): ElectLeadersResponseResult {
  const flexible = version >= 2;
  const topic = readString(reader, flexible);
  const partitionResult = readArray(reader, flexible, 7, () => decodeElectLeadersResponsePartition(reader, version));
  if (flexible) skipTags(reader);
  return { topic, partitionResult };
}

export function encodeElectLeadersResponseResult(writer: ByteWriter, value: ElectLeadersResponseResultInput, version: number): void {
  const flexible = version >= 2;
  writeString(writer, flexible, value.topic);
  writeArray(writer, flexible, value.partitionResult, (item) => encodeElectLeadersResponsePartition(writer, item, version));
  if (flexible) writer.int8(0);
}

export interface ElectLeadersResponsePartition {
  readonly partitionId: number;
  readonly errorCode: number;
  readonly errorMessage: string | null;
}

export interface ElectLeadersResponsePartitionInput extends Omit<ElectLeadersResponsePartition, "errorMessage"> {
  readonly errorMessage?: string | null | undefined;
}

export function decodeElectLeadersResponsePartition(reader: ByteReader, version: number): ElectLeadersResponsePartition {
  const flexible = version >= 2;
  const partitionId = reader.int32();
  const errorCode = reader.int16();
  const errorMessage = readNullableString(reader, flexible);
  if (flexible) skipTags(reader);
  return { partitionId, errorCode, errorMessage };
}

export function encodeElectLeadersResponsePartition(writer: ByteWriter, value: ElectLeadersResponsePartitionInput, version: number): void {
  const flexible = version >= 2;
  writer.int32(value.partitionId);
  writer.int16(value.errorCode);
  writeNullableString(writer, flexible, (value.errorMessage ?? null));
  if (flexible) writer.int8(0);
}
