// Made by scripts/generate.ts from definitions/32-describe-configs.ts; change that, then run `npm run generate`.
import type { ByteReader, ByteWriter } from "@millrace/core";
import { readArray, readBool, readNullableArray, readNullableString, readString, skipTags, writeArray, writeBool, writeNullableArray, writeNullableString, writeString } from "../protocol/primitives.ts";

export interface DescribeConfigsRequest {
  readonly resources: readonly DescribeConfigsRequestResource[];
  readonly includeSynonyms: boolean;
  readonly includeDocumentation: boolean;
}

export interface DescribeConfigsRequestInput extends Omit<DescribeConfigsRequest, "includeSynonyms" | "includeDocumentation"> {
  readonly includeSynonyms?: boolean | undefined;
  readonly includeDocumentation?: boolean | undefined;
}

export function decodeDescribeConfigsRequest(reader: ByteReader, version: number): DescribeConfigsRequest {
  const flexible = version >= 4;
  const resources = readArray(reader, flexible, 3, () => decodeDescribeConfigsRequestResource(reader, version));
  const includeSynonyms = readBool(reader);
  const includeDocumentation = version >= 3 ? readBool(reader) : false;
  if (flexible) skipTags(reader);
  return { resources, includeSynonyms, includeDocumentation };
}

export function encodeDescribeConfigsRequest(writer: ByteWriter, value: DescribeConfigsRequestInput, version: number): void {
  const flexible = version >= 4;
  writeArray(writer, flexible, value.resources, (item) => encodeDescribeConfigsRequestResource(writer, item, version));
  writeBool(writer, (value.includeSynonyms ?? false));
  if (version >= 3) writeBool(writer, (value.includeDocumentation ?? false));
  if (flexible) writer.int8(0);
}

export interface DescribeConfigsRequestResource {
  readonly resourceType: number;
  readonly resourceName: string;
  readonly configurationKeys: readonly string[] | null;
}

export function decodeDescribeConfigsRequestResource(reader: ByteReader, version: number): DescribeConfigsRequestResource {
  const flexible = version >= 4;
  const resourceType = reader.int8();
  const resourceName = readString(reader, flexible);
  const configurationKeys = readNullableArray(reader, flexible, 1, () => readString(reader, flexible));
  if (flexible) skipTags(reader);
  return { resourceType, resourceName, configurationKeys };
}

export function encodeDescribeConfigsRequestResource(writer: ByteWriter, value: DescribeConfigsRequestResource, version: number): void {
  const flexible = version >= 4;
  writer.int8(value.resourceType);
  writeString(writer, flexible, value.resourceName);
  writeNullableArray(writer, flexible, value.configurationKeys, (item) => writeString(writer, flexible, item));
  if (flexible) writer.int8(0);
}

export interface DescribeConfigsResponse {
  readonly throttleTimeMs: number;
  readonly results: readonly DescribeConfigsResponseResult[];
}

export interface DescribeConfigsResponseInput extends Omit<DescribeConfigsResponse, "throttleTimeMs" | "results"> {
  readonly throttleTimeMs?: number | undefined;
  readonly results: readonly DescribeConfigsResponseResultInput[];
}

export function decodeDescribeConfigsResponse(reader: ByteReader, version: number): DescribeConfigsResponse {
  const flexible = version >= 4;
  const throttleTimeMs = reader.int32();
  const results = readArray(reader, flexible, 6, () => decodeDescribeConfigsResponseResult(reader, version));
  if (flexible) skipTags(reader);
  return { throttleTimeMs, results };
}

export function encodeDescribeConfigsResponse(writer: ByteWriter, value: DescribeConfigsResponseInput, version: number): void {
  const flexible = version >= 4;
  writer.int32((value.throttleTimeMs ?? 0));
  writeArray(writer, flexible, value.results, (item) => encodeDescribeConfigsResponseResult(writer, item, version));
  if (flexible) writer.int8(0);
}

export interface DescribeConfigsResponseResult {
  readonly errorCode: number;
  readonly errorMessage: string | null;
  readonly resourceType: number;
  readonly resourceName: string;
  readonly configs: readonly DescribeConfigsResponseConfig[];
}

export interface DescribeConfigsResponseResultInput extends Omit<DescribeConfigsResponseResult, "configs"> {
  readonly configs: readonly DescribeConfigsResponseConfigInput[];
}

export function decodeDescribeConfigsResponseResult(reader: ByteReader, version: number): DescribeConfigsResponseResult {
  const flexible = version >= 4;
  const errorCode = reader.int16();
  const errorMessage = readNullableString(reader, flexible);
  const resourceType = reader.int8();
  const resourceName = readString(reader, flexible);
  const configs = readArray(reader, flexible, 6, () => decodeDescribeConfigsResponseConfig(reader, version));
  if (flexible) skipTags(reader);
  return { errorCode, errorMessage, resourceType, resourceName, configs };
}

export function encodeDescribeConfigsResponseResult(writer: ByteWriter, value: DescribeConfigsResponseResultInput, version: number): void {
  const flexible = version >= 4;
  writer.int16(value.errorCode);
  writeNullableString(writer, flexible, value.errorMessage);
  writer.int8(value.resourceType);
  writeString(writer, flexible, value.resourceName);
  writeArray(writer, flexible, value.configs, (item) => encodeDescribeConfigsResponseConfig(writer, item, version));
  if (flexible) writer.int8(0);
}

export interface DescribeConfigsResponseConfig {
  readonly name: string;
  readonly value: string | null;
  readonly readOnly: boolean;
  readonly configSource: number;
  readonly isSensitive: boolean;
  readonly synonyms: readonly DescribeConfigsResponseSynonym[];
  readonly configType: number;
  readonly documentation: string | null;
}

export interface DescribeConfigsResponseConfigInput extends Omit<DescribeConfigsResponseConfig, "configSource" | "isSensitive" | "synonyms" | "configType" | "documentation"> {
  readonly configSource?: number | undefined;
  readonly isSensitive?: boolean | undefined;
  readonly synonyms?: readonly DescribeConfigsResponseSynonym[] | undefined;
  readonly configType?: number | undefined;
  readonly documentation?: string | null | undefined;
}

export function decodeDescribeConfigsResponseConfig(reader: ByteReader, version: number): DescribeConfigsResponseConfig {
  const flexible = version >= 4;
  const name = readString(reader, flexible);
  const value = readNullableString(reader, flexible);
  const readOnly = readBool(reader);
  const configSource = reader.int8();
  const isSensitive = readBool(reader);
  const synonyms = readArray(reader, flexible, 3, () => decodeDescribeConfigsResponseSynonym(reader, version));
  const configType = version >= 3 ? reader.int8() : 0;
  const documentation = version >= 3 ? readNullableString(reader, flexible) : null;
  if (flexible) skipTags(reader);
  return { name, value, readOnly, configSource, isSensitive, synonyms, configType, documentation };
}

export function encodeDescribeConfigsResponseConfig(writer: ByteWriter, value: DescribeConfigsResponseConfigInput, version: number): void {
  const flexible = version >= 4;
  writeString(writer, flexible, value.name);
  writeNullableString(writer, flexible, value.value);
  writeBool(writer, value.readOnly);
  writer.int8((value.configSource ?? -1));
  writeBool(writer, (value.isSensitive ?? false));
  writeArray(writer, flexible, (value.synonyms ?? []), (item) => encodeDescribeConfigsResponseSynonym(writer, item, version));
  if (version >= 3) writer.int8((value.configType ?? 0));
  if (version >= 3) writeNullableString(writer, flexible, (value.documentation ?? null));
  if (flexible) writer.int8(0);
}

export interface DescribeConfigsResponseSynonym {
  readonly name: string;
  readonly value: string | null;
  readonly source: number;
}

export function decodeDescribeConfigsResponseSynonym(reader: ByteReader, version: number): DescribeConfigsResponseSynonym {
  const flexible = version >= 4;
  const name = readString(reader, flexible);
  const value = readNullableString(reader, flexible);
  const source = reader.int8();
  if (flexible) skipTags(reader);
  return { name, value, source };
}

export function encodeDescribeConfigsResponseSynonym(writer: ByteWriter, value: DescribeConfigsResponseSynonym, version: number): void {
  const flexible = version >= 4;
  writeString(writer, flexible, value.name);
  writeNullableString(writer, flexible, value.value);
  writer.int8(value.source);
  if (flexible) writer.int8(0);
}
