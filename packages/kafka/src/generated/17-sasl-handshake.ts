// Made by scripts/generate.ts from definitions/17-sasl-handshake.ts; change that, then run `npm run generate`.
import type { ByteReader, ByteWriter } from "@millrace/core";
import { readArray, readString, writeArray, writeString } from "../protocol/primitives.ts";

export interface SaslHandshakeRequest {
  readonly mechanism: string;
}

export function decodeSaslHandshakeRequest(reader: ByteReader, version: number): SaslHandshakeRequest {
  const mechanism = readString(reader, false);
  return { mechanism };
}

export function encodeSaslHandshakeRequest(writer: ByteWriter, value: SaslHandshakeRequest, version: number): void {
  writeString(writer, false, value.mechanism);
}

export interface SaslHandshakeResponse {
  readonly errorCode: number;
  readonly mechanisms: readonly string[];
}

export function decodeSaslHandshakeResponse(reader: ByteReader, version: number): SaslHandshakeResponse {
  const errorCode = reader.int16();
  const mechanisms = readArray(reader, false, 1, () => readString(reader, false));
  return { errorCode, mechanisms };
}

export function encodeSaslHandshakeResponse(writer: ByteWriter, value: SaslHandshakeResponse, version: number): void {
  writer.int16(value.errorCode);
  writeArray(writer, false, value.mechanisms, (item) => writeString(writer, false, item));
}
