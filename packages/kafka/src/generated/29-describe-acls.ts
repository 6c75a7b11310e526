// Made by scripts/generate.ts from definitions/29-describe-acls.ts; change that, then run `npm run generate`.
import type { ByteReader, ByteWriter } from "@millrace/core";
import { readArray, readNullableString, readString, skipTags, writeArray, writeNullableString, writeString } from "../protocol/primitives.ts";

export interface DescribeAclsRequest {
  readonly resourceTypeFilter: number;
  readonly resourceNameFilter: string | null;
  readonly patternTypeFilter: number;
  readonly principalFilter: string | null;
  readonly hostFilter: string | null;
  readonly operation: number;
  readonly permissionType: number;
}

export interface DescribeAclsRequestInput extends Omit<DescribeAclsRequest, "patternTypeFilter"> {
  readonly patternTypeFilter?: number | undefined;
}

export function decodeDescribeAclsRequest(reader: ByteReader, version: number): DescribeAclsRequest {
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

export function encodeDescribeAclsRequest(writer: ByteWriter, value: DescribeAclsRequestInput, version: number): void {
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

export interface DescribeAclsResponse {
  readonly throttleTimeMs: number;
  readonly errorCode: number;
  readonly errorMessage: string | null;
  readonly resources: readonly DescribeAclsResponseResource[];
}

export interface DescribeAclsResponseInput extends Omit<DescribeAclsResponse, "throttleTimeMs" | "errorMessage" | "resources"> {
  readonly throttleTimeMs?: number | undefined;
  readonly errorMessage?: string | null | undefined;
  readonly resources: readonly DescribeAclsResponseResourceInput[];
}

export function decodeDescribeAclsResponse(reader: ByteReader, version: number): DescribeAclsResponse {
  const flexible = version >= 2;
  const throttleTimeMs = reader.int32();
  const errorCode = reader.int16();
  const errorMessage = readNullableString(reader, flexible);
  const resources = readArray(reader, flexible, 4, () => decodeDescribeAclsResponseResource(reader, version));
  if (flexible) skipTags(reader);
  return { throttleTimeMs, errorCode, errorMessage, resources };
}

export function encodeDescribeAclsResponse(writer: ByteWriter, value: DescribeAclsResponseInput, version: number): void {
  const flexible = version >= 2;
  writer.int32((value.throttleTimeMs ?? 0));
  writer.int16(value.errorCode);
  writeNullableString(writer, flexible, (value.errorMessage ?? null));
  writeArray(writer, flexible, value.resources, (item) => encodeDescribeAclsResponseResource(writer, item, version));
  if (flexible) writer.int8(0);
}

export interface DescribeAclsResponseResource {
  readonly resourceType: number;
  readonly resourceName: string;
  readonly patternType: number;
  readonly acls: readonly DescribeAclsResponseAcl[];
}

export interface DescribeAclsResponseResourceInput extends Omit<DescribeAclsResponseResource, "patternType"> {
  readonly patternType?: number | undefined;
}

export function decodeDescribeAclsResponseResource(reader: ByteReader, version: number): DescribeAclsResponseResource {
  const flexible = version >= 2;
  const resourceType = reader.int8();
  const resourceName = readString(reader, flexible);
  const patternType = reader.int8();
  const acls = readArray(reader, flexible, 4, () => decodeDescribeAclsResponseAcl(reader, version));
  if (flexible) skipTags(reader);
  return { resourceType, resourceName, patternType, acls };
}

export function encodeDescribeAclsResponseResource(writer: ByteWriter, value: DescribeAclsResponseResourceInput, version: number): void {
  const flexible = version >= 2;
  writer.int8(value.resourceType);
  writeString(writer, flexible, value.resourceName);
  writer.int8((value.patternType ?? 3));
  writeArray(writer, flexible, value.acls, (item) => encodeDescribeAclsResponseAcl(writer, item, version));
  if (flexible) writer.int8(0);
}

export interface DescribeAclsResponseAcl {
  readonly principal: string;
  readonly host: string;
  readonly operation: number;
  readonly permissionType: number;
}

export function decodeDescribeAclsResponseAcl(reader: ByteReader, version: number): DescribeAclsResponseAcl {
  const flexible = version >= 2;
  const principal = readString(reader, flexible);
  const host = readString(reader, flexible);
  const operation = reader.int8();
  const permissionType = reader.int8();
  if (flexible) skipTags(reader);
  return { principal, host, operation, permissionType };
}

export function encodeDescribeAclsResponseAcl(writer: ByteWriter, value: DescribeAclsResponseAcl, version: number): void {
  const flexible = version >= 2;
  writeString(writer, flexible, value.principal);
  writeString(writer, flexible, value.host);
  writer.int8(value.operation);
  writer.int8(value.permissionType);
  if (flexible) writer.int8(0);
}
