// Made by scripts/generate.ts from definitions/00-produce.ts; change that, then run `npm run generate`.
import type { ByteReader, ByteWriter } from "@millrace/core";
import { readArray, readInt64, readNullableBytes, readNullableString, readString, readTags, readUuid, skipTags, type Tag, writeArray, writeNullableBytes, writeNullableString, writeString, writeTags, writeUuid, zeroUuid } from "../protocol/primitives.ts";

export interface ProduceRequest {
  readonly transactionalId: string | null;
  readonly acks: number;
  readonly timeoutMs: number;
  readonly topics: readonly ProduceRequestTopic[];
}

export function decodeProduceRequest(reader: ByteReader, version: number): ProduceRequest {
  const flexible = version >= 9;
  const transactionalId = version >= 3 ? readNullableString(reader, flexible) : null;
  const acks = reader.int16();
  const timeoutMs = reader.int32();
  const topics = readArray(reader, flexible, 1, () => decodeProduceRequestTopic(reader, version));
  if (flexible) skipTags(reader);
  return { transactionalId, acks, timeoutMs, topics };
}

export function encodeProduceRequest(writer: ByteWriter, value: ProduceRequest, version: number): void {
  const flexible = version >= 9;
  if (version >= 3) writeNullableString(writer, flexible, value.transactionalId);
  writer.int16(value.acks);
  writer.int32(value.timeoutMs);
  writeArray(writer, flexible, value.topics, (item) => encodeProduceRequestTopic(writer, item, version));
  if (flexible) writer.int8(0);
}

export interface ProduceRequestTopic {
  readonly name: string;
  readonly topicId: Uint8Array;
  readonly partitions: readonly ProduceRequestPartition[];
}

export function decodeProduceRequestTopic(reader: ByteReader, version: number): ProduceRequestTopic {
  const flexible = version >= 9;
  const name = version <= 12 ? readString(reader, flexible) : "";
  const topicId = version >= 13 ? readUuid(reader) : zeroUuid;
  const partitions = readArray(reader, flexible, 5, () => decodeProduceRequestPartition(reader, version));
  if (flexible) skipTags(reader);
  return { name, topicId, partitions };
}

export function encodeProduceRequestTopic(writer: ByteWriter, value: ProduceRequestTopic, version: number): void {
  const flexible = version >= 9;
  if (version <= 12) writeString(writer, flexible, value.name);
  if (version >= 13) writeUuid(writer, value.topicId);
  writeArray(writer, flexible, value.partitions, (item) => encodeProduceRequestPartition(writer, item, version));
  if (flexible) writer.int8(0);
}

export interface ProduceRequestPartition {
  readonly index: number;
  readonly records: Uint8Array | null;
}

export function decodeProduceRequestPartition(reader: ByteReader, version: number): ProduceRequestPartition {
  const flexible = version >= 9;
  const index = reader.int32();
  const records = readNullableBytes(reader, flexible);
  if (flexible) skipTags(reader);
  return { index, records };
}

export function encodeProduceRequestPartition(writer: ByteWriter, value: ProduceRequestPartition, version: number): void {
  const flexible = version >= 9;
  writer.int32(value.index);
  writeNullableBytes(writer, flexible, value.records);
  if (flexible) writer.int8(0);
}

export interface ProduceResponse {
  readonly responses: readonly ProduceResponseTopic[];
  readonly throttleTimeMs: number;
  readonly nodeEndpoints: readonly ProduceResponseEndpoint[];
}

export interface ProduceResponseInput extends Omit<ProduceResponse, "responses" | "throttleTimeMs" | "nodeEndpoints"> {
  readonly responses: readonly ProduceResponseTopicInput[];
  readonly throttleTimeMs?: number | undefined;
  readonly nodeEndpoints?: readonly ProduceResponseEndpointInput[] | undefined;
}

export function decodeProduceResponse(reader: ByteReader, version: number): ProduceResponse {
  const flexible = version >= 9;
  const responses = readArray(reader, flexible, 1, () => decodeProduceResponseTopic(reader, version));
  const throttleTimeMs = version >= 1 ? reader.int32() : 0;
  let nodeEndpoints: readonly ProduceResponseEndpoint[] = [];
  if (flexible) readTags(reader, (tag) => {
    if (tag === 0) {
      nodeEndpoints = readArray(reader, flexible, 10, () => decodeProduceResponseEndpoint(reader, version));
      return true;
    }
    return false;
  });
  return { responses, throttleTimeMs, nodeEndpoints };
}

export function encodeProduceResponse(writer: ByteWriter, value: ProduceResponseInput, version: number): void {
  const flexible = version >= 9;
  writeArray(writer, flexible, value.responses, (item) => encodeProduceResponseTopic(writer, item, version));
  if (version >= 1) writer.int32((value.throttleTimeMs ?? 0));
  if (flexible) {
    const tags: Tag[] = [];
    const nodeEndpoints = value.nodeEndpoints ?? [];
    if (version >= 10 && nodeEndpoints.length > 0) tags.push([0, (inner) => writeArray(inner, flexible, nodeEndpoints, (item) => encodeProduceResponseEndpoint(inner, item, version))]);
    writeTags(writer, tags);
  }
}

export interface ProduceResponseEndpoint {
  readonly nodeId: number;
  readonly host: string;
  readonly port: number;
  readonly rack: string | null;
}

export interface ProduceResponseEndpointInput extends Omit<ProduceResponseEndpoint, "rack"> {
  readonly rack?: string | null | undefined;
}

export function decodeProduceResponseEndpoint(reader: ByteReader, version: number): ProduceResponseEndpoint {
  const flexible = version >= 9;
  const nodeId = reader.int32();
  const host = readString(reader, flexible);
  const port = reader.int32();
  const rack = readNullableString(reader, flexible);
  if (flexible) skipTags(reader);
  return { nodeId, host, port, rack };
}

export function encodeProduceResponseEndpoint(writer: ByteWriter, value: ProduceResponseEndpointInput, version: number): void {
  const flexible = version >= 9;
  writer.int32(value.nodeId);
  writeString(writer, flexible, value.host);
  writer.int32(value.port);
  writeNullableString(writer, flexible, (value.rack ?? null));
  if (flexible) writer.int8(0);
}

export interface ProduceResponseTopic {
  readonly name: string;
  readonly topicId: Uint8Array;
  readonly partitions: readonly ProduceResponsePartition[];
}

export interface ProduceResponseTopicInput extends Omit<ProduceResponseTopic, "partitions"> {
  readonly partitions: readonly ProduceResponsePartitionInput[];
}

export function decodeProduceResponseTopic(reader: ByteReader, version: number): ProduceResponseTopic {
  const flexible = version >= 9;
  const name = version <= 12 ? readString(reader, flexible) : "";
  const topicId = version >= 13 ? readUuid(reader) : zeroUuid;
  const partitions = readArray(reader, flexible, 14, () => decodeProduceResponsePartition(reader, version));
  if (flexible) skipTags(reader);
  return { name, topicId, partitions };
}

export function encodeProduceResponseTopic(writer: ByteWriter, value: ProduceResponseTopicInput, version: number): void {
  const flexible = version >= 9;
  if (version <= 12) writeString(writer, flexible, value.name);
  if (version >= 13) writeUuid(writer, value.topicId);
  writeArray(writer, flexible, value.partitions, (item) => encodeProduceResponsePartition(writer, item, version));
  if (flexible) writer.int8(0);
}

export interface ProduceResponsePartition {
  readonly index: number;
  readonly errorCode: number;
  readonly baseOffset: number;
  readonly logAppendTimeMs: number;
  readonly logStartOffset: number;
  readonly recordErrors: readonly ProduceResponseRecordError[];
  readonly errorMessage: string | null;
  readonly currentLeader: ProduceResponseLeader | null;
}

export interface ProduceResponsePartitionInput extends Omit<ProduceResponsePartition, "logAppendTimeMs" | "logStartOffset" | "recordErrors" | "errorMessage" | "currentLeader"> {
  readonly logAppendTimeMs?: number | undefined;
  readonly logStartOffset?: number | undefined;
  readonly recordErrors?: readonly ProduceResponseRecordError[] | undefined;
  readonly errorMessage?: string | null | undefined;
  readonly currentLeader?: ProduceResponseLeaderInput | null | undefined;
}

export function decodeProduceResponsePartition(reader: ByteReader, version: number): ProduceResponsePartition {
  const flexible = version >= 9;
  const index = reader.int32();
  const errorCode = reader.int16();
  const baseOffset = readInt64(reader);
  const logAppendTimeMs = version >= 2 ? readInt64(reader) : -1;
  const logStartOffset = version >= 5 ? readInt64(reader) : -1;
  const recordErrors = version >= 8 ? readArray(reader, flexible, 5, () => decodeProduceResponseRecordError(reader, version)) : [];
  const errorMessage = version >= 8 ? readNullableString(reader, flexible) : null;
  let currentLeader: ProduceResponseLeader | null = null;
  if (flexible) readTags(reader, (tag) => {
    if (tag === 0) {
      currentLeader = decodeProduceResponseLeader(reader, version);
      return true;
    }
    return false;
  });
  return { index, errorCode, baseOffset, logAppendTimeMs, logStartOffset, recordErrors, errorMessage, currentLeader };
}

export function encodeProduceResponsePartition(writer: ByteWriter, value: ProduceResponsePartitionInput, version: number): void {
  const flexible = version >= 9;
  writer.int32(value.index);
  writer.int16(value.errorCode);
  writer.int64(value.baseOffset);
  if (version >= 2) writer.int64((value.logAppendTimeMs ?? -1));
  if (version >= 5) writer.int64((value.logStartOffset ?? -1));
  if (version >= 8) writeArray(writer, flexible, (value.recordErrors ?? []), (item) => encodeProduceResponseRecordError(writer, item, version));
  if (version >= 8) writeNullableString(writer, flexible, (value.errorMessage ?? null));
  if (flexible) {
    const tags: Tag[] = [];
    const currentLeader = value.currentLeader ?? null;
    if (version >= 10 && currentLeader !== null) tags.push([0, (inner) => encodeProduceResponseLeader(inner, currentLeader, version)]);
    writeTags(writer, tags);
  }
}

export interface ProduceResponseLeader {
  readonly leaderId: number;
  readonly leaderEpoch: number;
}

export interface ProduceResponseLeaderInput extends Omit<ProduceResponseLeader, "leaderId" | "leaderEpoch"> {
  readonly leaderId?: number | undefined;
  readonly leaderEpoch?: number | undefined;
}

export function decodeProduceResponseLeader(reader: ByteReader, version: number): ProduceResponseLeader {
  const flexible = version >= 9;
  const leaderId = reader.int32();
  const leaderEpoch = reader.int32();
  if (flexible) skipTags(reader);
  return { leaderId, leaderEpoch };
}

export function encodeProduceResponseLeader(writer: ByteWriter, value: ProduceResponseLeaderInput, version: number): void {
  const flexible = version >= 9;
  writer.int32((value.leaderId ?? -1));
  writer.int32((value.leaderEpoch ?? -1));
  if (flexible) writer.int8(0);
}

export interface ProduceResponseRecordError {
  readonly batchIndex: number;
  readonly message: string | null;
}

export function decodeProduceResponseRecordError(reader: ByteReader, version: number): ProduceResponseRecordError {
  const flexible = version >= 9;
  const batchIndex = reader.int32();
  const message = readNullableString(reader, flexible);
  if (flexible) skipTags(reader);
  return { batchIndex, message };
}

export function encodeProduceResponseRecordError(writer: ByteWriter, value: ProduceResponseRecordError, version: number): void {
  const flexible = version >= 9;
  writer.int32(value.batchIndex);
  writeNullableString(writer, flexible, value.message);
  if (flexible) writer.int8(0);
}
