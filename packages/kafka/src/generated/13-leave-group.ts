// Made by scripts/generate.ts from definitions/13-leave-group.ts; change that, then run `npm run generate`.
import type { ByteReader, ByteWriter } from "@millrace/core";
import { readArray, readNullableString, readString, skipTags, writeArray, writeNullableString, writeString } from "../protocol/primitives.ts";

export interface LeaveGroupRequest {
  readonly groupId: string;
  readonly memberId: string;
  readonly members: readonly LeaveGroupRequestMember[];
}

export interface LeaveGroupRequestInput extends Omit<LeaveGroupRequest, "members"> {
  readonly members: readonly LeaveGroupRequestMemberInput[];
}

export function decodeLeaveGroupRequest(reader: ByteReader, version: number): LeaveGroupRequest {
  const flexible = version >= 4;
  const groupId = readString(reader, flexible);
  const memberId = version <= 2 ? readString(reader, flexible) : "";
  const members = version >= 3 ? readArray(reader, flexible, 2, () => decodeLeaveGroupRequestMember(reader, version)) : [];
  if (flexible) skipTags(reader);
  return { groupId, memberId, members };
}

export function encodeLeaveGroupRequest(writer: ByteWriter, value: LeaveGroupRequestInput, version: number): void {
  const flexible = version >= 4;
  writeString(writer, flexible, value.groupId);
  if (version <= 2) writeString(writer, flexible, value.memberId);
  if (version >= 3) writeArray(writer, flexible, value.members, (item) => encodeLeaveGroupRequestMember(writer, item, version));
  if (flexible) writer.int8(0);
}

export interface LeaveGroupRequestMember {
  readonly memberId: string;
  readonly groupInstanceId: string | null;
  readonly reason: string | null;
}

export interface LeaveGroupRequestMemberInput extends Omit<LeaveGroupRequestMember, "reason"> {
  readonly reason?: string | null | undefined;
}

export function decodeLeaveGroupRequestMember(reader: ByteReader, version: number): LeaveGroupRequestMember {
  const flexible = version >= 4;
  const memberId = readString(reader, flexible);
  const groupInstanceId = readNullableString(reader, flexible);
  const reason = version >= 5 ? readNullableString(reader, flexible) : null;
  if (flexible) skipTags(reader);
  return { memberId, groupInstanceId, reason };
}

export function encodeLeaveGroupRequestMember(writer: ByteWriter, value: LeaveGroupRequestMemberInput, version: number): void {
  const flexible = version >= 4;
  writeString(writer, flexible, value.memberId);
  writeNullableString(writer, flexible, value.groupInstanceId);
  if (version >= 5) writeNullableString(writer, flexible, (value.reason ?? null));
  if (flexible) writer.int8(0);
}

export interface LeaveGroupResponse {
  readonly throttleTimeMs: number;
  readonly errorCode: number;
  readonly members: readonly LeaveGroupResponseMember[];
}

export interface LeaveGroupResponseInput extends Omit<LeaveGroupResponse, "throttleTimeMs" | "members"> {
  readonly throttleTimeMs?: number | undefined;
  readonly members?: readonly LeaveGroupResponseMember[] | undefined;
}

export function decodeLeaveGroupResponse(reader: ByteReader, version: number): LeaveGroupResponse {
  const flexible = version >= 4;
  const throttleTimeMs = version >= 1 ? reader.int32() : 0;
  const errorCode = reader.int16();
  const members = version >= 3 ? readArray(reader, flexible, 4, () => decodeLeaveGroupResponseMember(reader, version)) : [];
  if (flexible) skipTags(reader);
  return { throttleTimeMs, errorCode, members };
}

export function encodeLeaveGroupResponse(writer: ByteWriter, value: LeaveGroupResponseInput, version: number): void {
  const flexible = version >= 4;
  if (version >= 1) writer.int32((value.throttleTimeMs ?? 0));
  writer.int16(value.errorCode);
  if (version >= 3) writeArray(writer, flexible, (value.members ?? []), (item) => encodeLeaveGroupResponseMember(writer, item, version));
  if (flexible) writer.int8(0);
}

export interface LeaveGroupResponseMember {
  readonly memberId: string;
  readonly groupInstanceId: string | null;
  readonly errorCode: number;
}

export function decodeLeaveGroupResponseMember(reader: ByteReader, version: number): LeaveGroupResponseMember {
  const flexible = version >= 4;
  const memberId = readString(reader, flexible);
  const groupInstanceId = readNullableString(reader, flexible);
  const errorCode = reader.int16();
  if (flexible) skipTags(reader);
  return { memberId, groupInstanceId, errorCode };
}

export function encodeLeaveGroupResponseMember(writer: ByteWriter, value: LeaveGroupResponseMember, version: number): void {
  const flexible = version >= 4;
  writeString(writer, flexible, value.memberId);
  writeNullableString(writer, flexible, value.groupInstanceId);
  writer.int16(value.errorCode);
  if (flexible) writer.int8(0);
}
