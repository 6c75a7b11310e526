// Made by scripts/generate.ts from definitions/49-alter-client-quotas.ts; change that, then run `npm run generate`.
import type { ByteReader, ByteWriter } from "@millrace/core";
import { readArray, readBool, readNullableString, readString, skipTags, writeArray, writeBool, writeNullableString, writeString } from "../protocol/primitives.ts";

export interface AlterClientQuotasRequest {
  readonly entries: readonly AlterClientQuotasRequestEntry[];
  readonly validateOnly: boolean;
}

export function decodeAlterClientQuotasRequest(reader: ByteReader, version: number): AlterClientQuotasRequest {
  const flexible = version >= 1;
  const entries = readArray(reader, flexible, 2, () => decodeAlterClientQuotasRequestEntry(reader, version));
  const validateOnly = readBool(reader);
  if (flexible) skipTags(reader);
  return { entries, validateOnly };
}

export function encodeAlterClientQuotasRequest(writer: ByteWriter, value: AlterClientQuotasRequest, version: number): void {
  const flexible = version >= 1;
  writeArray(writer, flexible, value.entries, (item) => encodeAlterClientQuotasRequestEntry(writer, item, version));
  writeBool(writer, value.validateOnly);
  if (flexible) writer.int8(0);
}

export interface AlterClientQuotasRequestEntry {
  readonly entity: readonly AlterClientQuotasRequestEntity[];
  readonly ops: readonly AlterClientQuotasRequestOp[];
}

export function decodeAlterClientQuotasRequestEntry(reader: ByteReader, version: number): AlterClientQuotasRequestEntry {
  const flexible = version >= 1;
  const entity = readArray(reader, flexible, 2, () => decodeAlterClientQuotasRequestEntity(reader, version));
  const ops = readArray(reader, flexible, 10, () => decodeAlterClientQuotasRequestOp(reader, version));
  if (flexible) skipTags(reader);
  return { entity, ops };
}

export function encodeAlterClientQuotasRequestEntry(writer: ByteWriter, value: AlterClientQuotasRequestEntry, version: number): void {
  const flexible = version >= 1;
  writeArray(writer, flexible, value.entity, (item) => encodeAlterClientQuotasRequestEntity(writer, item, version));
  writeArray(writer, flexible, value.ops, (item) => encodeAlterClientQuotasRequestOp(writer, item, version));
  if (flexible) writer.int8(0);
}

export interface AlterClientQuotasRequestOp {
  readonly key: string;
  readonly value: number;
  readonly remove: boolean;
}

export function decodeAlterClientQuotasRequestOp(reader: ByteReader, version: number): AlterClientQuotasRequestOp {
  const flexible = version >= 1;
  const key = readString(reader, flexible);
  const value = reader.float64();
  const remove = readBool(reader);
  if (flexible) skipTags(reader);
  return { key, value, remove };
}

export function encodeAlterClientQuotasRequestOp(writer: ByteWriter, value: AlterClientQuotasRequestOp, version: number): void {
  const flexible = version >= 1;
  writeString(writer, flexible, value.key);
  writer.float64(value.value);
  writeBool(writer, value.remove);
  if (flexible) writer.int8(0);
}

export interface AlterClientQuotasRequestEntity {
  readonly entityType: string;
  readonly entityName: string | null;
}

export function decodeAlterClientQuotasRequestEntity(reader: ByteReader, version: number): AlterClientQuotasRequestEntity {
  const flexible = version >= 1;
  const entityType = readString(reader, flexible);
  const entityName = readNullableString(reader, flexible);
  if (flexible) skipTags(reader);
  return { entityType, entityName };
}

export function encodeAlterClientQuotasRequestEntity(writer: ByteWriter, value: AlterClientQuotasRequestEntity, version: number): void {
  const flexible = version >= 1;
  writeString(writer, flexible, value.entityType);
  writeNullableString(writer, flexible, value.entityName);
  if (flexible) writer.int8(0);
}

export interface AlterClientQuotasResponse {
  readonly throttleTimeMs: number;
  readonly entries: readonly AlterClientQuotasResponseEntry[];
}

export interface AlterClientQuotasResponseInput extends Omit<AlterClientQuotasResponse, "throttleTimeMs" | "entries"> {
  readonly throttleTimeMs?: number | undefined;
  readonly entries: readonly AlterClientQuotasResponseEntryInput[];
}

export function decodeAlterClientQuotasResponse(reader: ByteReader, version: number): AlterClientQuotasResponse {
  const flexible = version >= 1;
  const throttleTimeMs = reader.int32();
  const entries = readArray(reader, flexible, 4, () => decodeAlterClientQuotasResponseEntry(reader, version));
  if (flexible) skipTags(reader);
  return { throttleTimeMs, entries };
}

export function encodeAlterClientQuotasResponse(writer: ByteWriter, value: AlterClientQuotasResponseInput, version: number): void {
  const flexible = version >= 1;
  writer.int32((value.throttleTimeMs ?? 0));
  writeArray(writer, flexible, value.entries, (item) => encodeAlterClientQuotasResponseEntry(writer, item, version));
  if (flexible) writer.int8(0);
}

export interface AlterClientQuotasResponseEntry {
  readonly errorCode: number;
  readonly errorMessage: string | null;
  readonly entity: readonly AlterClientQuotasResponseEntity[];
}

export interface AlterClientQuotasResponseEntryInput extends Omit<AlterClientQuotasResponseEntry, "errorMessage"> {
  readonly errorMessage?: string | null | undefined;
}

export function decodeAlterClientQuotasResponseEntry(reader: ByteReader, version: number): AlterClientQuotasResponseEntry {
  const flexible = version >= 1;
  const errorCode = reader.int16();
  const errorMessage = readNullableString(reader, flexible);
  const entity = readArray(reader, flexible, 2, () => decodeAlterClientQuotasResponseEntity(reader, version));
  if (flexible) skipTags(reader);
  return { errorCode, errorMessage, entity };
}

export function encodeAlterClientQuotasResponseEntry(writer: ByteWriter, value: AlterClientQuotasResponseEntryInput, version: number): void {
  const flexible = version >= 1;
  writer.int16(value.errorCode);
  writeNullableString(writer, flexible, (value.errorMessage ?? null));
  writeArray(writer, flexible, value.entity, (item) => encodeAlterClientQuotasResponseEntity(writer, item, version));
  if (flexible) writer.int8(0);
}

export interface AlterClientQuotasResponseEntity {
  readonly entityType: string;
  readonly entityName: string | null;
}

export function decodeAlterClientQuotasResponseEntity(reader: ByteReader, version: number): AlterClientQuotasResponseEntity {
  const flexible = version >= 1;
  const entityType = readString(reader, flexible);
  const entityName = readNullableString(reader, flexible);
  if (flexible) skipTags(reader);
  return { entityType, entityName };
}

export function encodeAlterClientQuotasResponseEntity(writer: ByteWriter, value: AlterClientQuotasResponseEntity, version: number): void {
  const flexible = version >= 1;
  writeString(writer, flexible, value.entityType);
  writeNullableString(writer, flexible, value.entityName);
  if (flexible) writer.int8(0);
}
