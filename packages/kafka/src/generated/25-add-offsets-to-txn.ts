// Made by scripts/generate.ts from definitions/25-add-offsets-to-txn.ts; change that, then run `npm run generate`.
import type { ByteReader, ByteWriter } from "@millrace/core";
import { readInt64, readString, skipTags, writeString } from "../protocol/primitives.ts";

export interface AddOffsetsToTxnRequest {
  readonly transactionalId: string;
  readonly producerId: number;
  readonly producerEpoch: number;
  readonly groupId: string;
}

export function decodeAddOffsetsToTxnRequest(reader: ByteReader, version: number): AddOffsetsToTxnRequest {
  const flexible = version >= 3;
  const transactionalId = readString(reader, flexible);
  const producerId = readInt64(reader);
  const producerEpoch = reader.int16();
  const groupId = readString(reader, flexible);
  if (flexible) skipTags(reader);
  return { transactionalId, producerId, producerEpoch, groupId };
}

export function encodeAddOffsetsToTxnRequest(writer: ByteWriter, value: AddOffsetsToTxnRequest, version: number): void {
  const flexible = version >= 3;
  writeString(writer, flexible, value.transactionalId);
  writer.int64(value.producerId);
  writer.int16(value.producerEpoch);
  writeString(writer, flexible, value.groupId);
  if (flexible) writer.int8(0);
}

export interface AddOffsetsToTxnResponse {
  readonly throttleTimeMs: number;
  readonly errorCode: number;
}

export interface AddOffsetsToTxnResponseInput extends Omit<AddOffsetsToTxnResponse, "throttleTimeMs"> {
  readonly throttleTimeMs?: number | undefined;
}

export function decodeAddOffsetsToTxnResponse(reader: ByteReader, version: number): AddOffsetsToTxnResponse {
  const flexible = version >= 3;
  const throttleTimeMs = reader.int32();
  const errorCode = reader.int16();
  if (flexible) skipTags(reader);
  return { throttleTimeMs, errorCode };
}

export function encodeAddOffsetsToTxnResponse(writer: ByteWriter, value: AddOffsetsToTxnResponseInput, version: number): void {
  const flexible = version >= 3;
  writer.int32((value.throttleTimeMs ?? 0));
  writer.int16(value.errorCode);
  if (flexible) writer.int8(0);
}
