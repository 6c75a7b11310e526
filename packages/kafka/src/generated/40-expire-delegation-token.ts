// Made by scripts/generate.ts from definitions/40-expire-delegation-token.ts; change that, then run `npm run generate`.
import type { ByteReader, ByteWriter } from "@millrace/core";
import { readBytes, readInt64, skipTags, writeBytes } from "../protocol/primitives.ts";

export interface ExpireDelegationTokenRequest {
  readonly hmac: Uint8Array;
  readonly expiryTimePeriodMs: number;
}

export function decodeExpireDelegationTokenRequest(reader: ByteReader, version: number): ExpireDelegationTokenRequest {
  const flexible = version >= 2;
  const hmac = readBytes(reader, flexible);
  const expiryTimePeriodMs = readInt64(reader);
  if (flexible) skipTags(reader);
  return { hmac, expiryTimePeriodMs };
}

export function encodeExpireDelegationTokenRequest(writer: ByteWriter, value: ExpireDelegationTokenRequest, version: number): void {
  const flexible = version >= 2;
  writeBytes(writer, flexible, value.hmac);
  writer.int64(value.expiryTimePeriodMs);
  if (flexible) writer.int8(0);
}

export interface ExpireDelegationTokenResponse {
  readonly errorCode: number;
  readonly expiryTimestampMs: number;
  readonly throttleTimeMs: number;
}

export interface ExpireDelegationTokenResponseInput extends Omit<ExpireDelegationTokenResponse, "throttleTimeMs"> {
  readonly throttleTimeMs?: number | undefined;
}

export function decodeExpireDelegationTokenResponse(reader: ByteReader, version: number): ExpireDelegationTokenResponse {
  const flexible = version >= 2;
  const errorCode = reader.int16();
  const expiryTimestampMs = readInt64(reader);
  const throttleTimeMs = reader.int32();
  if (flexible) skipTags(reader);
  return { errorCode, expiryTimestampMs, throttleTimeMs };
}

export function encodeExpireDelegationTokenResponse(writer: ByteWriter, value: ExpireDelegationTokenResponseInput, version: number): void {
  const flexible = version >= 2;
  writer.int16(value.errorCode);
  writer.int64(value.expiryTimestampMs);
  writer.int32((value.throttleTimeMs ?? 0));
  if (flexible) writer.int8(0);
}
