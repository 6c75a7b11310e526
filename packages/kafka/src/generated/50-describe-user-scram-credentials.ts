// Made by scripts/generate.ts from definitions/50-describe-user-scram-credentials.ts; change that, then run `npm run generate`.
import type { ByteReader, ByteWriter } from "@millrace/core";
import { readArray, readNullableArray, readNullableString, readString, skipTags, writeArray, writeNullableArray, writeNullableString, writeString } from "../protocol/primitives.ts";

export interface DescribeUserScramCredentialsRequest {
  readonly users: readonly DescribeUserScramCredentialsRequestUser[] | null;
}

export function decodeDescribeUserScramCredentialsRequest(reader: ByteReader, version: number): DescribeUserScramCredentialsRequest {
  const users = readNullableArray(reader, true, 1, () => decodeDescribeUserScramCredentialsRequestUser(reader, version));
  skipTags(reader);
  return { users };
}

export function encodeDescribeUserScramCredentialsRequest(writer: ByteWriter, value: DescribeUserScramCredentialsRequest, version: number): void {
  writeNullableArray(writer, true, value.users, (item) => encodeDescribeUserScramCredentialsRequestUser(writer, item, version));
  writer.int8(0);
}

export interface DescribeUserScramCredentialsRequestUser {
  readonly name: string;
}

export function decodeDescribeUserScramCredentialsRequestUser(reader: ByteReader, version: number): DescribeUserScramCredentialsRequestUser {
  const name = readString(reader, true);
  skipTags(reader);
  return { name };
}

export function encodeDescribeUserScramCredentialsRequestUser(writer: ByteWriter, value: DescribeUserScramCredentialsRequestUser, version: number): void {
  writeString(writer, true, value.name);
  writer.int8(0);
}

export interface DescribeUserScramCredentialsResponse {
  readonly throttleTimeMs: number;
  readonly errorCode: number;
  readonly errorMessage: string | null;
  readonly results: readonly DescribeUserScramCredentialsResponseResult[];
}

export interface DescribeUserScramCredentialsResponseInput extends Omit<DescribeUserScramCredentialsResponse, "throttleTimeMs" | "errorMessage" | "results"> {
  readonly throttleTimeMs?: number | undefined;
  readonly errorMessage?: string | null | undefined;
  readonly results: readonly DescribeUserScramCredentialsResponseResultInput[];
}

export function decodeDescribeUserScramCredentialsResponse(reader: ByteReader, version: number): DescribeUserScramCredentialsResponse {
  const throttleTimeMs = reader.int32();
  const errorCode = reader.int16();
  const errorMessage = readNullableString(reader, true);
  const results = readArray(reader, true, 5, () => decodeDescribeUserScramCredentialsResponseResult(reader, version));
  skipTags(reader);
  return { throttleTimeMs, errorCode, errorMessage, results };
}

export function encodeDescribeUserScramCredentialsResponse(writer: ByteWriter, value: DescribeUserScramCredentialsResponseInput, version: number): void {
  writer.int32((value.throttleTimeMs ?? 0));
  writer.int16(value.errorCode);
  writeNullableString(writer, true, (value.errorMessage ?? null));
  writeArray(writer, true, value.results, (item) => encodeDescribeUserScramCredentialsResponseResult(writer, item, version));
  writer.int8(0);
}

export interface DescribeUserScramCredentialsResponseResult {
  readonly user: string;
  readonly errorCode: number;
  readonly errorMessage: string | null;
  readonly credentialInfos: readonly DescribeUserScramCredentialsResponseCredentialInfo[];
}

export interface DescribeUserScramCredentialsResponseResultInput extends Omit<DescribeUserScramCredentialsResponseResult, "errorMessage"> {
  readonly errorMessage?: string | null | undefined;
}

export function decodeDescribeUserScramCredentialsResponseResult(reader: ByteReader, version: number): DescribeUserScramCredentialsResponseResult {
  const user = readString(reader, true);
  const errorCode = reader.int16();
  const errorMessage = readNullableString(reader, true);
  const credentialInfos = readArray(reader, true, 5, () => decodeDescribeUserScramCredentialsResponseCredentialInfo(reader, version));
  skipTags(reader);
  return { user, errorCode, errorMessage, credentialInfos };
}

export function encodeDescribeUserScramCredentialsResponseResult(writer: ByteWriter, value: DescribeUserScramCredentialsResponseResultInput, version: number): void {
  writeString(writer, true, value.user);
  writer.int16(value.errorCode);
  writeNullableString(writer, true, (value.errorMessage ?? null));
  writeArray(writer, true, value.credentialInfos, (item) => encodeDescribeUserScramCredentialsResponseCredentialInfo(writer, item, version));
  writer.int8(0);
}

export interface DescribeUserScramCredentialsResponseCredentialInfo {
  readonly mechanism: number;
  readonly iterations: number;
}

export function decodeDescribeUserScramCredentialsResponseCredentialInfo(reader: ByteReader, version: number): DescribeUserScramCredentialsResponseCredentialInfo {
  const mechanism = reader.int8();
  const iterations = reader.int32();
  skipTags(reader);
  return { mechanism, iterations };
}

export function encodeDescribeUserScramCredentialsResponseCredentialInfo(writer: ByteWriter, value: DescribeUserScramCredentialsResponseCredentialInfo, version: number): void {
  writer.int8(value.mechanism);
  writer.int32(value.iterations);
  writer.int8(0);
}
