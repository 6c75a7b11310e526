// Made by scripts/generate.ts from definitions/57-update-features.ts; change that, then run `npm run generate`.
import type { ByteReader, ByteWriter } from "@millrace/core";
import { readArray, readBool, readNullableString, readString, skipTags, writeArray, writeBool, writeNullableString, writeString } from "../protocol/primitives.ts";

export interface UpdateFeaturesRequest {
  readonly timeoutMs: number;
  readonly featureUpdates: readonly UpdateFeaturesRequestFeatureUpdate[];
  readonly validateOnly: boolean;
}

export interface UpdateFeaturesRequestInput extends Omit<UpdateFeaturesRequest, "timeoutMs" | "featureUpdates" | "validateOnly"> {
  readonly timeoutMs?: number | undefined;
  readonly featureUpdates: readonly UpdateFeaturesRequestFeatureUpdateInput[];
  readonly validateOnly?: boolean | undefined;
}

export function decodeUpdateFeaturesRequest(reader: ByteReader, version: number): UpdateFeaturesRequest {
  const timeoutMs = reader.int32();
  const featureUpdates = readArray(reader, true, 3, () => decodeUpdateFeaturesRequestFeatureUpdate(reader, version));
  const validateOnly = version >= 1 ? readBool(reader) : false;
  skipTags(reader);
  return { timeoutMs, featureUpdates, validateOnly };
}

export function encodeUpdateFeaturesRequest(writer: ByteWriter, value: UpdateFeaturesRequestInput, version: number): void {
  writer.int32((value.timeoutMs ?? 60000));
  writeArray(writer, true, value.featureUpdates, (item) => encodeUpdateFeaturesRequestFeatureUpdate(writer, item, version));
  if (version >= 1) writeBool(writer, (value.validateOnly ?? false));
  writer.int8(0);
}

export interface UpdateFeaturesRequestFeatureUpdate {
  readonly feature: string;
  readonly maxVersionLevel: number;
  readonly allowDowngrade: boolean;
  readonly upgradeType: number;
}

export interface UpdateFeaturesRequestFeatureUpdateInput extends Omit<UpdateFeaturesRequestFeatureUpdate, "allowDowngrade" | "upgradeType"> {
  readonly allowDowngrade?: boolean | undefined;
  readonly upgradeType?: number | undefined;
}

export function decodeUpdateFeaturesRequestFeatureUpdate(reader: ByteReader, version: number): UpdateFeaturesRequestFeatureUpdate {
  const feature = readString(reader, true);
  const maxVersionLevel = reader.int16();
  const allowDowngrade = version === 0 ? readBool(reader) : false;
  const upgradeType = version >= 1 ? reader.int8() : 1;
  skipTags(reader);
  return { feature, maxVersionLevel, allowDowngrade, upgradeType };
}

export function encodeUpdateFeaturesRequestFeatureUpdate(writer: ByteWriter, value: UpdateFeaturesRequestFeatureUpdateInput, version: number): void {
  writeString(writer, true, value.feature);
  writer.int16(value.maxVersionLevel);
  if (version === 0) writeBool(writer, (value.allowDowngrade ?? false));
  if (version >= 1) writer.int8((value.upgradeType ?? 1));
  writer.int8(0);
}

export interface UpdateFeaturesResponse {
  readonly throttleTimeMs: number;
  readonly errorCode: number;
  readonly errorMessage: string | null;
  readonly results: readonly UpdateFeaturesResponseResult[];
}

export interface UpdateFeaturesResponseInput extends Omit<UpdateFeaturesResponse, "throttleTimeMs" | "errorMessage" | "results"> {
  readonly throttleTimeMs?: number | undefined;
  readonly errorMessage?: string | null | undefined;
  readonly results?: readonly UpdateFeaturesResponseResultInput[] | undefined;
}

export function decodeUpdateFeaturesResponse(reader: ByteReader, version: number): UpdateFeaturesResponse {
  const throttleTimeMs = reader.int32();
  const errorCode = reader.int16();
  const errorMessage = readNullableString(reader, true);
  const results = version <= 1 ? readArray(reader, true, 4, () => decodeUpdateFeaturesResponseResult(reader, version)) : [];
  skipTags(reader);
  return { throttleTimeMs, errorCode, errorMessage, results };
}

export function encodeUpdateFeaturesResponse(writer: ByteWriter, value: UpdateFeaturesResponseInput, version: number): void {
  writer.int32((value.throttleTimeMs ?? 0));
  writer.int16(value.errorCode);
  writeNullableString(writer, true, (value.errorMessage ?? null));
  if (version <= 1) writeArray(writer, true, (value.results ?? []), (item) => encodeUpdateFeaturesResponseResult(writer, item, version));
  writer.int8(0);
}

export interface UpdateFeaturesResponseResult {
  readonly feature: string;
  readonly errorCode: number;
  readonly errorMessage: string | null;
}

export interface UpdateFeaturesResponseResultInput extends Omit<UpdateFeaturesResponseResult, "errorMessage"> {
  readonly errorMessage?: string | null | undefined;
}

export function decodeUpdateFeaturesResponseResult(reader: ByteReader, version: number): UpdateFeaturesResponseResult {
  const feature = readString(reader, true);
  const errorCode = reader.int16();
  const errorMessage = readNullableString(reader, true);
  skipTags(reader);
  return { feature, errorCode, errorMessage };
}

export function encodeUpdateFeaturesResponseResult(writer: ByteWriter, value: UpdateFeaturesResponseResultInput, version: number): void {
  writeString(writer, true, value.feature);
  writer.int16(value.errorCode);
  writeNullableString(writer, true, (value.errorMessage ?? null));
  writer.int8(0);
}
