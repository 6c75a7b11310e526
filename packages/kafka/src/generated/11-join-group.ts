// Made by scripts/generate.ts from definitions/11-join-group.ts; change that, then run `npm run generate`.
import type { ByteReader, ByteWriter } from "@millrace/core";
import { readArray, readBool, readBytes, readNullableString, readString, required, skipTags, writeArray, writeBool, writeBytes, writeNullableString, writeString } from "../protocol/primitives.ts";

export interface JoinGroupRequest {
  readonly groupId: string;
  readonly sessionTimeoutMs: number;
  readonly rebalanceTimeoutMs: number;
  readonly memberId: string;
  readonly groupInstanceId: string | null;
  readonly protocolType: string;
  readonly protocols: readonly JoinGroupRequestProtocol[];
  readonly reason: string | null;
}

export interface JoinGroupRequestInput extends Omit<JoinGroupRequest, "rebalanceTimeoutMs" | "groupInstanceId" | "reason"> {
  readonly rebalanceTimeoutMs?: number | undefined;
  readonly groupInstanceId?: string | null | undefined;
  readonly reason?: string | null | undefined;
}

export function decodeJoinGroupRequest(reader: ByteReader, version: number): JoinGroupRequest {
  const flexible = version >= 6;
  const groupId = readString(reader, flexible);
  const sessionTimeoutMs = reader.int32();
  const rebalanceTimeoutMs = version >= 1 ? reader.int32() : -1;
  const memberId = readString(reader, flexible);
  const groupInstanceId = version >= 5 ? readNullableString(reader, flexible) : null;
  const protocolType = readString(reader, flexible);
  const protocols = readArray(reader, flexible, 2, () => decodeJoinGroupRequestProtocol(reader, version));
  const reason = version >= 8 ? readNullableString(reader, flexible) : null;
  if (flexible) skipTags(reader);
  return { groupId, sessionTimeoutMs, rebalanceTimeoutMs, memberId, groupInstanceId, protocolType, protocols, reason };
}

export function encodeJoinGroupRequest(writer: ByteWriter, value: JoinGroupRequestInput, version: number): void {
  const flexible = version >= 6;
  writeString(writer, flexible, value.groupId);
  writer.int32(value.sessionTimeoutMs);
  if (version >= 1) writer.int32((value.rebalanceTimeoutMs ?? -1));
  writeString(writer, flexible, value.memberId);
  if (version >= 5) writeNullableString(writer, flexible, (value.groupInstanceId ?? null));
  writeString(writer, flexible, value.protocolType);
  writeArray(writer, flexible, value.protocols, (item) => encodeJoinGroupRequestProtocol(writer, item, version));
  if (version >= 8) writeNullableString(writer, flexible, (value.reason ?? null));
  if (flexible) writer.int8(0);
}

export interface JoinGroupRequestProtocol {
  readonly name: string;
  readonly metadata: Uint8Array;
}

export function decodeJoinGroupRequestProtocol(reader: ByteReader, version: number): JoinGroupRequestProtocol {
  const flexible = version >= 6;
  const name = readString(reader, flexible);
  const metadata = readBytes(reader, flexible);
  if (flexible) skipTags(reader);
  return { name, metadata };
}

export function encodeJoinGroupRequestProtocol(writer: ByteWriter, value: JoinGroupRequestProtocol, version: number): void {
  const flexible = version >= 6;
  writeString(writer, flexible, value.name);
  writeBytes(writer, flexible, value.metadata);
  if (flexible) writer.int8(0);
}

export interface JoinGroupResponse {
  readonly throttleTimeMs: number;
  readonly errorCode: number;
  readonly generationId: number;
  readonly protocolType: string | null;
  readonly protocolName: string | null;
  readonly leader: string;
  readonly skipAssignment: boolean;
  readonly memberId: string;
  readonly members: readonly JoinGroupResponseMember[];
}

export interface JoinGroupResponseInput extends Omit<JoinGroupResponse, "throttleTimeMs" | "generationId" | "protocolType" | "skipAssignment" | "members"> {
  readonly throttleTimeMs?: number | undefined;
  readonly generationId?: number | undefined;
  readonly protocolType?: string | null | undefined;
  readonly skipAssignment?: boolean | undefined;
  readonly members: readonly JoinGroupResponseMemberInput[];
}

export function decodeJoinGroupResponse(reader: ByteReader, version: number): JoinGroupResponse {
  const flexible = version >= 6;
  const throttleTimeMs = version >= 2 ? reader.int32() : 0;
  const errorCode = reader.int16();
  const generationId = reader.int32();
  const protocolType = version >= 7 ? readNullableString(reader, flexible) : null;
  const protocolName = (version >= 7 ? readNullableString(reader, flexible) : readString(reader, flexible));
  const leader = readString(reader, flexible);
  const skipAssignment = version >= 9 ? readBool(reader) : false;
  const memberId = readString(reader, flexible);
  const members = readArray(reader, flexible, 2, () => decodeJoinGroupResponseMember(reader, version));
  if (flexible) skipTags(reader);
  return { throttleTimeMs, errorCode, generationId, protocolType, protocolName, leader, skipAssignment, memberId, members };
}

export function encodeJoinGroupResponse(writer: ByteWriter, value: JoinGroupResponseInput, version: number): void {
  const flexible = version >= 6;
  if (version >= 2) writer.int32((value.throttleTimeMs ?? 0));
  writer.int16(value.errorCode);
  writer.int32((value.generationId ?? -1));
  if (version >= 7) writeNullableString(writer, flexible, (value.protocolType ?? null));
  if (version >= 7) writeNullableString(writer, flexible, value.protocolName);
  else writeString(writer, flexible, required(value.protocolName));
  writeString(writer, flexible, value.leader);
  if (version >= 9) writeBool(writer, (value.skipAssignment ?? false));
  writeString(writer, flexible, value.memberId);
  writeArray(writer, flexible, value.members, (item) => encodeJoinGroupResponseMember(writer, item, version));
  if (flexible) writer.int8(0);
}

export interface JoinGroupResponseMember {
  readonly memberId: string;
  readonly groupInstanceId: string | null;
  readonly metadata: Uint8Array;
}

export interface JoinGroupResponseMemberInput extends Omit<JoinGroupResponseMember, "groupInstanceId"> {
  readonly groupInstanceId?: string | null | undefined;
}

export function decodeJoinGroupResponseMember(reader: ByteReader, version: number): JoinGroupResponseMember {
  const flexible = version >= 6;
  const memberId = readString(reader, flexible);
  const groupInstanceId = version >= 5 ? readNullableString(reader, flexible) : null;
  const metadata = readBytes(reader, flexible);
  if (flexible) skipTags(reader);
  return { memberId, groupInstanceId, metadata };
}

export function encodeJoinGroupResponseMember(writer: ByteWriter, value: JoinGroupResponseMemberInput, version: number): void {
  const flexible = version >= 6;
  writeString(writer, flexible, value.memberId);
  if (version >= 5) writeNullableString(writer, flexible, (value.groupInstanceId ?? null));
  writeBytes(writer, flexible, value.metadata);
  if (flexible) writer.int8(0);
}
