// Made by scripts/generate.ts from definitions/34-alter-replica-log-dirs.ts; change that, then run `npm run generate`.
import type { ByteReader, ByteWriter } from "@millrace/core";
import { readArray, readString, skipTags, writeArray, writeString } from "../protocol/primitives.ts";

export interface AlterReplicaLogDirsRequest {
  readonly dirs: readonly AlterReplicaLogDirsRequestDir[];
}

export function decodeAlterReplicaLogDirsRequest(reader: ByteReader, version: number): AlterReplicaLogDirsRequest {
  const flexible = version >= 2;
  const dirs = readArray(reader, flexible, 2, () => decodeAlterReplicaLogDirsRequestDir(reader, version));
  if (flexible) skipTags(reader);
  return { dirs };
}

export function encodeAlterReplicaLogDirsRequest(writer: ByteWriter, value: AlterReplicaLogDirsRequest, version: number): void {
  const flexible = version >= 2;
  writeArray(writer, flexible, value.dirs, (item) => encodeAlterReplicaLogDirsRequestDir(writer, item, version));
  if (flexible) writer.int8(0);
}

export interface AlterReplicaLogDirsRequestDir {
  readonly path: string;
  readonly topics: readonly AlterReplicaLogDirsRequestTopic[];
}

export function decodeAlterReplicaLogDirsRequestDir(reader: ByteReader, version: number): AlterReplicaLogDirsRequestDir {
  const flexible = version >= 2;
  const path = readString(reader, flexible);
  const topics = readArray(reader, flexible, 2, () => decodeAlterReplicaLogDirsRequestTopic(reader, version));
  if (flexible) skipTags(reader);
  return { path, topics };
}

export function encodeAlterReplicaLogDirsRequestDir(writer: ByteWriter, value: AlterReplicaLogDirsRequestDir, version: number): void {
  const flexible = version >= 2;
  writeString(writer, flexible, value.path);
  writeArray(writer, flexible, value.topics, (item) => encodeAlterReplicaLogDirsRequestTopic(writer, item, version));
  if (flexible) writer.int8(0);
}

export interface AlterReplicaLogDirsRequestTopic {
  readonly name: string;
  readonly partitions: readonly number[];
}

export function decodeAlterReplicaLogDirsRequestTopic(reader: ByteReader, version: number): AlterReplicaLogDirsRequestTopic {
  const flexible = version >= 2;
  const name = readString(reader, flexible);
  const partitions = readArray(reader, flexible, 4, () => reader.int32());
  if (flexible) skipTags(reader);
  return { name, partitions };
}

export function encodeAlterReplicaLogDirsRequestTopic(writer: ByteWriter, value: AlterReplicaLogDirsRequestTopic, version: number): void {
  const flexible = version >= 2;
  writeString(writer, flexible, value.name);
  writeArray(writer, flexible, value.partitions, (item) => writer.int32(item));
  if (flexible) writer.int8(0);
}

export interface AlterReplicaLogDirsResponse {
  readonly throttleTimeMs: number;
  readonly results: readonly AlterReplicaLogDirsResponseResult[];
}

export interface AlterReplicaLogDirsResponseInput extends Omit<AlterReplicaLogDirsResponse, "throttleTimeMs"> {
  readonly throttleTimeMs?: number | undefined;
}

export function decodeAlterReplicaLogDirsResponse(reader: ByteReader, version: number): AlterReplicaLogDirsResponse {
  const flexible = version >= 2;
  const throttleTimeMs = reader.int32();
  const results = readArray(reader, flexible, 2, () => decodeAlterReplicaLogDirsResponseResult(reader, version));
  if (flexible) skipTags(reader);
  return { throttleTimeMs, results };
}

export function encodeAlterReplicaLogDirsResponse(writer: ByteWriter, value: AlterReplicaLogDirsResponseInput, version: number): void {
  const flexible = version >= 2;
  writer.int32((value.throttleTimeMs ?? 0));
  writeArray(writer, flexible, value.results, (item) => encodeAlterReplicaLogDirsResponseResult(writer, item, version));
  if (flexible) writer.int8(0);
}

export interface AlterReplicaLogDirsResponseResult {
  readonly topicName: string;
  readonly partitions: readonly AlterReplicaLogDirsResponsePartition[];
}

export function decodeAlterReplicaLogDirsResponseResult(reader: ByteReader, version: number): AlterReplicaLogDirsResponseResult {
  const flexible = version >= 2;
  const topicName = readString(reader, flexible);
  const partitions = readArray(reader, flexible, 6, () => decodeAlterReplicaLogDirsResponsePartition(reader, version));
  if (flexible) skipTags(reader);
  return { topicName, partitions };
}

export function encodeAlterReplicaLogDirsResponseResult(writer: ByteWriter, value: AlterReplicaLogDirsResponseResult, version: number): void {
  const flexible = version >= 2;
  writeString(writer, flexible, value.topicName);
  writeArray(writer, flexible, value.partitions, (item) => encodeAlterReplicaLogDirsResponsePartition(writer, item, version));
  if (flexible) writer.int8(0);
}

export interface AlterReplicaLogDirsResponsePartition {
  readonly partitionIndex: number;
  readonly errorCode: number;
}

export function decodeAlterReplicaLogDirsResponsePartition(reader: ByteReader, version: number): AlterReplicaLogDirsResponsePartition {
  const flexible = version >= 2;
  const partitionIndex = reader.int32();
  const errorCode = reader.int16();
  if (flexible) skipTags(reader);
  return { partitionIndex, errorCode };
}

export function encodeAlterReplicaLogDirsResponsePartition(writer: ByteWriter, value: AlterReplicaLogDirsResponsePartition, version: number): void {
  const flexible = version >= 2;
  writer.int32(value.partitionIndex);
  writer.int16(value.errorCode);
  if (flexible) writer.int8(0);
}
