// Made by scripts/generate.ts from definitions/33-alter-configs.ts; change that, then run `npm run generate`.
import type { ByteReader, ByteWriter } from "@millrace/core";
import { readArray, readBool, readNullableString, readString, skipTags, writeArray, writeBool, writeNullableString, writeString } from "../protocol/primitives.ts";

export interface AlterConfigsRequest {
  readonly resources: readonly AlterConfigsRequestResource[];
  readonly validateOnly: boolean;
}

export interface AlterConfigsRequestInput extends Omit<AlterConfigsRequest, "validateOnly"> {
  readonly validateOnly?: boolean | undefined;
}

export function decodeAlterConfigsRequest(reader: ByteReader, version: number): AlterConfigsRequest {
  const flexible = version >= 2;
  const resources = readArray(reader, flexible, 3, () => decodeAlterConfigsRequestResource(reader, version));
  const validateOnly = readBool(reader);
  if (flexible) skipTags(reader);
  return { resources, validateOnly };
}

export function encodeAlterConfigsRequest(writer: ByteWriter, value: AlterConfigsRequestInput, version: number): void {
  const flexible = version >= 2;
  writeArray(writer, flexible, value.resources, (item) => encodeAlterConfigsRequestResource(writer, item, version));
  writeBool(writer, (value.validateOnly ?? false));
  if (flexible) writer.int8(0);
}

export interface AlterConfigsRequestResource {
  readonly resourceType: number;
  readonly resourceName: string;
  readonly configs: readonly AlterConfigsRequestConfig[];
}

export function decodeAlterConfigsRequestResource(reader: ByteReader, version: number): AlterConfigsRequestResource {
  const flexible = version >= 2;
  const resourceType = reader.int8();
  const resourceName = readString(reader, flexible);
  const configs = readArray(reader, flexible, 2, () => decodeAlterConfigsRequestConfig(reader, version));
  if (flexible) skipTags(reader);
  return { resourceType, resourceName, configs };
}

export function encodeAlterConfigsRequestResource(writer: ByteWriter, value: AlterConfigsRequestResource, version: number): void {
  const flexible = version >= 2;
  writer.int8(value.resourceType);
  writeString(writer, flexible, value.resourceName);
  writeArray(writer, flexible, value.configs, (item) => encodeAlterConfigsRequestConfig(writer, item, version));
  if (flexible) writer.int8(0);
}

export interface AlterConfigsRequestConfig {
  readonly name: string;
  readonly value: string | null;
}

export function decodeAlterConfigsRequestConfig(reader: ByteReader, version: number): AlterConfigsRequestConfig {
  const flexible = version >= 2;
  const name = readString(reader, flexible);
  const value = readNullableString(reader, flexible);
  if (flexible) skipTags(reader);
  return { name, value };
}

export function encodeAlterConfigsRequestConfig(writer: ByteWriter, value: AlterConfigsRequestConfig, version: number): void {
  const flexible = version >= 2;
  writeString(writer, flexible, value.name);
  writeNullableString(writer, flexible, value.value);
  if (flexible) writer.int8(0);
}

export interface AlterConfigsResponse {
  readonly throttleTimeMs: number;
  readonly responses: readonly AlterConfigsResponseResource[];
}

export interface AlterConfigsResponseInput extends Omit<AlterConfigsResponse, "throttleTimeMs"> {
  readonly throttleTimeMs?: number | undefined;
}

export function decodeAlterConfigsResponse(reader: ByteReader, version: number): AlterConfigsResponse {
  const flexible = version >= 2;
  const throttleTimeMs = reader.int32();
  const responses = readArray(reader, flexible, 5, () => decodeAlterConfigsResponseResource(reader, version));
  if (flexible) skipTags(reader);
  return { throttleTimeMs, responses };
}

export function encodeAlterConfigsResponse(writer: ByteWriter, value: AlterConfigsResponseInput, version: number): void {
  const flexible = version >= 2;
  writer.int32((value.throttleTimeMs ?? 0));
  writeArray(writer, flexible, value.responses, (item) => encodeAlterConfigsResponseResource(writer, item, version));
  if (flexible) writer.int8(0);
}

export interface AlterConfigsResponseResource {
  readonly errorCode: number;
  readonly errorMessage: string | null;
  readonly resourceType: number;
  readonly resourceName: string;
}

export function decodeAlterConfigsResponseResource(reader: ByteReader, version: number): AlterConfigsResponseResource {
  const flexible = version >= 2;
  const errorCode = reader.int16();
  const errorMessage = readNullableString(reader, flexible);
  const resourceType = reader.int8();
  const resourceName = readString(reader, flexible);
  if (flexible) skipTags(reader);
  return { errorCode, errorMessage, resourceType, resourceName };
}

export function encodeAlterConfigsResponseResource(writer: ByteWriter, value: AlterConfigsResponseResource, version: number): void {
  const flexible = version >= 2;
  writer.int16(value.errorCode);
  writeNullableString(writer, flexible, value.errorMessage);
  writer.int8(value.resourceType);
  writeString(writer, flexible, value.resourceName);
  if (flexible) writer.int8(0);
}
