// Made by scripts/generate.ts from definitions/39-renew-delegation-token.ts; change that, then run `npm run generate`.
import type { ByteReader, ByteWriter } from "@millrace/core";
import { readBytes, readInt64, skipTags, writeBytes } from "../protocol/primitives.ts";

export interface RenewDelegationTokenRequest {
  readonly hmac: Uint8Array;
  readonly renewPeriodMs: number;
}

export function decodeRenewDelegationTokenRequest(reader: ByteReader, version: number): RenewDelegationTokenRequest {
  const flexible = version >= 2;
  const hmac = readBytes(reader, flexible);
  const renewPeriodMs = readInt64(reader);
  if (flexible) skipTags(reader);
  return { hmac, renewPeriodMs };
}

export function encodeRenewDelegationTokenRequest(writer: ByteWriter, value: RenewDelegationTokenRequest, version: number): void {
  const flexible = version >= 2;
  writeBytes(writer, flexible, value.hmac);
  writer.int64(value.renewPeriodMs);
  if (flexible) writer.int8(0);
}

export interface RenewDelegationTokenResponse {
  readonly errorCode: number;
  readonly expiryTimestampMs: number;
  readonly throttleTimeMs: number;
}

export interface RenewDelegationTokenResponseInput extends Omit<RenewDelegationTokenResponse, "throttleTimeMs"> {
  readonly throttleTimeMs?: number | undefined;
}

export function decodeRenewDelegationTokenResponse(reader: ByteReader, version: number): RenewDelegationTokenResponse {
  const flexible = version >= 2;
  const errorCode = reader.int16();
  const expiryTimestampMs = readInt64(reader);
  const throttleTimeMs = reader.int32();
  if (flexible) skipTags(reader);
  return { errorCode, expiryTimestampMs, throttleTimeMs };
}

export function encodeRenewDelegationTokenResponse(writer: ByteWriter, value: RenewDelegationTokenResponseInput, version: number): void {
  const flexible = version >= 2;
  writer.int16(value.errorCode);
  writer.int64(value.expiryTimestampMs);
  writer.int32((value.throttleTimeMs ?? 0));
  if (flexible) writer.int8(0);
}
