// Made by scripts/generate.ts from definitions/18-api-versions.ts; change that, then run `npm run generate`.
import type { ByteReader, ByteWriter } from "@millrace/core";
import { readArray, readBool, readInt64, readString, readTags, skipTags, type Tag, writeArray, writeBool, writeString, writeTags } from "../protocol/primitives.ts";

export interface ApiVersionsRequest {
  readonly clientSoftwareName: string;
  readonly clientSoftwareVersion: string;
}

export interface ApiVersionsRequestInput extends Omit<ApiVersionsRequest, "clientSoftwareName" | "clientSoftwareVersion"> {
  readonly clientSoftwareName?: string | undefined;
  readonly clientSoftwareVersion?: string | undefined;
}

export function decodeApiVersionsRequest(reader: ByteReader, version: number): ApiVersionsRequest {
  const flexible = version >= 3;
  const clientSoftwareName = version >= 3 ? readString(reader, flexible) : "";
  const clientSoftwareVersion = version >= 3 ? readString(reader, flexible) : "";
  if (flexible) skipTags(reader);
  return { clientSoftwareName, clientSoftwareVersion };
}

export function encodeApiVersionsRequest(writer: ByteWriter, value: ApiVersionsRequestInput, version: number): void {
  const flexible = version >= 3;
  if (version >= 3) writeString(writer, flexible, (value.clientSoftwareName ?? ""));
  if (version >= 3) writeString(writer, flexible, (value.clientSoftwareVersion ?? ""));
  if (flexible) writer.int8(0);
}

export interface ApiVersionsResponse {
  readonly errorCode: number;
  readonly apiKeys: readonly ApiVersionsResponseApiKey[];
  readonly throttleTimeMs: number;
  readonly supportedFeatures: readonly ApiVersionsResponseSupportedFeature[];
  readonly finalizedFeaturesEpoch: number;
  readonly finalizedFeatures: readonly ApiVersionsResponseFinalizedFeature[];
  readonly zkMigrationReady: boolean;
}

export interface ApiVersionsResponseInput extends Omit<ApiVersionsResponse, "throttleTimeMs" | "supportedFeatures" | "finalizedFeaturesEpoch" | "finalizedFeatures" | "zkMigrationReady"> {
  readonly throttleTimeMs?: number | undefined;
  readonly supportedFeatures?: readonly ApiVersionsResponseSupportedFeature[] | undefined;
  readonly finalizedFeaturesEpoch?: number | undefined;
  readonly finalizedFeatures?: readonly ApiVersionsResponseFinalizedFeature[] | undefined;
  readonly zkMigrationReady?: boolean | undefined;
}

export function decodeApiVersionsResponse(reader: ByteReader, version: number): ApiVersionsResponse {
  const flexible = version >= 3;
  const errorCode = reader.int16();
  const apiKeys = readArray(reader, flexible, 6, () => decodeApiVersionsResponseApiKey(reader, version));
  const throttleTimeMs = version >= 1 ? reader.int32() : 0;
  let supportedFeatures: readonly ApiVersionsResponseSupportedFeature[] = [];
  let finalizedFeaturesEpoch: number = -1;
  let finalizedFeatures: readonly ApiVersionsResponseFinalizedFeature[] = [];
  let zkMigrationReady: boolean = false;
  if (flexible) readTags(reader, (tag) => {
    if (tag === 0) {
      supportedFeatures = readArray(reader, flexible, 5, () => decodeApiVersionsResponseSupportedFeature(reader, version));
      return true;
    }
    if (tag === 1) {
      finalizedFeaturesEpoch = readInt64(reader);
      return true;
    }
    if (tag === 2) {
      finalizedFeatures = readArray(reader, flexible, 5, () => decodeApiVersionsResponseFinalizedFeature(reader, version));
      return true;
    }
    if (tag === 3) {
      zkMigrationReady = readBool(reader);
      return true;
    }
    return false;
  });
  return { errorCode, apiKeys, throttleTimeMs, supportedFeatures, finalizedFeaturesEpoch, finalizedFeatures, zkMigrationReady };
}

export function encodeApiVersionsResponse(writer: ByteWriter, value: ApiVersionsResponseInput, version: number): void {
  const flexible = version >= 3;
  writer.int16(value.errorCode);
  writeArray(writer, flexible, value.apiKeys, (item) => encodeApiVersionsResponseApiKey(writer, item, version));
  if (version >= 1) writer.int32((value.throttleTimeMs ?? 0));
  if (flexible) {
    const tags: Tag[] = [];
    const supportedFeatures = value.supportedFeatures ?? [];
    if (version >= 3 && supportedFeatures.length > 0) tags.push([0, (inner) => writeArray(inner, flexible, supportedFeatures, (item) => encodeApiVersionsResponseSupportedFeature(inner, item, version))]);
    const finalizedFeaturesEpoch = value.finalizedFeaturesEpoch ?? -1;
    if (version >= 3 && finalizedFeaturesEpoch !== -1) tags.push([1, (inner) => inner.int64(finalizedFeaturesEpoch)]);
    const finalizedFeatures = value.finalizedFeatures ?? [];
    if (version >= 3 && finalizedFeatures.length > 0) tags.push([2, (inner) => writeArray(inner, flexible, finalizedFeatures, (item) => encodeApiVersionsResponseFinalizedFeature(inner, item, version))]);
    const zkMigrationReady = value.zkMigrationReady ?? false;
    if (version >= 3 && zkMigrationReady !== false) tags.push([3, (inner) => writeBool(inner, zkMigrationReady)]);
    writeTags(writer, tags);
  }
}

export interface ApiVersionsResponseFinalizedFeature {
  readonly name: string;
  readonly maxVersionLevel: number;
  readonly minVersionLevel: number;
}

export function decodeApiVersionsResponseFinalizedFeature(reader: ByteReader, version: number): ApiVersionsResponseFinalizedFeature {
  const flexible = version >= 3;
  const name = readString(reader, flexible);
  const maxVersionLevel = reader.int16();
  const minVersionLevel = reader.int16();
  if (flexible) skipTags(reader);
  return { name, maxVersionLevel, minVersionLevel };
}

export function encodeApiVersionsResponseFinalizedFeature(writer: ByteWriter, value: ApiVersionsResponseFinalizedFeature, version: number): void {
  const flexible = version >= 3;
  writeString(writer, flexible, value.name);
  writer.int16(value.maxVersionLevel);
  writer.int16(value.minVersionLevel);
  if (flexible) writer.int8(0);
}

export interface ApiVersionsResponseSupportedFeature {
  readonly name: string;
  readonly minVersion: number;
  readonly maxVersion: number;
}

export function decodeApiVersionsResponseSupportedFeature(reader: ByteReader, version: number): ApiVersionsResponseSupportedFeature {
  const flexible = version >= 3;
  const name = readString(reader, flexible);
  const minVersion = reader.int16();
  const maxVersion = reader.int16();
  if (flexible) skipTags(reader);
  return { name, minVersion, maxVersion };
}

export function encodeApiVersionsResponseSupportedFeature(writer: ByteWriter, value: ApiVersionsResponseSupportedFeature, version: number): void {
  const flexible = version >= 3;
  writeString(writer, flexible, value.name);
  writer.int16(value.minVersion);
  writer.int16(value.maxVersion);
  if (flexible) writer.int8(0);
}

export interface ApiVersionsResponseApiKey {
  readonly apiKey: number;
  readonly minVersion: number;
  readonly maxVersion: number;
}

export function decodeApiVersionsResponseApiKey(reader: ByteReader, version: number): ApiVersionsResponseApiKey {
  const flexible = version >= 3;
  const apiKey = reader.int16();
  const minVersion = reader.int16();
  const maxVersion = reader.int16();
  if (flexible) skipTags(reader);
  return { apiKey, minVersion, maxVersion };
}

export function encodeApiVersionsResponseApiKey(writer: ByteWriter, value: ApiVersionsResponseApiKey, version: number): void {
  const flexible = version >= 3;
  writer.int16(value.apiKey);
  writer.int16(value.minVersion);
  writer.int16(value.maxVersion);
  if (flexible) writer.int8(0);
}
