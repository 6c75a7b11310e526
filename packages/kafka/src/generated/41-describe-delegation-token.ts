// Made by scripts/generate.ts from definitions/41-describe-delegation-token.ts; change that, then run `npm run generate`.
import type { ByteReader, ByteWriter } from "@millrace/core";
import { readArray, readBytes, readInt64, readNullableArray, readString, skipTags, writeArray, writeBytes, writeNullableArray, writeString } from "../protocol/primitives.ts";

export interface DescribeDelegationTokenRequest {
  readonly owners: readonly DescribeDelegationTokenRequestOwner[] | null;
}

export function decodeDescribeDelegationTokenRequest(reader: ByteReader, version: number): DescribeDelegationTokenRequest {
  const flexible = version >= 2;
  const owners = readNullableArray(reader, flexible, 2, () => decodeDescribeDelegationTokenRequestOwner(reader, version));
  if (flexible) skipTags(reader);
  return { owners };
}

export function encodeDescribeDelegationTokenRequest(writer: ByteWriter, value: DescribeDelegationTokenRequest, version: number): void {
  const flexible = version >= 2;
  writeNullableArray(writer, flexible, value.owners, (item) => encodeDescribeDelegationTokenRequestOwner(writer, item, version));
  if (flexible) writer.int8(0);
}

export interface DescribeDelegationTokenRequestOwner {
  readonly principalType: string;
  readonly principalName: string;
}

export function decodeDescribeDelegationTokenRequestOwner(reader: ByteReader, version: number): DescribeDelegationTokenRequestOwner {
  const flexible = version >= 2;
  const principalType = readString(reader, flexible);
  const principalName = readString(reader, flexible);
  if (flexible) skipTags(reader);
  return { principalType, principalName };
}

export function encodeDescribeDelegationTokenRequestOwner(writer: ByteWriter, value: DescribeDelegationTokenRequestOwner, version: number): void {
  const flexible = version >= 2;
  writeString(writer, flexible, value.principalType);
  writeString(writer, flexible, value.principalName);
  if (flexible) writer.int8(0);
}

export interface DescribeDelegationTokenResponse {
  readonly errorCode: number;
  readonly tokens: readonly DescribeDelegationTokenResponseToken[];
  readonly throttleTimeMs: number;
}

export interface DescribeDelegationTokenResponseInput extends Omit<DescribeDelegationTokenResponse, "tokens" | "throttleTimeMs"> {
  readonly tokens: readonly DescribeDelegationTokenResponseTokenInput[];
  readonly throttleTimeMs?: number | undefined;
}

export function decodeDescribeDelegationTokenResponse(reader: ByteReader, version: number): DescribeDelegationTokenResponse {
  const flexible = version >= 2;
  const errorCode = reader.int16();
  const tokens = readArray(reader, flexible, 29, () => decodeDescribeDelegationTokenResponseToken(reader, version));
  const throttleTimeMs = reader.int32();
  if (flexible) skipTags(reader);
  return { errorCode, tokens, throttleTimeMs };
}

export function encodeDescribeDelegationTokenResponse(writer: ByteWriter, value: DescribeDelegationTokenResponseInput, version: number): void {
  const flexible = version >= 2;
  writer.int16(value.errorCode);
  writeArray(writer, flexible, value.tokens, (item) => encodeDescribeDelegationTokenResponseToken(writer, item, version));
  writer.int32((value.throttleTimeMs ?? 0));
  if (flexible) writer.int8(0);
}

export interface DescribeDelegationTokenResponseToken {
  readonly principalType: string;
  readonly principalName: string;
  readonly tokenRequesterPrincipalType: string;
  readonly tokenRequesterPrincipalName: string;
  readonly issueTimestamp: number;
  readonly expiryTimestamp: number;
  readonly maxTimestamp: number;
  readonly tokenId: string;
  readonly hmac: Uint8Array;
  readonly renewers: readonly DescribeDelegationTokenResponseRenewer[];
}

export interface DescribeDelegationTokenResponseTokenInput extends Omit<DescribeDelegationTokenResponseToken, "tokenRequesterPrincipalType" | "tokenRequesterPrincipalName"> {
  readonly tokenRequesterPrincipalType?: string | undefined;
  readonly tokenRequesterPrincipalName?: string | undefined;
}

export function decodeDescribeDelegationTokenResponseToken(reader: ByteReader, version: number): DescribeDelegationTokenResponseToken {
  const flexible = version >= 2;
  const principalType = readString(reader, flexible);
  const principalName = readString(reader, flexible);
  const tokenRequesterPrincipalType = version >= 3 ? readString(reader, flexible) : "";
  const tokenRequesterPrincipalName = version >= 3 ? readString(reader, flexible) : "";
  const issueTimestamp = readInt64(reader);
  const expiryTimestamp = readInt64(reader);
  const maxTimestamp = readInt64(reader);
  const tokenId = readString(reader, flexible);
  const hmac = readBytes(reader, flexible);
  const renewers = readArray(reader, flexible, 2, () => decodeDescribeDelegationTokenResponseRenewer(reader, version));
  if (flexible) skipTags(reader);
  return { principalType, principalName, tokenRequesterPrincipalType, tokenRequesterPrincipalName, issueTimestamp, expiryTimestamp, maxTimestamp, tokenId, hmac, renewers };
}

export function encodeDescribeDelegationTokenResponseToken(writer: ByteWriter, value: DescribeDelegationTokenResponseTokenInput, version: number): void {
  const flexible = version >= 2;
  writeString(writer, flexible, value.principalType);
  writeString(writer, flexible, value.principalName);
  if (version >= 3) writeString(writer, flexible, (value.tokenRequesterPrincipalType ?? ""));
  if (version >= 3) writeString(writer, flexible, (value.tokenRequesterPrincipalName ?? ""));
  writer.int64(value.issueTimestamp);
  writer.int64(value.expiryTimestamp);
  writer.int64(value.maxTimestamp);
  writeString(writer, flexible, value.tokenId);
  writeBytes(writer, flexible, value.hmac);
  writeArray(writer, flexible, value.renewers, (item) => encodeDescribeDelegationTokenResponseRenewer(writer, item, version));
  if (flexible) writer.int8(0);
}

export interface DescribeDelegationTokenResponseRenewer {
  readonly principalType: string;
  readonly principalName: string;
}

export function decodeDescribeDelegationTokenResponseRenewer(reader: ByteReader, version: number): DescribeDelegationTokenResponseRenewer {
  const flexible = version >= 2;
  const principalType = readString(reader, flexible);
  const principalName = readString(reader, flexible);
  if (flexible) skipTags(reader);
  return { principalType, principalName };
}

export function encodeDescribeDelegationTokenResponseRenewer(writer: ByteWriter, value: DescribeDelegationTokenResponseRenewer, version: number): void {
  const flexible = version >= 2;
  writeString(writer, flexible, value.principalType);
  writeString(writer, flexible, value.principalName);
  if (flexible) writer.int8(0);
}
