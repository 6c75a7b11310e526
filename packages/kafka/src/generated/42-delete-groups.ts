// Made by scripts/generate.ts from definitions/42-delete-groups.ts; change that, then run `npm run generate`.
import type { ByteReader, ByteWriter } from "@millrace/core";
import { readArray, readString, skipTags, writeArray, writeString } from "../protocol/primitives.ts";

export interface DeleteGroupsRequest {
  readonly groupIds: readonly string[];
}

export function decodeDeleteGroupsRequest(reader: ByteReader, version: number): DeleteGroupsRequest {
  const flexible = version >= 2;
  const groupIds = readArray(reader, flexible, 1, () => readString(reader, flexible));
  if (flexible) skipTags(reader);
  return { groupIds };
}

export function encodeDeleteGroupsRequest(writer: ByteWriter, value: DeleteGroupsRequest, version: number): void {
  const flexible = version >= 2;
  writeArray(writer, flexible, value.groupIds, (item) => writeString(writer, flexible, item));
  if (flexible) writer.int8(0);
}

export interface DeleteGroupsResponse {
  readonly throttleTimeMs: number;
  readonly results: readonly DeleteGroupsResponseResult[];
}

export interface DeleteGroupsResponseInput extends Omit<DeleteGroupsResponse, "throttleTimeMs"> {
  readonly throttleTimeMs?: number | undefined;
}

export function decodeDeleteGroupsResponse(reader: ByteReader, version: number): DeleteGroupsResponse {
  const flexible = version >= 2;
  const throttleTimeMs = reader.int32();
  const results = readArray(reader, flexible, 3, () => decodeDeleteGroupsResponseResult(reader, version));
  if (flexible) skipTags(reader);
  return { throttleTimeMs, results };
}

export function encodeDeleteGroupsResponse(writer: ByteWriter, value: DeleteGroupsResponseInput, version: number): void {
  const flexible = version >= 2;
  writer.int32((value.throttleTimeMs ?? 0));
  writeArray(writer, flexible, value.results, (item) => encodeDeleteGroupsResponseResult(writer, item, version));
  if (flexible) writer.int8(0);
}

export interface DeleteGroupsResponseResult {
  readonly groupId: string;
  readonly errorCode: number;
}

export function decodeDeleteGroupsResponseResult(reader: ByteReader, version: number): DeleteGroupsResponseResult {
  const flexible = version >= 2;
  const groupId = readString(reader, flexible);
  const errorCode = reader.int16();
  if (flexible) skipTags(reader);
  return { groupId, errorCode };
}

export function encodeDeleteGroupsResponseResult(writer: ByteWriter, value: DeleteGroupsResponseResult, version: number): void {
  const flexible = version >= 2;
  writeString(writer, flexible, value.groupId);
  writer.int16(value.errorCode);
  if (flexible) writer.int8(0);
}
