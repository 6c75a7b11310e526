// Made by scripts/generate.ts from definitions/19-create-topics.ts; change that, then run `npm run generate`.
import type { ByteReader, ByteWriter } from "@millrace/core";
import { readArray, readBool, readNullableArray, readNullableString, readString, readTags, readUuid, skipTags, type Tag, writeArray, writeBool, writeNullableArray, writeNullableString, writeString, writeTags, writeUuid, zeroUuid } from "../protocol/primitives.ts";

export interface CreateTopicsRequest {
  readonly topics: readonly CreateTopicsRequestTopic[];
  readonly timeoutMs: number;
  readonly validateOnly: boolean;
}

export interface CreateTopicsRequestInput extends Omit<CreateTopicsRequest, "validateOnly"> {
  readonly validateOnly?: boolean | undefined;
}

export function decodeCreateTopicsRequest(reader: ByteReader, version: number): CreateTopicsRequest {
  const flexible = version >= 5;
  const topics = readArray(reader, flexible, 9, () => decodeCreateTopicsRequestTopic(reader, version));
  const timeoutMs = reader.int32();
  const validateOnly = readBool(reader);
  if (flexible) skipTags(reader);
  return { topics, timeoutMs, validateOnly };
}

export function encodeCreateTopicsRequest(writer: ByteWriter, value: CreateTopicsRequestInput, version: number): void {
  const flexible = version >= 5;
  writeArray(writer, flexible, value.topics, (item) => encodeCreateTopicsRequestTopic(writer, item, version));
  writer.int32(value.timeoutMs);
  writeBool(writer, (value.validateOnly ?? false));
  if (flexible) writer.int8(0);
}

export interface CreateTopicsRequestTopic {
  readonly name: string;
  readonly partitions: number;
  readonly replicationFactor: number;
  readonly assignments: readonly CreateTopicsRequestAssignment[];
  readonly configs: readonly CreateTopicsRequestConfig[];
}

export function decodeCreateTopicsRequestTopic(reader: ByteReader, version: number): CreateTopicsRequestTopic {
  const flexible = version >= 5;
  const name = readString(reader, flexible);
  const partitions = reader.int32();
  const replicationFactor = reader.int16();
  const assignments = readArray(reader, flexible, 5, () => decodeCreateTopicsRequestAssignment(reader, version));
  const configs = readArray(reader, flexible, 2, () => decodeCreateTopicsRequestConfig(reader, version));
  if (flexible) skipTags(reader);
  return { name, partitions, replicationFactor, assignments, configs };
}

export function encodeCreateTopicsRequestTopic(writer: ByteWriter, value: CreateTopicsRequestTopic, version: number): void {
  const flexible = version >= 5;
  writeString(writer, flexible, value.name);
  writer.int32(value.partitions);
  writer.int16(value.replicationFactor);
  writeArray(writer, flexible, value.assignments, (item) => encodeCreateTopicsRequestAssignment(writer, item, version));
  writeArray(writer, flexible, value.configs, (item) => encodeCreateTopicsRequestConfig(writer, item, version));
  if (flexible) writer.int8(0);
}

export interface CreateTopicsRequestConfig {
  readonly name: string;
  readonly value: string | null;
}

export function decodeCreateTopicsRequestConfig(reader: ByteReader, version: number): CreateTopicsRequestConfig {
  const flexible = version >= 5;
  const name = readString(reader, flexible);
  const value = readNullableString(reader, flexible);
  if (flexible) skipTags(reader);
  return { name, value };
}

export function encodeCreateTopicsRequestConfig(writer: ByteWriter, value: CreateTopicsRequestConfig, version: number): void {
  const flexible = version >= 5;
  writeString(writer, flexible, value.name);
  writeNullableString(writer, flexible, value.value);
  if (flexible) writer.int8(0);
}

export interface CreateTopicsRequestAssignment {
  readonly partition: number;
  readonly brokerIds: readonly number[];
}

export function decodeCreateTopicsRequestAssignment(reader: ByteReader, version: number): CreateTopicsRequestAssignment {
  const flexible = version >= 5;
  const partition = reader.int32();
  const brokerIds = readArray(reader, flexible, 4, () => reader.int32());
  if (flexible) skipTags(reader);
  return { partition, brokerIds };
}

export function encodeCreateTopicsRequestAssignment(writer: ByteWriter, value: CreateTopicsRequestAssignment, version: number): void {
  const flexible = version >= 5;
  writer.int32(value.partition);
  writeArray(writer, flexible, value.brokerIds, (item) => writer.int32(item));
  if (flexible) writer.int8(0);
}

export interface CreateTopicsResponse {
  readonly throttleTimeMs: number;
  readonly topics: readonly CreateTopicsResponseTopic[];
}

export interface CreateTopicsResponseInput extends Omit<CreateTopicsResponse, "throttleTimeMs" | "topics"> {
  readonly throttleTimeMs?: number | undefined;
  readonly topics: readonly CreateTopicsResponseTopicInput[];
}

export function decodeCreateTopicsResponse(reader: ByteReader, version: number): CreateTopicsResponse {
  const flexible = version >= 5;
  const throttleTimeMs = reader.int32();
  const topics = readArray(reader, flexible, 4, () => decodeCreateTopicsResponseTopic(reader, version));
  if (flexible) skipTags(reader);
  return { throttleTimeMs, topics };
}

export function encodeCreateTopicsResponse(writer: ByteWriter, value: CreateTopicsResponseInput, version: number): void {
  const flexible = version >= 5;
  writer.int32((value.throttleTimeMs ?? 0));
  writeArray(writer, flexible, value.topics, (item) => encodeCreateTopicsResponseTopic(writer, item, version));
  if (flexible) writer.int8(0);
}

export interface CreateTopicsResponseTopic {
  readonly name: string;
  readonly topicId: Uint8Array;
  readonly errorCode: number;
  readonly errorMessage: string | null;
  readonly topicConfigErrorCode: number;
  readonly partitions: number;
  readonly replicationFactor: number;
  readonly configs: readonly CreateTopicsResponseConfig[] | null;
}

export interface CreateTopicsResponseTopicInput extends Omit<CreateTopicsResponseTopic, "errorMessage" | "topicConfigErrorCode" | "partitions" | "replicationFactor" | "configs"> {
  readonly errorMessage?: string | null | undefined;
  readonly topicConfigErrorCode?: number | undefined;
  readonly partitions?: number | undefined;
  readonly replicationFactor?: number | undefined;
  readonly configs?: readonly CreateTopicsResponseConfigInput[] | null | undefined;
}

export function decodeCreateTopicsResponseTopic(reader: ByteReader, version: number): CreateTopicsResponseTopic {
  const flexible = version >= 5;
  const name = readString(reader, flexible);
  const topicId = version >= 7 ? readUuid(reader) : zeroUuid;
  const errorCode = reader.int16();
  const errorMessage = readNullableString(reader, flexible);
  let topicConfigErrorCode: number = 0;
  const partitions = version >= 5 ? reader.int32() : -1;
  const replicationFactor = version >= 5 ? reader.int16() : -1;
  const configs = version >= 5 ? readNullableArray(reader, flexible, 5, () => decodeCreateTopicsResponseConfig(reader, version)) : null;
  if (flexible) readTags(reader, (tag) => {
    if (tag === 0) {
      topicConfigErrorCode = reader.int16();
      return true;
    }
    return false;
  });
  return { name, topicId, errorCode, errorMessage, topicConfigErrorCode, partitions, replicationFactor, configs };
}

export function encodeCreateTopicsResponseTopic(writer: ByteWriter, value: CreateTopicsResponseTopicInput, version: number): void {
  const flexible = version >= 5;
  writeString(writer, flexible, value.name);
  if (version >= 7) writeUuid(writer, value.topicId);
  writer.int16(value.errorCode);
  writeNullableString(writer, flexible, (value.errorMessage ?? null));
  if (version >= 5) writer.int32((value.partitions ?? -1));
  if (version >= 5) writer.int16((value.replicationFactor ?? -1));
  if (version >= 5) writeNullableArray(writer, flexible, (value.configs ?? null), (item) => encodeCreateTopicsResponseConfig(writer, item, version));
  if (flexible) {
    const tags: Tag[] = [];
    const topicConfigErrorCode = value.topicConfigErrorCode ?? 0;
    if (version >= 5 && topicConfigErrorCode !== 0) tags.push([0, (inner) => inner.int16(topicConfigErrorCode)]);
    writeTags(writer, tags);
  }
}

export interface CreateTopicsResponseConfig {
  readonly name: string;
  readonly value: string | null;
  readonly readOnly: boolean;
  readonly configSource: number;
  readonly isSensitive: boolean;
}

export interface CreateTopicsResponseConfigInput extends Omit<CreateTopicsResponseConfig, "configSource" | "isSensitive"> {
  readonly configSource?: number | undefined;
  readonly isSensitive?: boolean | undefined;
}

export function decodeCreateTopicsResponseConfig(reader: ByteReader, version: number): CreateTopicsResponseConfig {
  const flexible = version >= 5;
  const name = readString(reader, flexible);
  const value = readNullableString(reader, flexible);
  const readOnly = readBool(reader);
  const configSource = reader.int8();
  const isSensitive = readBool(reader);
  if (flexible) skipTags(reader);
  return { name, value, readOnly, configSource, isSensitive };
}

export function encodeCreateTopicsResponseConfig(writer: ByteWriter, value: CreateTopicsResponseConfigInput, version: number): void {
  const flexible = version >= 5;
  writeString(writer, flexible, value.name);
  writeNullableString(writer, flexible, value.value);
  writeBool(writer, value.readOnly);
  writer.int8((value.configSource ?? -1));
  writeBool(writer, (value.isSensitive ?? false));
  if (flexible) writer.int8(0);
}
