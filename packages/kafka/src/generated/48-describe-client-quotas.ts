// Made by scripts/generate.ts from definitions/48-describe-client-quotas.ts; change that, then run `npm run generate`.
import type { ByteReader, ByteWriter } from "@millrace/core";
import { readArray, readBool, readNullableArray, readNullableString, readString, skipTags, writeArray, writeBool, writeNullableArray, writeNullableString, writeString } from "../protocol/primitives.ts";

export interface DescribeClientQuotasRequest {
  readonly components: readonly DescribeClientQuotasRequestComponent[];
  readonly strict: boolean;
}

export function decodeDescribeClientQuotasRequest(reader: ByteReader, version: number): DescribeClientQuotasRequest {
  const flexible = version >= 1;
  const components = readArray(reader, flexible, 3, () => decodeDescribeClientQuotasRequestComponent(reader, version));
  const strict = readBool(reader);
  if (flexible) skipTags(reader);
  return { components, strict };
}

export function encodeDescribeClientQuotasRequest(writer: ByteWriter, value: DescribeClientQuotasRequest, version: number): void {
  const flexible = version >= 1;
  writeArray(writer, flexible, value.components, (item) => encodeDescribeClientQuotasRequestComponent(writer, item, version));
  writeBool(writer, value.strict);
  if (flexible) writer.int8(0);
}

export interface DescribeClientQuotasRequestComponent {
  readonly entityType: string;
  readonly matchType: number;
  readonly match: string | null;
}

export function decodeDescribeClientQuotasRequestComponent(reader: ByteReader, version: number): DescribeClientQuotasRequestComponent {
  const flexible = version >= 1;
  const entityType = readString(reader, flexible);
  const matchType = reader.int8();
  const match = readNullableString(reader, flexible);
  if (flexible) skipTags(reader);
  return { entityType, matchType, match };
}

export function encodeDescribeClientQuotasRequestComponent(writer: ByteWriter, value: DescribeClientQuotasRequestComponent, version: number): void {
  const flexible = version >= 1;
  writeString(writer, flexible, value.entityType);
  writer.int8(value.matchType);
  writeNullableString(writer, flexible, value.match);
  if (flexible) writer.int8(0);
}

export interface DescribeClientQuotasResponse {
  readonly throttleTimeMs: number;
  readonly errorCode: number;
  readonly errorMessage: string | null;
  readonly entries: readonly DescribeClientQuotasResponseEntry[] | null;
}

export interface DescribeClientQuotasResponseInput extends Omit<DescribeClientQuotasResponse, "throttleTimeMs" | "errorMessage"> {
  readonly throttleTimeMs?: number | undefined;
  readonly errorMessage?: string | null | undefined;
}

export function decodeDescribeClientQuotasResponse(reader: ByteReader, version: number): DescribeClientQuotasResponse {
  const flexible = version >= 1;
  const throttleTimeMs = reader.int32();
  const errorCode = reader.int16();
  const errorMessage = readNullableString(reader, flexible);
  const entries = readNullableArray(reader, flexible, 2, () => decodeDescribeClientQuotasResponseEntry(reader, version));
  if (flexible) skipTags(reader);
  return { throttleTimeMs, errorCode, errorMessage, entries };
}

export function encodeDescribeClientQuotasResponse(writer: ByteWriter, value: DescribeClientQuotasResponseInput, version: number): void {
  const flexible = version >= 1;
  writer.int32((value.throttleTimeMs ?? 0));
  writer.int16(value.errorCode);
  writeNullableString(writer, flexible, (value.errorMessage ?? null));
  writeNullableArray(writer, flexible, value.entries, (item) => encodeDescribeClientQuotasResponseEntry(writer, item, version));
  if (flexible) writer.int8(0);
}

export interface DescribeClientQuotasResponseEntry {
  readonly entity: readonly DescribeClientQuotasResponseEntity[];
  readonly values: readonly DescribeClientQuotasResponseValue[];
}

export function decodeDescribeClientQuotasResponseEntry(reader: ByteReader, version: number): DescribeClientQuotasResponseEntry {
  const flexible = version >= 1;
  const entity = readArray(reader, flexible, 2, () => decodeDescribeClientQuotasResponseEntity(reader, version));
  const values = readArray(reader, flexible, 9, () => decodeDescribeClientQuotasResponseValue(reader, version));
  if (flexible) skipTags(reader);
  return { entity, values };
}

export function encodeDescribeClientQuotasResponseEntry(writer: ByteWriter, value: DescribeClientQuotasResponseEntry, version: number): void {
  const flexible = version >= 1;
  writeArray(writer, flexible, value.entity, (item) => encodeDescribeClientQuotasResponseEntity(writer, item, version));
  writeArray(writer, flexible, value.values, (item) => encodeDescribeClientQuotasResponseValue(writer, item, version));
  if (flexible) writer.int8(0);
}

export interface DescribeClientQuotasResponseValue {
  readonly key: string;
  readonly value: number;
}

export function decodeDescribeClientQuotasResponseValue(reader: ByteReader, version: number): DescribeClientQuotasResponseValue {
  const flexible = version >= 1;
  const key = readString(reader, flexible);
  const value = reader.float64();
  if (flexible) skipTags(reader);
  return { key, value };
}

export function encodeDescribeClientQuotasResponseValue(writer: ByteWriter, value: DescribeClientQuotasResponseValue, version: number): void {
  const flexible = version >= 1;
  writeString(writer, flexible, value.key);
  writer.float64(value.value);
  if (flexible) writer.int8(0);
}

export interface DescribeClientQuotasResponseEntity {
  readonly entityType: string;
  readonly entityName: string | null;
}

export function decodeDescribeClientQuotasResponseEntity(reader: ByteReader, version: number): DescribeClientQuotasResponseEntity {
  const flexible = version >= 1;
  const entityType = readString(reader, flexible);
  const entityName = readNullableString(reader, flexible);
  if (flexible) skipTags(reader);
  return { entityType, entityName };
}

export function encodeDescribeClientQuotasResponseEntity(writer: ByteWriter, value: DescribeClientQuotasResponseEntity, version: number): void {
  const flexible = version >= 1;
  writeString(writer, flexible, value.entityType);
  writeNullableString(writer, flexible, value.entityName);
  if (flexible) writer.int8(0);
}
