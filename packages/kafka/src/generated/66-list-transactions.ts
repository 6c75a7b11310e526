// Made by scripts/generate.ts from definitions/66-list-transactions.ts; change that, then run `npm run generate`.
import type { ByteReader, ByteWriter } from "@millrace/core";
import { readArray, readInt64, readNullableString, readString, skipTags, writeArray, writeNullableString, writeString } from "../protocol/primitives.ts";

export interface ListTransactionsRequest {
  readonly stateFilters: readonly string[];
  readonly producerIdFilters: readonly number[];
  readonly durationFilter: number;
  readonly transactionalIdPattern: string | null;
}

export interface ListTransactionsRequestInput extends Omit<ListTransactionsRequest, "durationFilter" | "transactionalIdPattern"> {
  readonly durationFilter?: number | undefined;
  readonly transactionalIdPattern?: string | null | undefined;
}

export function decodeListTransactionsRequest(reader: ByteReader, version: number): ListTransactionsRequest {
  const stateFilters = readArray(reader, true, 1, () => readString(reader, true));
  const producerIdFilters = readArray(reader, true, 8, () => readInt64(reader));
  const durationFilter = version >= 1 ? readInt64(reader) : -1;
  const transactionalIdPattern = version >= 2 ? readNullableString(reader, true) : null;
  skipTags(reader);
  return { stateFilters, producerIdFilters, durationFilter, transactionalIdPattern };
}

export function encodeListTransactionsRequest(writer: ByteWriter, value: ListTransactionsRequestInput, version: number): void {
  writeArray(writer, true, value.stateFilters, (item) => writeString(writer, true, item));
  writeArray(writer, true, value.producerIdFilters, (item) => writer.int64(item));
  if (version >= 1) writer.int64((value.durationFilter ?? -1));
  if (version >= 2) writeNullableString(writer, true, (value.transactionalIdPattern ?? null));
  writer.int8(0);
}

export interface ListTransactionsResponse {
  readonly throttleTimeMs: number;
  readonly errorCode: number;
  readonly unknownStateFilters: readonly string[];
  readonly transactionStates: readonly ListTransactionsResponseTransactionState[];
}

export interface ListTransactionsResponseInput extends Omit<ListTransactionsResponse, "throttleTimeMs"> {
  readonly throttleTimeMs?: number | undefined;
}

export function decodeListTransactionsResponse(reader: ByteReader, version: number): ListTransactionsResponse {
  const throttleTimeMs = reader.int32();
  const errorCode = reader.int16();
  const unknownStateFilters = readArray(reader, true, 1, () => readString(reader, true));
  const transactionStates = readArray(reader, true, 10, () => decodeListTransactionsResponseTransactionState(reader, version));
  skipTags(reader);
  return { throttleTimeMs, errorCode, unknownStateFilters, transactionStates };
}

export function encodeListTransactionsResponse(writer: ByteWriter, value: ListTransactionsResponseInput, version: number): void {
  writer.int32((value.throttleTimeMs ?? 0));
  writer.int16(value.errorCode);
  writeArray(writer, true, value.unknownStateFilters, (item) => writeString(writer, true, item));
  writeArray(writer, true, value.transactionStates, (item) => encodeListTransactionsResponseTransactionState(writer, item, version));
  writer.int8(0);
}

export interface ListTransactionsResponseTransactionState {
  readonly transactionalId: string;
  readonly producerId: number;
  readonly transactionState: string;
}

export function decodeListTransactionsResponseTransactionState(reader: ByteReader, version: number): ListTransactionsResponseTransactionState {
  const transactionalId = readString(reader, true);
  const producerId = readInt64(reader);
  const transactionState = readString(reader, true);
  skipTags(reader);
  return { transactionalId, producerId, transactionState };
}

export function encodeListTransactionsResponseTransactionState(writer: ByteWriter, value: ListTransactionsResponseTransactionState, version: number): void {
  writeString(writer, true, value.transactionalId);
  writer.int64(value.producerId);
  writeString(writer, true, value.transactionState);
  writer.int8(0);
}
