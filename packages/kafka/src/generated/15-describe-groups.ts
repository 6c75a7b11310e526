// Made by scripts/generate.ts from definitions/15-describe-groups.ts; change that, then run `npm run generate`.
import type { ByteReader, ByteWriter } from "@millrace/core";
import { readArray, readBool, readBytes, readNullableString, readString, skipTags, writeArray, writeBool, writeBytes, writeNullableString, writeString } from "../protocol/primitives.ts";

export interface DescribeGroupsRequest {
  readonly groups: readonly string[];
  readonly includeAuthorizedOperations: boolean;
}

export interface DescribeGroupsRequestInput extends Omit<DescribeGroupsRequest, "includeAuthorizedOperations"> {
  readonly includeAuthorizedOperations?: boolean | undefined;
}

export function decodeDescribeGroupsRequest(reader: ByteReader, version: number): DescribeGroupsRequest {
  const flexible = version >= 5;
  const groups = readArray(reader, flexible, 1, () => readString(reader, flexible));
  const includeAuthorizedOperations = version >= 3 ? readBool(reader) : false;
  if (flexible) skipTags(reader);
  return { groups, includeAuthorizedOperations };
}

export function encodeDescribeGroupsRequest(writer: ByteWriter, value: DescribeGroupsRequestInput, version: number): void {
  const flexible = version >= 5;
  writeArray(writer, flexible, value.groups, (item) => writeString(writer, flexible, item));
  if (version >= 3) writeBool(writer, (value.includeAuthorizedOperations ?? false));
  if (flexible) writer.int8(0);
}

export interface DescribeGroupsResponse {
  readonly throttleTimeMs: number;
  readonly groups: readonly DescribeGroupsResponseGroup[];
}

export interface DescribeGroupsResponseInput extends Omit<DescribeGroupsResponse, "throttleTimeMs" | "groups"> {
  readonly throttleTimeMs?: number | undefined;
  readonly groups: readonly DescribeGroupsResponseGroupInput[];
}

export function decodeDescribeGroupsResponse(reader: ByteReader, version: number): DescribeGroupsResponse {
  const flexible = version >= 5;
  const throttleTimeMs = version >= 1 ? reader.int32() : 0;
  const groups = readArray(reader, flexible, 7, () => decodeDescribeGroupsResponseGroup(reader, version));
  if (flexible) skipTags(reader);
  return { throttleTimeMs, groups };
}

export function encodeDescribeGroupsResponse(writer: ByteWriter, value: DescribeGroupsResponseInput, version: number): void {
  const flexible = version >= 5;
  if (version >= 1) writer.int32((value.throttleTimeMs ?? 0));
  writeArray(writer, flexible, value.groups, (item) => encodeDescribeGroupsResponseGroup(writer, item, version));
  if (flexible) writer.int8(0);
}

export interface DescribeGroupsResponseGroup {
  readonly errorCode: number;
  readonly errorMessage: string | null;
  readonly groupId: string;
  readonly groupState: string;
  readonly protocolType: string;
  readonly protocolData: string;
  readonly members: readonly DescribeGroupsResponseMember[];
  readonly authorizedOperations: number;
}

export interface DescribeGroupsResponseGroupInput extends Omit<DescribeGroupsResponseGroup, "errorMessage" | "members" | "authorizedOperations"> {
  readonly errorMessage?: string | null | undefined;
  readonly members: readonly DescribeGroupsResponseMemberInput[];
  readonly authorizedOperations?: number | undefined;
}

export function decodeDescribeGroupsResponseGroup(reader: ByteReader, version: number): DescribeGroupsResponseGroup {
  const flexible = version >= 5;
  const errorCode = reader.int16();
  const errorMessage = version >= 6 ? readNullableString(reader, flexible) : null;
  const groupId = readString(reader, flexible);
  const groupState = readString(reader, flexible);
  const protocolType = readString(reader, flexible);
  const protocolData = readString(reader, flexible);
  const members = readArray(reader, flexible, 5, () => decodeDescribeGroupsResponseMember(reader, version));
  const authorizedOperations = version >= 3 ? reader.int32() : -2147483648;
  if (flexible) skipTags(reader);
  return { errorCode, errorMessage, groupId, groupState, protocolType, protocolData, members, authorizedOperations };
}

export function encodeDescribeGroupsResponseGroup(writer: ByteWriter, value: DescribeGroupsResponseGroupInput, version: number): void {
  const flexible = version >= 5;
  writer.int16(value.errorCode);
  if (version >= 6) writeNullableString(writer, flexible, (value.errorMessage ?? null));
  writeString(writer, flexible, value.groupId);
  writeString(writer, flexible, value.groupState);
  writeString(writer, flexible, value.protocolType);
  writeString(writer, flexible, value.protocolData);
  writeArray(writer, flexible, value.members, (item) => encodeDescribeGroupsResponseMember(writer, item, version));
  if (version >= 3) writer.int32((value.authorizedOperations ?? -2147483648));
  if (flexible) writer.int8(0);
}

export interface DescribeGroupsResponseMember {
  readonly memberId: string;
  readonly groupInstanceId: string | null;
  readonly clientId: string;
  readonly clientHost: string;
  readonly memberMetadata: Uint8Array;
  readonly memberAssignment: Uint8Array;
}

export interface DescribeGroupsResponseMemberInput extends Omit<DescribeGroupsResponseMember, "groupInstanceId"> {
  readonly groupInstanceId?: string | null | undefined;
}

export function decodeDescribeGroupsResponseMember(reader: ByteReader, version: number): DescribeGroupsResponseMember {
  const flexible = version >= 5;
  const memberId = readString(reader, flexible);
  const groupInstanceId = version >= 4 ? readNullableString(reader, flexible) : null;
  const clientId = readString(reader, flexible);
  const clientHost = readString(reader, flexible);
  const memberMetadata = readBytes(reader, flexible);
  const memberAssignment = readBytes(reader, flexible);
  if (flexible) skipTags(reader);
  return { memberId, groupInstanceId, clientId, clientHost, memberMetadata, memberAssignment };
}

export function encodeDescribeGroupsResponseMember(writer: ByteWriter, value: DescribeGroupsResponseMemberInput, version: number): void {
  const flexible = version >= 5;
  writeString(writer, flexible, value.memberId);
  if (version >= 4) writeNullableString(writer, flexible, (value.groupInstanceId ?? null));
  writeString(writer, flexible, value.clientId);
  writeString(writer, flexible, value.clientHost);
  writeBytes(writer, flexible, value.memberMetadata);
  writeBytes(writer, flexible, value.memberAssignment);
  if (flexible) writer.int8(0);
}
