// Made by scripts/generate.ts from definitions/37-create-partitions.ts; change that, then run `npm run generate`.
import type { ByteReader, ByteWriter } from "@millrace/core";
import { readArray, readBool, readNullableArray, readNullableString, readString, skipTags, writeArray, writeBool, writeNullableArray, writeNullableString, writeString } from "../protocol/primitives.ts";

export interface CreatePartitionsRequest {
  readonly topics: readonly CreatePartitionsRequestTopic[];
  readonly timeoutMs: number;
  readonly validateOnly: boolean;
}

export function decodeCreatePartitionsRequest(reader: ByteReader, version: number): CreatePartitionsRequest {
  const flexible = version >= 2;
  const topics = readArray(reader, flexible, 6, () => decodeCreatePartitionsRequestTopic(reader, version));
  const timeoutMs = reader.int32();
  const validateOnly = readBool(reader);
  if (flexible) skipTags(reader);
  return { topics, timeoutMs, validateOnly };
}

export function encodeCreatePartitionsRequest(writer: ByteWriter, value: CreatePartitionsRequest, version: number): void {
  const flexible = version >= 2;
  writeArray(writer, flexible, value.topics, (item) => encodeCreatePartitionsRequestTopic(writer, item, version));
  writer.int32(value.timeoutMs);
  writeBool(writer, value.validateOnly);
  if (flexible) writer.int8(0);
}

export interface CreatePartitionsRequestTopic {
  readonly name: string;
  readonly count: number;
  readonly assignments: readonly CreatePartitionsRequestAssignment[] | null;
}

export function decodeCreatePartitionsRequestTopic(reader: ByteReader, version: number): CreatePartitionsRequestTopic {
  const flexible = version >= 2;
  const name = readString(reader, flexible);
  const count = reader.int32();
  const assignments = readNullableArray(reader, flexible, 1, () => decodeCreatePartitionsRequestAssignment(reader, version));
  if (flexible) skipTags(reader);
  return { name, count, assignments };
}

export function encodeCreatePartitionsRequestTopic(writer: ByteWriter, value: CreatePartitionsRequestTopic, version: number): void {
  const flexible = version >= 2;
  writeString(writer, flexible, value.name);
  writer.int32(value.count);
  writeNullableArray(writer, flexible, value.assignments, (item) => encodeCreatePartitionsRequestAssignment(writer, item, version));
  if (flexible) writer.int8(0);
}

export interface CreatePartitionsRequestAssignment {
  readonly brokerIds: readonly number[];
}

export function decodeCreatePartitionsRequestAssignment(reader: ByteReader, version: number): CreatePartitionsRequestAssignment {
  const flexible = version >= 2;
  const brokerIds = readArray(reader, flexible, 4, () => reader.int32());
  if (flexible) skipTags(reader);
  return { brokerIds };
}

export function encodeCreatePartitionsRequestAssignment(writer: ByteWriter, value: CreatePartitionsRequestAssignment, version: number): void {
  const flexible = version >= 2;
  writeArray(writer, flexible, value.brokerIds, (item) => writer.int32(item));
  if (flexible) writer.int8(0);
}

export interface CreatePartitionsResponse {
  readonly throttleTimeMs: number;
  readonly results: readonly CreatePartitionsResponseResult[];
}

export interface CreatePartitionsResponseInput extends Omit<CreatePartitionsResponse, "throttleTimeMs" | "results"> {
  readonly throttleTimeMs?: number | undefined;
  readonly results: readonly CreatePartitionsResponseResultInput[];
}

export function decodeCreatePartitionsResponse(reader: ByteReader, version: number): CreatePartitionsResponse {
  const flexible = version >= 2;
  const throttleTimeMs = reader.int32();
  const results = readArray(reader, flexible, 4, () => decodeCreatePartitionsResponseResult(reader, version));
  if (flexible) skipTags(reader);
  return { throttleTimeMs, results };
}

export function encodeCreatePartitionsResponse(writer: ByteWriter, value: CreatePartitionsResponseInput, version: number): void {
  const flexible = version >= 2;
  writer.int32((value.throttleTimeMs ?? 0));
  writeArray(writer, flexible, value.results, (item) => encodeCreatePartitionsResponseResult(writer, item, version));
  if (flexible) writer.int8(0);
}

export interface CreatePartitionsResponseResult {
  readonly name: string;
  readonly errorCode: number;
  readonly errorMessage: string | null;
}

export interface CreatePartitionsResponseResultInput extends Omit<CreatePartitionsResponseResult, "errorMessage"> {
  readonly errorMessage?: string | null | undefined;
}

export function decodeCreatePartitionsResponseResult(reader: ByteReader, version: number): CreatePartitionsResponseResult {
  const flexible = version >= 2;
  const name = readString(reader, flexible);
  const errorCode = reader.int16();
  const errorMessage = readNullableString(reader, flexible);
  if (flexible) skipTags(reader);
  return { name, errorCode, errorMessage };
}

export function encodeCreatePartitionsResponseResult(writer: ByteWriter, value: CreatePartitionsResponseResultInput, version: number): void {
  const flexible = version >= 2;
  writeString(writer, flexible, value.name);
  writer.int16(value.errorCode);
  writeNullableString(writer, flexible, (value.errorMessage ?? null));
  if (flexible) writer.int8(0);
}
