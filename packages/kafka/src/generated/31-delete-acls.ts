// Made by scripts/generate.ts from definitions/31-delete-acls.ts; change that, then run `npm run generate`.
import type { ByteReader, ByteWriter } from "@millrace/core";
import { readArray, readNullableString, readString, skipTags, writeArray, writeNullableString, writeString } from "../protocol/primitives.ts";

export interface DeleteAclsRequest {
  readonly filters: readonly DeleteAclsRequestFilter[];
}

export interface DeleteAclsRequestInput extends Omit<DeleteAclsRequest, "filters"> {
  readonly filters: readonly DeleteAclsRequestFilterInput[];
}

export function decodeDeleteAclsRequest(reader: ByteReader, version: number): DeleteAclsRequest {
  const flexible = version >= 2;
  const filters = readArray(reader, flexible, 7, () => decodeDeleteAclsRequestFilter(reader, version));
  if (flexible) skipTags(reader);
  return { filters };
}

export function encodeDeleteAclsRequest(writer: ByteWriter, value: DeleteAclsRequestInput, version: number): void {
  const flexible = version >= 2;
  writeArray(writer, flexible, value.filters, (item) => encodeDeleteAclsRequestFilter(writer, item, version));
  if (flexible) writer.int8(0);
}

export interface DeleteAclsRequestFilter {
  readonly resourceTypeFilter: number;
  readonly resourceNameFilter: string | null;
  readonly patternTypeFilter: number;
  readonly principalFilter: string | null;
  readonly hostFilter: string | null;
  readonly operation: number;
  readonly permissionType: number;
}

export interface DeleteAclsRequestFilterInput extends Omit<DeleteAclsRequestFilter, "patternTypeFilter"> {
  readonly patternTypeFilter?: number | undefined;
}

export function decodeDeleteAclsRequestFilter(reader: ByteReader, version: number): DeleteAclsRequestFilter {
  const flexible = version >= 2;
  const resourceTypeFilter = reader.int8();
  const resourceNameFilter = readNullableString(reader, flexible);
  const patternTypeFilter = reader.int8();
  const principalFilter = readNullableString(reader, flexible);
  const hostFilter = readNullableString(reader, flexible);
  const operation = reader.int8();
  const permissionType = reader.int8();
  if (flexible) skipTags(reader);
  return { resourceTypeFilter, resourceNameFilter, patternTypeFilter, principalFilter, hostFilter, operation, permissionType };
}

export function encodeDeleteAclsRequestFilter(writer: ByteWriter, value: DeleteAclsRequestFilterInput, version: number): void {
  const flexible = version >= 2;
  writer.int8(value.resourceTypeFilter);
  writeNullableString(writer, flexible, value.resourceNameFilter);
  writer.int8((value.patternTypeFilter ?? 3));
  writeNullableString(writer, flexible, value.principalFilter);
  writeNullableString(writer, flexible, value.hostFilter);
  writer.int8(value.operation);
  writer.int8(value.permissionType);
  if (flexible) writer.int8(0);
}

export interface DeleteAclsResponse {
  readonly throttleTimeMs: number;
  readonly filterResults: readonly DeleteAclsResponseFilterResult[];
}

export interface DeleteAclsResponseInput extends Omit<DeleteAclsResponse, "throttleTimeMs" | "filterResults"> {
  readonly throttleTimeMs?: number | undefined;
  readonly filterResults: readonly DeleteAclsResponseFilterResultInput[];
}

export function decodeDeleteAclsResponse(reader: ByteReader, version: number): DeleteAclsResponse {
  const flexible = version >= 2;
  const throttleTimeMs = reader.int32();
  const filterResults = readArray(reader, flexible, 4, () => decodeDeleteAclsResponseFilterResult(reader, version));
  if (flexible) skipTags(reader);
  return { throttleTimeMs, filterResults };
}

export function encodeDeleteAclsResponse(writer: ByteWriter, value: DeleteAclsResponseInput, version: number): void {
  const flexible = version >= 2;
  writer.int32((value.throttleTimeMs ?? 0));
  writeArray(writer, flexible, value.filterResults, (item) => encodeDeleteAclsResponseFilterResult(writer, item, version));
  if (flexible) writer.int8(0);
}

export interface DeleteAclsResponseFilterResult {
  readonly errorCode: number;
  readonly errorMessage: string | null;
  readonly matchingAcls: readonly DeleteAclsResponseMatchingAcl[];
}

export interface DeleteAclsResponseFilterResultInput extends Omit<DeleteAclsResponseFilterResult, "errorMessage" | "matchingAcls"> {
  readonly errorMessage?: string | null | undefined;
  readonly matchingAcls: readonly DeleteAclsResponseMatchingAclInput[];
}

export function decodeDeleteAclsResponseFilterResult(reader: ByteReader, version: number): DeleteAclsResponseFilterResult {
  const flexible = version >= 2;
  const errorCode = reader.int16();
  const errorMessage = readNullableString(reader, flexible);
  const matchingAcls = readArray(reader, flexible, 10, () => decodeDeleteAclsResponseMatchingAcl(reader, version));
  if (flexible) skipTags(reader);
  return { errorCode, errorMessage, matchingAcls };
}

export function encodeDeleteAclsResponseFilterResult(writer: ByteWriter, value: DeleteAclsResponseFilterResultInput, version: number): void {
  const flexible = version >= 2;
  writer.int16(value.errorCode);
  writeNullableString(writer, flexible, (value.errorMessage ?? null));
  writeArray(writer, flexible, value.matchingAcls, (item) => encodeDeleteAclsResponseMatchingAcl(writer, item, version));
  if (flexible) writer.int8(0);
}

export interface DeleteAclsResponseMatchingAcl {
  readonly errorCode: number;
  readonly errorMessage: string | null;
  readonly resourceType: number;
  readonly resourceName: string;
  readonly patternType: number;
  readonly principal: string;
  readonly host: string;
  readonly operation: number;
  readonly permissionType: number;
}

export interface DeleteAclsResponseMatchingAclInput extends Omit<DeleteAclsResponseMatchingAcl, "errorMessage" | "patternType"> {
  readonly errorMessage?: string | null | undefined;
  readonly patternType?: number | undefined;
}

export function decodeDeleteAclsResponseMatchingAcl(reader: ByteReader, version: number): DeleteAclsResponseMatchingAcl {
  const flexible = version >= 2;
  const errorCode = reader.int16();
  const errorMessage = readNullableString(reader, flexible);
  const resourceType = reader.int8();
  const resourceName = readString(reader, flexible);
  const patternType = reader.int8();
  const principal = readString(reader, flexible);
  const host = readString(reader, flexible);
  const operation = reader.int8();
  const permissionType = reader.int8();
  if (flexible) skipTags(reader);
  return { errorCode, errorMessage, resourceType, resourceName, patternType, principal, host, operation, permissionType };
}

export function encodeDeleteAclsResponseMatchingAcl(writer: ByteWriter, value: DeleteAclsResponseMatchingAclInput, version: number): void {
  const flexible = version >= 2;
  writer.int16(value.errorCode);
  writeNullableString(writer, flexible, (value.errorMessage ?? null));
  writer.int8(value.resourceType);
  writeString(writer, flexible, value.resourceName);
  writer.int8((value.patternType ?? 3));
  writeString(writer, flexible, value.principal);
  writeString(writer, flexible, value.host);
  writer.int8(value.operation);
  writer.int8(value.permissionType);
  if (flexible) writer.int8(0);
}
