// Made by scripts/generate.ts from definitions/36-sasl-authenticate.ts; change that, then run `npm run generate`.
import type { ByteReader, ByteWriter } from "@millrace/core";
import { readBytes, readInt64, readNullableString, skipTags, writeBytes, writeNullableString } from "../protocol/primitives.ts";

export interface SaslAuthenticateRequest {
  readonly authBytes: Uint8Array;
}

export function decodeSaslAuthenticateRequest(reader: ByteReader, version: number): SaslAuthenticateRequest {
  const flexible = version >= 2;
  const authBytes = readBytes(reader, flexible);
  if (flexible) skipTags(reader);
  return { authBytes };
}

export function encodeSaslAuthenticateRequest(writer: ByteWriter, value: SaslAuthenticateRequest, version: number): void {
  const flexible = version >= 2;
  writeBytes(writer, flexible, value.authBytes);
  if (flexible) writer.int8(0);
}

export interface SaslAuthenticateResponse {
  readonly errorCode: number;
  readonly errorMessage: string | null;
  readonly authBytes: Uint8Array;
  readonly sessionLifetimeMs: number;
}

export interface SaslAuthenticateResponseInput extends Omit<SaslAuthenticateResponse, "errorMessage" | "sessionLifetimeMs"> {
  readonly errorMessage?: string | null | undefined;
  readonly sessionLifetimeMs?: number | undefined;
}

export function decodeSaslAuthenticateResponse(reader: ByteReader, version: number): SaslAuthenticateResponse {
  const flexible = version >= 2;
  const errorCode = reader.int16();
  const errorMessage = readNullableString(reader, flexible);
  const authBytes = readBytes(reader, flexible);
  const sessionLifetimeMs = version >= 1 ? readInt64(reader) : 0;
  if (flexible) skipTags(reader);
  return { errorCode, errorMessage, authBytes, sessionLifetimeMs };
}

export function encodeSaslAuthenticateResponse(writer: ByteWriter, value: SaslAuthenticateResponseInput, version: number): void {
  const flexible = version >= 2;
  writer.int16(value.errorCode);
  writeNullableString(writer, flexible, (value.errorMessage ?? null));
  writeBytes(writer, flexible, value.authBytes);
  if (version >= 1) writer.int64((value.sessionLifetimeMs ?? 0));
  if (flexible) writer.int8(0);
}
