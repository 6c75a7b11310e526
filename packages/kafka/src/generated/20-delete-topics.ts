// Made by scripts/generate.ts from definitions/20-delete-topics.ts; change that, then run `npm run generate`.
import type { ByteReader, ByteWriter } from "@millrace/core";
import { readArray, readNullableString, readString, readUuid, required, skipTags, writeArray, writeNullableString, writeString, writeUuid, zeroUuid } from "../protocol/primitives.ts";

export interface DeleteTopicsRequest {
  readonly topics: readonly DeleteTopicsRequestTopic[];
  readonly topicNames: readonly string[];
  readonly timeoutMs: number;
}

export interface DeleteTopicsRequestInput extends Omit<DeleteTopicsRequest, "topicNames"> {
  readonly topicNames?: readonly string[] | undefined;
}

export function decodeDeleteTopicsRequest(reader: ByteReader, version: number): DeleteTopicsRequest {
  const flexible = version >= 4;
  const topics = version >= 6 ? readArray(reader, flexible, 17, () => decodeDeleteTopicsRequestTopic(reader, version)) : [];
  const topicNames = version <= 5 ? readArray(reader, flexible, 1, () => readString(reader, flexible)) : [];
  const timeoutMs = reader.int32();
  if (flexible) skipTags(reader);
  return { topics, topicNames, timeoutMs };
}

export function encodeDeleteTopicsRequest(writer: ByteWriter, value: DeleteTopicsRequestInput, version: number): void {
  const flexible = version >= 4;
  if (version >= 6) writeArray(writer, flexible, value.topics, (item) => encodeDeleteTopicsRequestTopic(writer, item, version));
  if (version <= 5) writeArray(writer, flexible, (value.topicNames ?? []), (item) => writeString(writer, flexible, item));
  writer.int32(value.timeoutMs);
  if (flexible) writer.int8(0);
}

export interface DeleteTopicsRequestTopic {
  readonly name: string | null;
  readonly topicId: Uint8Array;
}

export function decodeDeleteTopicsRequestTopic(reader: ByteReader, version: number): DeleteTopicsRequestTopic {
  const flexible = version >= 4;
  const name = readNullableString(reader, flexible);
  const topicId = readUuid(reader);
  if (flexible) skipTags(reader);
  return { name, topicId };
}

export function encodeDeleteTopicsRequestTopic(writer: ByteWriter, value: DeleteTopicsRequestTopic, version: number): void {
  const flexible = version >= 4;
  writeNullableString(writer, flexible, value.name);
  writeUuid(writer, value.topicId);
  if (flexible) writer.int8(0);
}

export interface DeleteTopicsResponse {
  readonly throttleTimeMs: number;
  readonly responses: readonly DeleteTopicsResponseTopic[];
}

export interface DeleteTopicsResponseInput extends Omit<DeleteTopicsResponse, "throttleTimeMs" | "responses"> {
  readonly throttleTimeMs?: number | undefined;
  readonly responses: readonly DeleteTopicsResponseTopicInput[];
}

export function decodeDeleteTopicsResponse(reader: ByteReader, version: number): DeleteTopicsResponse {
  const flexible = version >= 4;
  const throttleTimeMs = reader.int32();
  const responses = readArray(reader, flexible, 3, () => decodeDeleteTopicsResponseTopic(reader, version));
  if (flexible) skipTags(reader);
  return { throttleTimeMs, responses };
}

export function encodeDeleteTopicsResponse(writer: ByteWriter, value: DeleteTopicsResponseInput, version: number): void {
  const flexible = version >= 4;
  writer.int32((value.throttleTimeMs ?? 0));
  writeArray(writer, flexible, value.responses, (item) => encodeDeleteTopicsResponseTopic(writer, item, version));
  if (flexible) writer.int8(0);
}

export interface DeleteTopicsResponseTopic {
  readonly name: string | null;
  readonly topicId: Uint8Array;
  readonly errorCode: number;
  readonly errorMessage: string | null;
}

export interface DeleteTopicsResponseTopicInput extends Omit<DeleteTopicsResponseTopic, "errorMessage"> {
  readonly errorMessage?: string | null | undefined;
}

export function decodeDeleteTopicsResponseTopic(reader: ByteReader, version: number): DeleteTopicsResponseTopic {
  const flexible = version >= 4;
  const name = (version >= 6 ? readNullableString(reader, flexible) : readString(reader, flexible));
  const topicId = version >= 6 ? readUuid(reader) : zeroUuid;
  const errorCode = reader.int16();
  const errorMessage = version >= 5 ? readNullableString(reader, flexible) : null;
  if (flexible) skipTags(reader);
  return { name, topicId, errorCode, errorMessage };
}

export function encodeDeleteTopicsResponseTopic(writer: ByteWriter, value: DeleteTopicsResponseTopicInput, version: number): void {
  const flexible = version >= 4;
  if (version >= 6) writeNullableString(writer, flexible, value.name);
  else writeString(writer, flexible, required(value.name));
  if (version >= 6) writeUuid(writer, value.topicId);
  writer.int16(value.errorCode);
  if (version >= 5) writeNullableString(writer, flexible, (value.errorMessage ?? null));
  if (flexible) writer.int8(0);
}
