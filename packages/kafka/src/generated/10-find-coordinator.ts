// Made by scripts/generate.ts from definitions/10-find-coordinator.ts; change that, then run `npm run generate`.
import type { ByteReader, ByteWriter } from "@millrace/core";
import { readArray, readNullableString, readString, skipTags, writeArray, writeNullableString, writeString } from "../protocol/primitives.ts";

export interface FindCoordinatorRequest {
  readonly key: string;
  readonly keyType: number;
  readonly coordinatorKeys: readonly string[];
}

export interface FindCoordinatorRequestInput extends Omit<FindCoordinatorRequest, "keyType" | "coordinatorKeys"> {
  readonly keyType?: number | undefined;
  readonly coordinatorKeys?: readonly string[] | undefined;
}

export function decodeFindCoordinatorRequest(reader: ByteReader, version: number): FindCoordinatorRequest {
  const flexible = version >= 3;
  const key = version <= 3 ? readString(reader, flexible) : "";
  const keyType = version >= 1 ? reader.int8() : 0;
  const coordinatorKeys = version >= 4 ? readArray(reader, flexible, 1, () => readString(reader, flexible)) : [];
  if (flexible) skipTags(reader);
  return { key, keyType, coordinatorKeys };
}

export function encodeFindCoordinatorRequest(writer: ByteWriter, value: FindCoordinatorRequestInput, version: number): void {
  const flexible = version >= 3;
  if (version <= 3) writeString(writer, flexible, value.key);
  if (version >= 1) writer.int8((value.keyType ?? 0));
  if (version >= 4) writeArray(writer, flexible, (value.coordinatorKeys ?? []), (item) => writeString(writer, flexible, item));
  if (flexible) writer.int8(0);
}

export interface FindCoordinatorResponse {
  readonly throttleTimeMs: number;
  readonly errorCode: number;
  readonly errorMessage: string | null;
  readonly nodeId: number;
  readonly host: string;
  readonly port: number;
  readonly coordinators: readonly FindCoordinatorResponseCoordinator[];
}

export interface FindCoordinatorResponseInput extends Omit<FindCoordinatorResponse, "throttleTimeMs" | "errorCode" | "errorMessage" | "nodeId" | "host" | "port" | "coordinators"> {
  readonly throttleTimeMs?: number | undefined;
  readonly errorCode?: number | undefined;
  readonly errorMessage?: string | null | undefined;
  readonly nodeId?: number | undefined;
  readonly host?: string | undefined;
  readonly port?: number | undefined;
  readonly coordinators?: readonly FindCoordinatorResponseCoordinator[] | undefined;
}

export function decodeFindCoordinatorResponse(reader: ByteReader, version: number): FindCoordinatorResponse {
  const flexible = version >= 3;
  const throttleTimeMs = version >= 1 ? reader.int32() : 0;
  const errorCode = version <= 3 ? reader.int16() : 0;
  const errorMessage = version >= 1 && version <= 3 ? readNullableString(reader, flexible) : null;
  const nodeId = version <= 3 ? reader.int32() : -1;
  const host = version <= 3 ? readString(reader, flexible) : "";
  const port = version <= 3 ? reader.int32() : -1;
  const coordinators = version >= 4 ? readArray(reader, flexible, 13, () => decodeFindCoordinatorResponseCoordinator(reader, version)) : [];
  if (flexible) skipTags(reader);
  return { throttleTimeMs, errorCode, errorMessage, nodeId, host, port, coordinators };
}

export function encodeFindCoordinatorResponse(writer: ByteWriter, value: FindCoordinatorResponseInput, version: number): void {
  const flexible = version >= 3;
  if (version >= 1) writer.int32((value.throttleTimeMs ?? 0));
  if (version <= 3) writer.int16((value.errorCode ?? 0));
  if (version >= 1 && version <= 3) writeNullableString(writer, flexible, (value.errorMessage ?? null));
  if (version <= 3) writer.int32((value.nodeId ?? -1));
  if (version <= 3) writeString(writer, flexible, (value.host ?? ""));
  if (version <= 3) writer.int32((value.port ?? -1));
  if (version >= 4) writeArray(writer, flexible, (value.coordinators ?? []), (item) => encodeFindCoordinatorResponseCoordinator(writer, item, version));
  if (flexible) writer.int8(0);
}

export interface FindCoordinatorResponseCoordinator {
  readonly key: string;
  readonly nodeId: number;
  readonly host: string;
  readonly port: number;
  readonly errorCode: number;
  readonly errorMessage: string | null;
}

export function decodeFindCoordinatorResponseCoordinator(reader: ByteReader, version: number): FindCoordinatorResponseCoordinator {
  const flexible = version >= 3;
  const key = readString(reader, flexible);
  const nodeId = reader.int32();
  const host = readString(reader, flexible);
  const port = reader.int32();
  const errorCode = reader.int16();
  const errorMessage = readNullableString(reader, flexible);
  if (flexible) skipTags(reader);
  return { key, nodeId, host, port, errorCode, errorMessage };
}

export function encodeFindCoordinatorResponseCoordinator(writer: ByteWriter, value: FindCoordinatorResponseCoordinator, version: number): void {
  const flexible = version >= 3;
  writeString(writer, flexible, value.key);
  writer.int32(value.nodeId);
  writeString(writer, flexible, value.host);
  writer.int32(value.port);
  writer.int16(value.errorCode);
  writeNullableString(writer, flexible, value.errorMessage);
  if (flexible) writer.int8(0);
}
