// Made by scripts/generate.ts from definitions/44-incremental-alter-configs.ts; change that, then run `npm run generate`.
import type { ByteReader, ByteWriter } from "@millrace/core";
import { readArray, readBool, readNullableString, readString, skipTags, writeArray, writeBool, writeNullableString, writeString } from "../protocol/primitives.ts";

export interface IncrementalAlterConfigsRequest {
  readonly resources: readonly IncrementalAlterConfigsRequestResource[];
  readonly validateOnly: boolean;
}

export interface IncrementalAlterConfigsRequestInput extends Omit<IncrementalAlterConfigsRequest, "validateOnly"> {
  readonly validateOnly?: boolean | undefined;
}

export function decodeIncrementalAlterConfigsRequest(reader: ByteReader, version: number): IncrementalAlterConfigsRequest {
  const flexible = version >= 1;
  const resources = readArray(reader, flexible, 3, () => decodeIncrementalAlterConfigsRequestResource(reader, version));
  const validateOnly = readBool(reader);
  if (flexible) skipTags(reader);
  return { resources, validateOnly };
}

export function encodeIncrementalAlterConfigsRequest(writer: ByteWriter, value: IncrementalAlterConfigsRequestInput, version: number): void {
  const flexible = version >= 1;
  writeArray(writer, flexible, value.resources, (item) => encodeIncrementalAlterConfigsRequestResource(writer, item, version));
  writeBool(writer, (value.validateOnly ?? false));
  if (flexible) writer.int8(0);
}

export interface IncrementalAlterConfigsRequestResource {
  readonly resourceType: number;
  readonly resourceName: string;
  readonly configs: readonly IncrementalAlterConfigsRequestConfig[];
}

export function decodeIncrementalAlterConfigsRequestResource(reader: ByteReader, version: number): IncrementalAlterConfigsRequestResource {
  const flexible = version >= 1;
  const resourceType = reader.int8();
  const resourceName = readString(reader, flexible);
  const configs = readArray(reader, flexible, 3, () => decodeIncrementalAlterConfigsRequestConfig(reader, version));
  if (flexible) skipTags(reader);
  return { resourceType, resourceName, configs };
}

export function encodeIncrementalAlterConfigsRequestResource(writer: ByteWriter, value: IncrementalAlterConfigsRequestResource, version: number): void {
  const flexible = version >= 1;
  writer.int8(value.resourceType);
  writeString(writer, flexible, value.resourceName);
  writeArray(writer, flexible, value.configs, (item) => encodeIncrementalAlterConfigsRequestConfig(writer, item, version));
  if (flexible) writer.int8(0);
}

export interface IncrementalAlterConfigsRequestConfig {
  readonly name: string;
  readonly configOperation: number;
  readonly value: string | null;
}

export function decodeIncrementalAlterConfigsRequestConfig(reader: ByteReader, version: number): IncrementalAlterConfigsRequestConfig {
  const flexible = version >= 1;
  const name = readString(reader, flexible);
  const configOperation = reader.int8();
  const value = readNullableString(reader, flexible);
  if (flexible) skipTags(reader);
  return { name, configOperation, value };
}

export function encodeIncrementalAlterConfigsRequestConfig(writer: ByteWriter, value: IncrementalAlterConfigsRequestConfig, version: number): void {
  const flexible = version >= 1;
  writeString(writer, flexible, value.name);
  writer.int8(value.configOperation);
  writeNullableString(writer, flexible, value.value);
  if (flexible) writer.int8(0);
}

export interface IncrementalAlterConfigsResponse {
  readonly throttleTimeMs: number;
  readonly responses: readonly IncrementalAlterConfigsResponseResource[];
}

export interface IncrementalAlterConfigsResponseInput extends Omit<IncrementalAlterConfigsResponse, "throttleTimeMs"> {
  readonly throttleTimeMs?: number | undefined;
}

export function decodeIncrementalAlterConfigsResponse(reader: ByteReader, version: number): IncrementalAlterConfigsResponse {
  const flexible = version >= 1;
  const throttleTimeMs = reader.int32();
  const responses = readArray(reader, flexible, 5, () => decodeIncrementalAlterConfigsResponseResource(reader, version));
  if (flexible) skipTags(reader);
  return { throttleTimeMs, responses };
}

export function encodeIncrementalAlterConfigsResponse(writer: ByteWriter, value: IncrementalAlterConfigsResponseInput, version: number): void {
  const flexible = version >= 1;
  writer.int32((value.throttleTimeMs ?? 0));
  writeArray(writer, flexible, value.responses, (item) => encodeIncrementalAlterConfigsResponseResource(writer, item, version));
  if (flexible) writer.int8(0);
}

export interface IncrementalAlterConfigsResponseResource {
  readonly errorCode: number;
  readonly errorMessage: string | null;
  readonly resourceType: number;
  readonly resourceName: string;
}

export function decodeIncrementalAlterConfigsResponseResource(reader: ByteReader, version: number): IncrementalAlterConfigsResponseResource {
  const flexible = version >= 1;
  const errorCode = reader.int16();
  const errorMessage = readNullableString(reader, flexible);
  const resourceType = reader.int8();
  const resourceName = readString(reader, flexible);
  if (flexible) skipTags(reader);
  return { errorCode, errorMessage, resourceType, resourceName };
}

export function encodeIncrementalAlterConfigsResponseResource(writer: ByteWriter, value: IncrementalAlterConfigsResponseResource, version: number): void {
  const flexible = version >= 1;
  writer.int16(value.errorCode);
  writeNullableString(writer, flexible, value.errorMessage);
  writer.int8(value.resourceType);
  writeString(writer, flexible, value.resourceName);
  if (flexible) writer.int8(0);
}
