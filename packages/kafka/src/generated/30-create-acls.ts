// Made by scripts/generate.ts from definitions/30-create-acls.ts; change that, then run `npm run generate`.
import type { ByteReader, ByteWriter } from "@millrace/core";
import { readArray, readNullableString, readString, skipTags, writeArray, writeNullableString, writeString } from "../protocol/primitives.ts";

export interface CreateAclsRequest {
  readonly creations: readonly CreateAclsRequestCreation[];
}

export interface CreateAclsRequestInput extends Omit<CreateAclsRequest, "creations"> {
  readonly creations: readonly CreateAclsRequestCreationInput[];
}

export function decodeCreateAclsRequest(reader: ByteReader, version: number): CreateAclsRequest {
  const flexible = version >= 2;
  const creations = readArray(reader, flexible, 7, () => decodeCreateAclsRequestCreation(reader, version));
  if (flexible) skipTags(reader);
  return { creations };
}

export function encodeCreateAclsRequest(writer: ByteWriter, value: CreateAclsRequestInput, version: number): void {
  const flexible = version >= 2;
  writeArray(writer, flexible, value.creations, (item) => encodeCreateAclsRequestCreation(writer, item, version));
  if (flexible) writer.int8(0);
}

export interface CreateAclsRequestCreation {
  readonly resourceType: number;
  readonly resourceName: string;
  readonly resourcePatternType: number;
  readonly principal: string;
  readonly host: string;
  readonly operation: number;
  readonly permissionType: number;
}

export interface CreateAclsRequestCreationInput extends Omit<CreateAclsRequestCreation, "resourcePatternType"> {
  readonly resourcePatternType?: number | undefined;
}

export function decodeCreateAclsRequestCreation(reader: ByteReader, version: number): CreateAclsRequestCreation {
  const flexible = version >= 2;
  const resourceType = reader.int8();
  const resourceName = readString(reader, flexible);
  const resourcePatternType = reader.int8();
  const principal = readString(reader, flexible);
  const host = readString(reader, flexible);
  const operation = reader.int8();
  const permissionType = reader.int8();
  if (flexible) skipTags(reader);
  return { resourceType, resourceName, resourcePatternType, principal, host, operation, permissionType };
}

export function encodeCreateAclsRequestCreation(writer: ByteWriter, value: CreateAclsRequestCreationInput, version: number): void {
  const flexible = version >= 2;
  writer.int8(value.resourceType);
  writeString(writer, flexible, value.resourceName);
  writer.int8((value.resourcePatternType ?? 3));
  writeString(writer, flexible, value.principal);
  writeString(writer, flexible, value.host);
  writer.int8(value.operation);
  writer.int8(value.permissionType);
  if (flexible) writer.int8(0);
}

export interface CreateAclsResponse {
  readonly throttleTimeMs: number;
  readonly results: readonly CreateAclsResponseResult[];
}

export interface CreateAclsResponseInput extends Omit<CreateAclsResponse, "throttleTimeMs" | "results"> {
  readonly throttleTimeMs?: number | undefined;
  readonly results: readonly CreateAclsResponseResultInput[];
}

export function decodeCreateAclsResponse(reader: ByteReader, version: number): CreateAclsResponse {
  const flexible = version >= 2;
  const throttleTimeMs = reader.int32();
  const results = readArray(reader, flexible, 3, () => decodeCreateAclsResponseResult(reader, version));
  if (flexible) skipTags(reader);
  return { throttleTimeMs, results };
}

export function encodeCreateAclsResponse(writer: ByteWriter, value: CreateAclsResponseInput, version: number): void {
  const flexible = version >= 2;
  writer.int32((value.throttleTimeMs ?? 0));
  writeArray(writer, flexible, value.results, (item) => encodeCreateAclsResponseResult(writer, item, version));
  if (flexible) writer.int8(0);
}

export interface CreateAclsResponseResult {
  readonly errorCode: number;
  readonly errorMessage: string | null;
}

export interface CreateAclsResponseResultInput extends Omit<CreateAclsResponseResult, "errorMessage"> {
  readonly errorMessage?: string | null | undefined;
}

export function decodeCreateAclsResponseResult(reader: ByteReader, version: number): CreateAclsResponseResult {
  const flexible = version >= 2;
  const errorCode = reader.int16();
  const errorMessage = readNullableString(reader, flexible);
  if (flexible) skipTags(reader);
  return { errorCode, errorMessage };
}

export function encodeCreateAclsResponseResult(writer: ByteWriter, value: CreateAclsResponseResultInput, version: number): void {
  const flexible = version >= 2;
  writer.int16(value.errorCode);
  writeNullableString(writer, flexible, (value.errorMessage ?? null));
  if (flexible) writer.int8(0);
}
