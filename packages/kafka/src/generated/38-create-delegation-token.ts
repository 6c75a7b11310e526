// Made by scripts/generate.ts from definitions/38-create-delegation-token.ts; change that, then run `npm run generate`.
import type { ByteReader, ByteWriter } from "@millrace/core";
import { readArray, readBytes, readInt64, readNullableString, readString, skipTags, writeArray, writeBytes, writeNullableString, writeString } from "../protocol/primitives.ts";

export interface CreateDelegationTokenRequest {
  readonly ownerPrincipalType: string | null;
  readonly ownerPrincipalName: string | null;
  readonly renewers: readonly CreateDelegationTokenRequestRenewer[];
  readonly maxLifetimeMs: number;
}

export interface CreateDelegationTokenRequestInput extends Omit<CreateDelegationTokenRequest, "ownerPrincipalType" | "ownerPrincipalName"> {
  readonly ownerPrincipalType?: string | null | undefined;
  readonly ownerPrincipalName?: string | null | undefined;
}

export function decodeCreateDelegationTokenRequest(reader: ByteReader, version: number): CreateDelegationTokenRequest {
  const flexible = version >= 2;
  const ownerPrincipalType = version >= 3 ? readNullableString(reader, flexible) : null;
  const ownerPrincipalName = version >= 3 ? readNullableString(reader, flexible) : null;
  const renewers = readArray(reader, flexible, 2, () => decodeCreateDelegationTokenRequestRenewer(reader, version));
  const maxLifetimeMs = readInt64(reader);
  if (flexible) skipTags(reader);
  return { ownerPrincipalType, ownerPrincipalName, renewers, maxLifetimeMs };
}

export function encodeCreateDelegationTokenRequest(writer: ByteWriter, value: CreateDelegationTokenRequestInput, version: number): void {
  const flexible = version >= 2;
  if (version >= 3) writeNullableString(writer, flexible, (value.ownerPrincipalType ?? null));
  if (version >= 3) writeNullableString(writer, flexible, (value.ownerPrincipalName ?? null));
  writeArray(writer, flexible, value.renewers, (item) => encodeCreateDelegationTokenRequestRenewer(writer, item, version));
  writer.int64(value.maxLifetimeMs);
  if (flexible) writer.int8(0);
}

export interface CreateDelegationTokenRequestRenewer {
  readonly principalType: string;
  readonly principalName: string;
}

export function decodeCreateDelegationTokenRequestRenewer(reader: ByteReader, version: number): CreateDelegationTokenRequestRenewer {
  const flexible = version >= 2;
  const principalType = readString(reader, flexible);
  const principalName = readString(reader, flexible);
  if (flexible) skipTags(reader);
  return { principalType, principalName };
}

export function encodeCreateDelegationTokenRequestRenewer(writer: ByteWriter, value: CreateDelegationTokenRequestRenewer, version: number): void {
  const flexible = version >= 2;
  writeString(writer, flexible, value.principalType);
  writeString(writer, flexible, value.principalName);
  if (flexible) writer.int8(0);
}

export interface CreateDelegationTokenResponse {
  readonly errorCode: number;
  readonly principalType: string;
  readonly principalName: string;
  readonly tokenRequesterPrincipalType: string;
  readonly tokenRequesterPrincipalName: string;
  readonly issueTimestampMs: number;
  readonly expiryTimestampMs: number;
  readonly maxTimestampMs: number;
  readonly tokenId: string;
  readonly hmac: Uint8Array;
  readonly throttleTimeMs: number;
}

export interface CreateDelegationTokenResponseInput extends Omit<CreateDelegationTokenResponse, "tokenRequesterPrincipalType" | "tokenRequesterPrincipalName" | "throttleTimeMs"> {
  readonly tokenRequesterPrincipalType?: string | undefined;
  readonly tokenRequesterPrincipalName?: string | undefined;
  readonly throttleTimeMs?: number | undefined;
}

export function decodeCreateDelegationTokenResponse(reader: ByteReader, version: number): CreateDelegationTokenResponse {
  const flexible = version >= 2;
  const errorCode = reader.int16();
  const principalType = readString(reader, flexible);
  const principalName = readString(reader, flexible);
  const tokenRequesterPrincipalType = version >= 3 ? readString(reader, flexible) : "";
  const tokenRequesterPrincipalName = version >= 3 ? readString(reader, flexible) : "";
  const issueTimestampMs = readInt64(reader);
  const expiryTimestampMs = readInt64(reader);
  const maxTimestampMs = readInt64(reader);
  const tokenId = readString(reader, flexible);
  const hmac = readBytes(reader, flexible);
  const throttleTimeMs = reader.int32();
  if (flexible) skipTags(reader);
  return { errorCode, principalType, principalName, tokenRequesterPrincipalType, tokenRequesterPrincipalName, issueTimestampMs, expiryTimestampMs, maxTimestampMs, tokenId, hmac, throttleTimeMs };
}

export function encodeCreateDelegationTokenResponse(writer: ByteWriter, value: CreateDelegationTokenResponseInput, version: number): void {
  const flexible = version >= 2;
  writer.int16(value.errorCode);
  writeString(writer, flexible, value.principalType);
  writeString(writer, flexible, value.principalName);
  if (version >= 3) writeString(writer, flexible, (value.tokenRequesterPrincipalType ?? ""));
  if (version >= 3) writeString(writer, flexible, (value.tokenRequesterPrincipalName ?? ""));
  writer.int64(value.issueTimestampMs);
  writer.int64(value.expiryTimestampMs);
  writer.int64(value.maxTimestampMs);
  writeString(writer, flexible, value.tokenId);
  writeBytes(writer, flexible, value.hmac);
  writer.int32((value.throttleTimeMs ?? 0));
  if (flexible) writer.int8(0);
}
