// Made by scripts/generate.ts from definitions/51-alter-user-scram-credentials.ts; change that, then run `npm run generate`.
import type { ByteReader, ByteWriter } from "@millrace/core";
import { readArray, readBytes, readNullableString, readString, skipTags, writeArray, writeBytes, writeNullableString, writeString } from "../protocol/primitives.ts";

export interface AlterUserScramCredentialsRequest {
  readonly deletions: readonly AlterUserScramCredentialsRequestDeletion[];
  readonly upsertions: readonly AlterUserScramCredentialsRequestUpsertion[];
}

export function decodeAlterUserScramCredentialsRequest(reader: ByteReader, version: number): AlterUserScramCredentialsRequest {
  const deletions = readArray(reader, true, 2, () => decodeAlterUserScramCredentialsRequestDeletion(reader, version));
  const upsertions = readArray(reader, true, 8, () => decodeAlterUserScramCredentialsRequestUpsertion(reader, version));
  skipTags(reader);
  return { deletions, upsertions };
}

export function encodeAlterUserScramCredentialsRequest(writer: ByteWriter, value: AlterUserScramCredentialsRequest, version: number): void {
  writeArray(writer, true, value.deletions, (item) => encodeAlterUserScramCredentialsRequestDeletion(writer, item, version));
  writeArray(writer, true, value.upsertions, (item) => encodeAlterUserScramCredentialsRequestUpsertion(writer, item, version));
  writer.int8(0);
}

export interface AlterUserScramCredentialsRequestUpsertion {
  readonly name: string;
  readonly mechanism: number;
  readonly iterations: number;
  readonly salt: Uint8Array;
  readonly saltedPassword: Uint8Array;
}

export function decodeAlterUserScramCredentialsRequestUpsertion(reader: ByteReader, version: number): AlterUserScramCredentialsRequestUpsertion {
  const name = readString(reader, true);
  const mechanism = reader.int8();
  const iterations = reader.int32();
  const salt = readBytes(reader, true);
  const saltedPassword = readBytes(reader, true);
  skipTags(reader);
  return { name, mechanism, iterations, salt, saltedPassword };
}

export function encodeAlterUserScramCredentialsRequestUpsertion(writer: ByteWriter, value: AlterUserScramCredentialsRequestUpsertion, version: number): void {
  writeString(writer, true, value.name);
  writer.int8(value.mechanism);
  writer.int32(value.iterations);
  writeBytes(writer, true, value.salt);
  writeBytes(writer, true, value.saltedPassword);
  writer.int8(0);
}

export interface AlterUserScramCredentialsRequestDeletion {
  readonly name: string;
  readonly mechanism: number;
}

export function decodeAlterUserScramCredentialsRequestDeletion(reader: ByteReader, version: number): AlterUserScramCredentialsRequestDeletion {
  const name = readString(reader, true);
  const mechanism = reader.int8();
  skipTags(reader);
  return { name, mechanism };
}

export function encodeAlterUserScramCredentialsRequestDeletion(writer: ByteWriter, value: AlterUserScramCredentialsRequestDeletion, version: number): void {
  writeString(writer, true, value.name);
  writer.int8(value.mechanism);
  writer.int8(0);
}

export interface AlterUserScramCredentialsResponse {
  readonly throttleTimeMs: number;
  readonly results: readonly AlterUserScramCredentialsResponseResult[];
}

export interface AlterUserScramCredentialsResponseInput extends Omit<AlterUserScramCredentialsResponse, "throttleTimeMs" | "results"> {
  readonly throttleTimeMs?: number | undefined;
  readonly results: readonly AlterUserScramCredentialsResponseResultInput[];
}

export function decodeAlterUserScramCredentialsResponse(reader: ByteReader, version: number): AlterUserScramCredentialsResponse {
  const throttleTimeMs = reader.int32();
  const results = readArray(reader, true, 4, () => decodeAlterUserScramCredentialsResponseResult(reader, version));
  skipTags(reader);
  return { throttleTimeMs, results };
}

export function encodeAlterUserScramCredentialsResponse(writer: ByteWriter, value: AlterUserScramCredentialsResponseInput, version: number): void {
  writer.int32((value.throttleTimeMs ?? 0));
  writeArray(writer, true, value.results, (item) => encodeAlterUserScramCredentialsResponseResult(writer, item, version));
  writer.int8(0);
}

export interface AlterUserScramCredentialsResponseResult {
  readonly user: string;
  readonly errorCode: number;
  readonly errorMessage: string | null;
}

export interface AlterUserScramCredentialsResponseResultInput extends Omit<AlterUserScramCredentialsResponseResult, "errorMessage"> {
  readonly errorMessage?: string | null | undefined;
}

export function decodeAlterUserScramCredentialsResponseResult(reader: ByteReader, version: number): AlterUserScramCredentialsResponseResult {
  const user = readString(reader, true);
  const errorCode = reader.int16();
  const errorMessage = readNullableString(reader, true);
  skipTags(reader);
  return { user, errorCode, errorMessage };
}

export function encodeAlterUserScramCredentialsResponseResult(writer: ByteWriter, value: AlterUserScramCredentialsResponseResultInput, version: number): void {
  writeString(writer, true, value.user);
  writer.int16(value.errorCode);
  writeNullableString(writer, true, (value.errorMessage ?? null));
  writer.int8(0);
}
