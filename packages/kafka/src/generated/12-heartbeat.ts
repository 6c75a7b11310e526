// Made by scripts/generate.ts from definitions/12-heartbeat.ts; change that, then run `npm run generate`.
import type { ByteReader, ByteWriter } from "@millrace/core";
import { readNullableString, readString, skipTags, writeNullableString, writeString } from "../protocol/primitives.ts";

export interface HeartbeatRequest {
  readonly groupId: string;
  readonly generationId: number;
  readonly memberId: string;
  readonly groupInstanceId: string | null;
}

export interface HeartbeatRequestInput extends Omit<HeartbeatRequest, "groupInstanceId"> {
  readonly groupInstanceId?: string | null | undefined;
}

export function decodeHeartbeatRequest(reader: ByteReader, version: number): HeartbeatRequest {
  const flexible = version >= 4;
  const groupId = readString(reader, flexible);
  const generationId = reader.int32();
  const memberId = readString(reader, flexible);
  const groupInstanceId = version >= 3 ? readNullableString(reader, flexible) : null;
  if (flexible) skipTags(reader);
  return { groupId, generationId, memberId, groupInstanceId };
}

export function encodeHeartbeatRequest(writer: ByteWriter, value: HeartbeatRequestInput, version: number): void {
  const flexible = version >= 4;
  writeString(writer, flexible, value.groupId);
  writer.int32(value.generationId);
  writeString(writer, flexible, value.memberId);
  if (version >= 3) writeNullableString(writer, flexible, (value.groupInstanceId ?? null));
  if (flexible) writer.int8(0);
}

export interface HeartbeatResponse {
  readonly throttleTimeMs: number;
  readonly errorCode: number;
}

export interface HeartbeatResponseInput extends Omit<HeartbeatResponse, "throttleTimeMs"> {
  readonly throttleTimeMs?: number | undefined;
}

export function decodeHeartbeatResponse(reader: ByteReader, version: number): HeartbeatResponse {
  const flexible = version >= 4;
  const throttleTimeMs = version >= 1 ? reader.int32() : 0;
  const errorCode = reader.int16();
  if (flexible) skipTags(reader);
  return { throttleTimeMs, errorCode };
}

export function encodeHeartbeatResponse(writer: ByteWriter, value: HeartbeatResponseInput, version: number): void {
  const flexible = version >= 4;
  if (version >= 1) writer.int32((value.throttleTimeMs ?? 0));
  writer.int16(value.errorCode);
  if (flexible) writer.int8(0);
}
