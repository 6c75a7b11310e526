// Made by scripts/generate.ts from definitions/35-describe-log-dirs.ts; change that, then run `npm run generate`.
import type { ByteReader, ByteWriter } from "@millrace/core";
import { readArray, readBool, readInt64, readNullableArray, readString, skipTags, writeArray, writeBool, writeNullableArray, writeString } from "../protocol/primitives.ts";

export interface DescribeLogDirsRequest {
  readonly topics: readonly DescribeLogDirsRequestTopic[] | null;
}

export function decodeDescribeLogDirsRequest(reader: ByteReader, version: number): DescribeLogDirsRequest {
  const flexible = version >= 2;
  const topics = readNullableArray(reader, flexible, 2, () => decodeDescribeLogDirsRequestTopic(reader, version));
  if (flexible) skipTags(reader);
  return { topics };
}

export function encodeDescribeLogDirsRequest(writer: ByteWriter, value: DescribeLogDirsRequest, version: number): void {
  const flexible = version >= 2;
  writeNullableArray(writer, flexible, value.topics, (item) => encodeDescribeLogDirsRequestTopic(writer, item, version));
  if (flexible) writer.int8(0);
}

export interface DescribeLogDirsRequestTopic {
  readonly topic: string;
  readonly partitions: readonly number[];
}

export function decodeDescribeLogDirsRequestTopic(reader: ByteReader, version: number): DescribeLogDirsRequestTopic {
  const flexible = version >= 2;
  const topic = readString(reader, flexible);
  const partitions = readArray(reader, flexible, 4, () => reader.int32());
  if (flexible) skipTags(reader);
  return { topic, partitions };
}

export function encodeDescribeLogDirsRequestTopic(writer: ByteWriter, value: DescribeLogDirsRequestTopic, version: number): void {
  const flexible = version >= 2;
  writeString(writer, flexible, value.topic);
  writeArray(writer, flexible, value.partitions, (item) => writer.int32(item));
  if (flexible) writer.int8(0);
}

export interface DescribeLogDirsResponse {
  readonly throttleTimeMs: number;
  readonly errorCode: number;
  readonly results: readonly DescribeLogDirsResponseResult[];
}

export interface DescribeLogDirsResponseInput extends Omit<DescribeLogDirsResponse, "throttleTimeMs" | "errorCode" | "results"> {
  readonly throttleTimeMs?: number | undefined;
  readonly errorCode?: number | undefined;
  readonly results: readonly DescribeLogDirsResponseResultInput[];
}

export function decodeDescribeLogDirsResponse(reader: ByteReader, version: number): DescribeLogDirsResponse {
  const flexible = version >= 2;
  const throttleTimeMs = reader.int32();
  const errorCode = version >= 3 ? reader.int16() : 0;
  const results = readArray(reader, flexible, 4, () => decodeDescribeLogDirsResponseResult(reader, version));
  if (flexible) skipTags(reader);
  return { throttleTimeMs, errorCode, results };
}

export function encodeDescribeLogDirsResponse(writer: ByteWriter, value: DescribeLogDirsResponseInput, version: number): void {
  const flexible = version >= 2;
  writer.int32((value.throttleTimeMs ?? 0));
  if (version >= 3) writer.int16((value.errorCode ?? 0));
  writeArray(writer, flexible, value.results, (item) => encodeDescribeLogDirsResponseResult(writer, item, version));
  if (flexible) writer.int8(0);
}

export interface DescribeLogDirsResponseResult {
  readonly errorCode: number;
  readonly logDir: string;
  readonly topics: readonly DescribeLogDirsResponseTopic[];
  readonly totalBytes: number;
  readonly usableBytes: number;
  readonly isCordoned: boolean;
}

export interface DescribeLogDirsResponseResultInput extends Omit<DescribeLogDirsResponseResult, "totalBytes" | "usableBytes" | "isCordoned"> {
  readonly totalBytes?: number | undefined;
  readonly usableBytes?: number | undefined;
  readonly isCordoned?: boolean | undefined;
}

export function decodeDescribeLogDirsResponseResult(reader: ByteReader, version: number): DescribeLogDirsResponseResult {
  const flexible = version >= 2;
  const errorCode = reader.int16();
  const logDir = readString(reader, flexible);
  const topics = readArray(reader, flexible, 2, () => decodeDescribeLogDirsResponseTopic(reader, version));
  const totalBytes = version >= 4 ? readInt64(reader) : -1;
  const usableBytes = version >= 4 ? readInt64(reader) : -1;
  const isCordoned = version >= 5 ? readBool(reader) : false;
  if (flexible) skipTags(reader);
  return { errorCode, logDir, topics, totalBytes, usableBytes, isCordoned };
}

export function encodeDescribeLogDirsResponseResult(writer: ByteWriter, value: DescribeLogDirsResponseResultInput, version: number): void {
  const flexible = version >= 2;
  writer.int16(value.errorCode);
  writeString(writer, flexible, value.logDir);
  writeArray(writer, flexible, value.topics, (item) => encodeDescribeLogDirsResponseTopic(writer, item, version));
  if (version >= 4) writer.int64((value.totalBytes ?? -1));
  if (version >= 4) writer.int64((value.usableBytes ?? -1));
  if (version >= 5) writeBool(writer, (value.isCordoned ?? false));
  if (flexible) writer.int8(0);
}

export interface DescribeLogDirsResponseTopic {
  readonly name: string;
  readonly partitions: readonly DescribeLogDirsResponsePartition[];
}

export function decodeDescribeLogDirsResponseTopic(reader: ByteReader, version: number): DescribeLogDirsResponseTopic {
  const flexible = version >= 2;
  const name = readString(reader, flexible);
  const partitions = readArray(reader, flexible, 21, () => decodeDescribeLogDirsResponsePartition(reader, version));
  if (flexible) skipTags(reader);
  return { name, partitions };
}

export function encodeDescribeLogDirsResponseTopic(writer: ByteWriter, value: DescribeLogDirsResponseTopic, version: number): void {
  const flexible = version >= 2;
  writeString(writer, flexible, value.name);
  writeArray(writer, flexible, value.partitions, (item) => encodeDescribeLogDirsResponsePartition(writer, item, version));
  if (flexible) writer.int8(0);
}

export interface DescribeLogDirsResponsePartition {
  readonly partitionIndex: number;
  readonly partitionSize: number;
  readonly offsetLag: number;
  readonly isFutureKey: boolean;
}

export function decodeDescribeLogDirsResponsePartition(reader: ByteReader, version: number): DescribeLogDirsResponsePartition {
  const flexible = version >= 2;
  const partitionIndex = reader.int32();
  const partitionSize = readInt64(reader);
  const offsetLag = readInt64(reader);
  const isFutureKey = readBool(reader);
  if (flexible) skipTags(reader);
  return { partitionIndex, partitionSize, offsetLag, isFutureKey };
}

export function encodeDescribeLogDirsResponsePartition(writer: ByteWriter, value: DescribeLogDirsResponsePartition, version: number): void {
  const flexible = version >= 2;
  writer.int32(value.partitionIndex);
  writer.int64(value.partitionSize);
  writer.int64(value.offsetLag);
  writeBool(writer, value.isFutureKey);
  if (flexible) writer.int8(0);
}
