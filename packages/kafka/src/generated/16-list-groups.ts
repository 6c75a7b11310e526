// Made by scripts/generate.ts from definitions/16-list-groups.ts; change that, then run `npm run generate`.
import type { ByteReader, ByteWriter } from "@millrace/core";
import { readArray, readString, skipTags, writeArray, writeString } from "../protocol/primitives.ts";

export interface ListGroupsRequest {
  readonly statesFilter: readonly string[];
  readonly typesFilter: readonly string[];
}

export interface ListGroupsRequestInput extends Omit<ListGroupsRequest, "statesFilter" | "typesFilter"> {
  readonly statesFilter?: readonly string[] | undefined;
  readonly typesFilter?: readonly string[] | undefined;
}

export function decodeListGroupsRequest(reader: ByteReader, version: number): ListGroupsRequest {
  const flexible = version >= 3;
  const statesFilter = version >= 4 ? readArray(reader, flexible, 1, () => readString(reader, flexible)) : [];
  const typesFilter = version >= 5 ? readArray(reader, flexible, 1, () => readString(reader, flexible)) : [];
  if (flexible) skipTags(reader);
  return { statesFilter, typesFilter };
}

export function encodeListGroupsRequest(writer: ByteWriter, value: ListGroupsRequestInput, version: number): void {
  const flexible = version >= 3;
  if (version >= 4) writeArray(writer, flexible, (value.statesFilter ?? []), (item) => writeString(writer, flexible, item));
  if (version >= 5) writeArray(writer, flexible, (value.typesFilter ?? []), (item) => writeString(writer, flexible, item));
  if (flexible) writer.int8(0);
}

export interface ListGroupsResponse {
  readonly throttleTimeMs: number;
  readonly errorCode: number;
  readonly groups: readonly ListGroupsResponseGroup[];
}

export interface ListGroupsResponseInput extends Omit<ListGroupsResponse, "throttleTimeMs" | "groups"> {
  readonly throttleTimeMs?: number | undefined;
  readonly groups: readonly ListGroupsResponseGroupInput[];
}

export function decodeListGroupsResponse(reader: ByteReader, version: number): ListGroupsResponse {
  const flexible = version >= 3;
  const throttleTimeMs = version >= 1 ? reader.int32() : 0;
  const errorCode = reader.int16();
  const groups = readArray(reader, flexible, 2, () => decodeListGroupsResponseGroup(reader, version));
  if (flexible) skipTags(reader);
  return { throttleTimeMs, errorCode, groups };
}

export function encodeListGroupsResponse(writer: ByteWriter, value: ListGroupsResponseInput, version: number): void {
  const flexible = version >= 3;
  if (version >= 1) writer.int32((value.throttleTimeMs ?? 0));
  writer.int16(value.errorCode);
  writeArray(writer, flexible, value.groups, (item) => encodeListGroupsResponseGroup(writer, item, version));
  if (flexible) writer.int8(0);
}

export interface ListGroupsResponseGroup {
  readonly groupId: string;
  readonly protocolType: string;
  readonly groupState: string;
  readonly groupType: string;
}

export interface ListGroupsResponseGroupInput extends Omit<ListGroupsResponseGroup, "groupState" | "groupType"> {
  readonly groupState?: string | undefined;
  readonly groupType?: string | undefined;
}

export function decodeListGroupsResponseGroup(reader: ByteReader, version: number): ListGroupsResponseGroup {
  const flexible = version >= 3;
  const groupId = readString(reader, flexible);
  const protocolType = readString(reader, flexible);
  const groupState = version >= 4 ? readString(reader, flexible) : "";
  const groupType = version >= 5 ? readString(reader, flexible) : "";
  if (flexible) skipTags(reader);
  return { groupId, protocolType, groupState, groupType };
}

export function encodeListGroupsResponseGroup(writer: ByteWriter, value: ListGroupsResponseGroupInput, version: number): void {
  const flexible = version >= 3;
  writeString(writer, flexible, value.groupId);
  writeString(writer, flexible, value.protocolType);
  if (version >= 4) writeString(writer, flexible, (value.groupState ?? ""));
  if (version >= 5) writeString(writer, flexible, (value.groupType ?? ""));
  if (flexible) writer.int8(0);
}
