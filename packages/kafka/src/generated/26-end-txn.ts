// Made by scripts/generate.ts from definitions/26-end-txn.ts; change that, then run `npm run generate`.
import type { ByteReader, ByteWriter } from "@millrace/core";
import { readBool, readInt64, readString, skipTags, writeBool, writeString } from "../protocol/primitives.ts";

export interface EndTxnRequest {
  readonly transactionalId: string;
  readonly producerId: number;
  readonly producerEpoch: number;
  readonly committed: boolean;
}

export function decodeEndTxnRequest(reader: ByteReader, version: number): EndTxnRequest {
  const flexible = version >= 3;
  const transactionalId = readString(reader, flexible);
  const producerId = readInt64(reader);
  const producerEpoch = reader.int16();
  const committed = readBool(reader);
  if (flexible) skipTags(reader);
  return { transactionalId, producerId, producerEpoch, committed };
}

export function encodeEndTxnRequest(writer: ByteWriter, value: EndTxnRequest, version: number): void {
  const flexible = version >= 3;
  writeString(writer, flexible, value.transactionalId);
  writer.int64(value.producerId);
  writer.int16(value.producerEpoch);
  writeBool(writer, value.committed);
  if (flexible) writer.int8(0);
}

export interface EndTxnResponse {
  readonly throttleTimeMs: number;
  readonly errorCode: number;
  readonly producerId: number;
  readonly producerEpoch: number;
}

export interface EndTxnResponseInput extends Omit<EndTxnResponse, "throttleTimeMs" | "producerId" | "producerEpoch"> {
  readonly throttleTimeMs?: number | undefined;
  readonly producerId?: number | undefined;
  readonly producerEpoch?: number | undefined;
}

export function decodeEndTxnResponse(reader: ByteReader, version: number): EndTxnResponse {
  const flexible = version >= 3;
  const throttleTimeMs = reader.int32();
  const errorCode = reader.int16();
  const producerId = version >= 5 ? readInt64(reader) : -1;
  const producerEpoch = version >= 5 ? reader.int16() : -1;
  if (flexible) skipTags(reader);
  return { throttleTimeMs, errorCode, producerId, producerEpoch };
}

export function encodeEndTxnResponse(writer: ByteWriter, value: EndTxnResponseInput, version: number): void {
  const flexible = version >= 3;
  writer.int32((value.throttleTimeMs ?? 0));
  writer.int16(value.errorCode);
  if (version >= 5) writer.int64((value.producerId ?? -1));
  if (version >= 5) writer.int16((value.producerEpoch ?? -1));
  if (flexible) writer.int8(0);
}
