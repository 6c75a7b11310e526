// Made by scripts/generate.ts from definitions/22-init-producer-id.ts; change that, then run `npm run generate`.
import type { ByteReader, ByteWriter } from "@millrace/core";
import { readInt64, readNullableString, skipTags, writeNullableString } from "../protocol/primitives.ts";

export interface InitProducerIdRequest {
  readonly transactionalId: string | null;
  readonly transactionTimeoutMs: number;
  readonly producerId: number;
  readonly producerEpoch: number;
}

export interface InitProducerIdRequestInput extends Omit<InitProducerIdRequest, "producerId" | "producerEpoch"> {
  readonly producerId?: number | undefined;
  readonly producerEpoch?: number | undefined;
}

export function decodeInitProducerIdRequest(reader: ByteReader, version: number): InitProducerIdRequest {
  const flexible = version >= 2;
  const transactionalId = readNullableString(reader, flexible);
  const transactionTimeoutMs = reader.int32();
  const producerId = version >= 3 ? readInt64(reader) : -1;
  const producerEpoch = version >= 3 ? reader.int16() : -1;
  if (flexible) skipTags(reader);
  return { transactionalId, transactionTimeoutMs, producerId, producerEpoch };
}

export function encodeInitProducerIdRequest(writer: ByteWriter, value: InitProducerIdRequestInput, version: number): void {
  const flexible = version >= 2;
  writeNullableString(writer, flexible, value.transactionalId);
  writer.int32(value.transactionTimeoutMs);
  if (version >= 3) writer.int64((value.producerId ?? -1));
  if (version >= 3) writer.int16((value.producerEpoch ?? -1));
  if (flexible) writer.int8(0);
}

export interface InitProducerIdResponse {
  readonly throttleTimeMs: number;
  readonly errorCode: number;
  readonly producerId: number;
  readonly producerEpoch: number;
}

export interface InitProducerIdResponseInput extends Omit<InitProducerIdResponse, "throttleTimeMs" | "producerId"> {
  readonly throttleTimeMs?: number | undefined;
  readonly producerId?: number | undefined;
}

export function decodeInitProducerIdResponse(reader: ByteReader, version: number): InitProducerIdResponse {
  const flexible = version >= 2;
  const throttleTimeMs = reader.int32();
  const errorCode = reader.int16();
  const producerId = readInt64(reader);
  const producerEpoch = reader.int16();
  if (flexible) skipTags(reader);
  return { throttleTimeMs, errorCode, producerId, producerEpoch };
}

export function encodeInitProducerIdResponse(writer: ByteWriter, value: InitProducerIdResponseInput, version: number): void {
  const flexible = version >= 2;
  writer.int32((value.throttleTimeMs ?? 0));
  writer.int16(value.errorCode);
  writer.int64((value.producerId ?? -1));
  writer.int16(value.producerEpoch);
  if (flexible) writer.int8(0);
}
