// Made by scripts/generate.ts from definitions/74-list-config-resources.ts; change that, then run `npm run generate`.
import type { ByteReader, ByteWriter } from "@millrace/core";
import { readArray, readString, skipTags, writeArray, writeString } from "../protocol/primitives.ts";

export interface ListConfigResourcesRequest {
  readonly resourceTypes: readonly number[];
}

export interface ListConfigResourcesRequestInput extends Omit<ListConfigResourcesRequest, "resourceTypes"> {
  readonly resourceTypes?: readonly number[] | undefined;
}

export function decodeListConfigResourcesRequest(reader: ByteReader, version: number): ListConfigResourcesRequest {
  const resourceTypes = version >= 1 ? readArray(reader, true, 1, () => reader.int8()) : [];
  skipTags(reader);
  return { resourceTypes };
}

export function encodeListConfigResourcesRequest(writer: ByteWriter, value: ListConfigResourcesRequestInput, version: number): void {
  if (version >= 1) writeArray(writer, true, (value.resourceTypes ?? []), (item) => writer.int8(item));
  writer.int8(0);
}

export interface ListConfigResourcesResponse {
  readonly throttleTimeMs: number;
  readonly errorCode: number;
  readonly configResources: readonly ListConfigResourcesResponseResource[];
}

export interface ListConfigResourcesResponseInput extends Omit<ListConfigResourcesResponse, "throttleTimeMs" | "configResources"> {
  readonly throttleTimeMs?: number | undefined;
  readonly configResources: readonly ListConfigResourcesResponseResourceInput[];
}

export function decodeListConfigResourcesResponse(reader: ByteReader, version: number): ListConfigResourcesResponse {
  const throttleTimeMs = reader.int32();
  const errorCode = reader.int16();
  const configResources = readArray(reader, true, 1, () => decodeListConfigResourcesResponseResource(reader, version));
  skipTags(reader);
  return { throttleTimeMs, errorCode, configResources };
}

export function encodeListConfigResourcesResponse(writer: ByteWriter, value: ListConfigResourcesResponseInput, version: number): void {
  writer.int32((value.throttleTimeMs ?? 0));
  writer.int16(value.errorCode);
  writeArray(writer, true, value.configResources, (item) => encodeListConfigResourcesResponseResource(writer, item, version));
  writer.int8(0);
}

export interface ListConfigResourcesResponseResource {
  readonly resourceName: string;
  readonly resourceType: number;
}

export interface ListConfigResourcesResponseResourceInput extends Omit<ListConfigResourcesResponseResource, "resourceType"> {
  readonly resourceType?: number | undefined;
}

export function decodeListConfigResourcesResponseResource(reader: ByteReader, version: number): ListConfigResourcesResponseResource {
  const resourceName = readString(reader, true);
  const resourceType = version >= 1 ? reader.int8() : 16;
  skipTags(reader);
  return { resourceName, resourceType };
}

export function encodeListConfigResourcesResponseResource(writer: ByteWriter, value: ListConfigResourcesResponseResourceInput, version: number): void {
  writeString(writer, true, value.resourceName);
  if (version >= 1) writer.int8((value.resourceType ?? 16));
  writer.int8(0);
}
