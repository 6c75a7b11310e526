// Made by scripts/generate.ts from definitions/14-sync-group.ts; change that, then run `npm run generate`.
import type { ByteReader, ByteWriter } from "@millrace/core";
import { readArray, readBytes, readNullableString, readString, skipTags, writeArray, writeBytes, writeNullableString, writeString } from "../protocol/primitives.ts";

export interface SyncGroupRequest {
  readonly groupId: string;
  readonly generationId: number;
  readonly memberId: string;
  readonly groupInstanceId: string | null;
  readonly protocolType: string | null;
  readonly protocolName: string | null;
  readonly assignments: readonly SyncGroupRequestAssignment[];
}

export interface SyncGroupRequestInput extends Omit<SyncGroupRequest, "groupInstanceId" | "protocolType" | "protocolName"> {
  readonly groupInstanceId?: string | null | undefined;
  readonly protocolType?: string | null | undefined;
  readonly protocolName?: string | null | undefined;
}

export function decodeSyncGroupRequest(reader: ByteReader, version: number): SyncGroupRequest {
  const flexible = version >= 4;
  const groupId = readString(reader, flexible);
  const generationId = reader.int32();
  const memberId = readString(reader, flexible);
  const groupInstanceId = version >= 3 ? readNullableString(reader, flexible) : null;
  const protocolType = version >= 5 ? readNullableString(reader, flexible) : null;
  const protocolName = version >= 5 ? readNullableString(reader, flexible) : null;
  const assignments = readArray(reader, flexible, 2, () => decodeSyncGroupRequestAssignment(reader, version));
  if (flexible) skipTags(reader);
  return { groupId, generationId, memberId, groupInstanceId, protocolType, protocolName, assignments };
}

export function encodeSyncGroupRequest(writer: ByteWriter, value: SyncGroupRequestInput, version: number): void {
  const flexible = version >= 4;
  writeString(writer, flexible, value.groupId);
  writer.int32(value.generationId);
  writeString(writer, flexible, value.memberId);
  if (version >= 3) writeNullableString(writer, flexible, (value.groupInstanceId ?? null));
  if (version >= 5) writeNullableString(writer, flexible, (value.protocolType ?? null));
  if (version >= 5) writeNullableString(writer, flexible, (value.protocolName ?? null));
  writeArray(writer, flexible, value.assignments, (item) => encodeSyncGroupRequestAssignment(writer, item, version));
  if (flexible) writer.int8(0);
}

export interface SyncGroupRequestAssignment {
  readonly memberId: string;
  readonly assignment: Uint8Array;
}

export function decodeSyncGroupRequestAssignment(reader: ByteReader, version: number): SyncGroupRequestAssignment {
  const flexible = version >= 4;
  const memberId = readString(reader, flexible);
  const assignment = readBytes(reader, flexible);
  if (flexible) skipTags(reader);
  return { memberId, assignment };
}

export function encodeSyncGroupRequestAssignment(writer: ByteWriter, value: SyncGroupRequestAssignment, version: number): void {
  const flexible = version >= 4;
  writeString(writer, flexible, value.memberId);
  writeBytes(writer, flexible, value.assignment);
  if (flexible) writer.int8(0);
}

export interface SyncGroupResponse {
  readonly throttleTimeMs: number;
  readonly errorCode: number;
  readonly protocolType: string | null;
  readonly protocolName: string | null;
  readonly assignment: Uint8Array;
}

export interface SyncGroupResponseInput extends Omit<SyncGroupResponse, "throttleTimeMs" | "protocolType" | "protocolName"> {
  readonly throttleTimeMs?: number | undefined;
  readonly protocolType?: string | null | undefined;
  readonly protocolName?: string | null | undefined;
}

export function decodeSyncGroupResponse(reader: ByteReader, version: number): SyncGroupResponse {
  const flexible = version >= 4;
  const throttleTimeMs = version >= 1 ? reader.int32() : 0;
  const errorCode = reader.int16();
  const protocolType = version >= 5 ? readNullableString(reader, flexible) : null;
  const protocolName = version >= 5 ? readNullableString(reader, flexible) : null;
  const assignment = readBytes(reader, flexible);
  if (flexible) skipTags(reader);
  return { throttleTimeMs, errorCode, protocolType, protocolName, assignment };
}

export function encodeSyncGroupResponse(writer: ByteWriter, value: SyncGroupResponseInput, version: number): void {
  const flexible = version >= 4;
  if (version >= 1) writer.int32((value.throttleTimeMs ?? 0));
  writer.int16(value.errorCode);
  if (version >= 5) writeNullableString(writer, flexible, (value.protocolType ?? null));
  if (version >= 5) writeNullableString(writer, flexible, (value.protocolName ?? null));
  writeBytes(writer, flexible, value.assignment);
  if (flexible) writer.int8(0);
}
