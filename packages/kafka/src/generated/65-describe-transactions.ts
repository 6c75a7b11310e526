// Made by scripts/generate.ts from definitions/65-describe-transactions.ts; change that, then run `npm run generate`.
import type { ByteReader, ByteWriter } from "@millrace/core";
import { readArray, readInt64, readString, skipTags, writeArray, writeString } from "../protocol/primitives.ts";

export interface DescribeTransactionsRequest {
  readonly transactionalIds: readonly string[];
}

export function decodeDescribeTransactionsRequest(reader: ByteReader, version: number): DescribeTransactionsRequest {
  const transactionalIds = readArray(reader, true, 1, () => readString(reader, true));
  skipTags(reader);
  return { transactionalIds };
}

export function encodeDescribeTransactionsRequest(writer: ByteWriter, value: DescribeTransactionsRequest, version: number): void {
  writeArray(writer, true, value.transactionalIds, (item) => writeString(writer, true, item));
  writer.int8(0);
}

export interface DescribeTransactionsResponse {
  readonly throttleTimeMs: number;
  readonly transactionStates: readonly DescribeTransactionsResponseTransactionState[];
}

export interface DescribeTransactionsResponseInput extends Omit<DescribeTransactionsResponse, "throttleTimeMs"> {
  readonly throttleTimeMs?: number | undefined;
}

export function decodeDescribeTransactionsResponse(reader: ByteReader, version: number): DescribeTransactionsResponse {
  const throttleTimeMs = reader.int32();
  const transactionStates = readArray(reader, true, 27, () => decodeDescribeTransactionsResponseTransactionState(reader, version));
  skipTags(reader);
  return { throttleTimeMs, transactionStates };
}

export function encodeDescribeTransactionsResponse(writer: ByteWriter, value: DescribeTransactionsResponseInput, version: number): void {
  writer.int32((value.throttleTimeMs ?? 0));
  writeArray(writer, true, value.transactionStates, (item) => encodeDescribeTransactionsResponseTransactionState(writer, item, version));
  writer.int8(0);
}

export interface DescribeTransactionsResponseTransactionState {
  readonly errorCode: number;
  readonly transactionalId: string;
  readonly transactionState: string;
  readonly transactionTimeoutMs: number;
  readonly transactionStartTimeMs: number;
  readonly producerId: number;
  readonly producerEpoch: number;
  readonly topics: readonly DescribeTransactionsResponseTopic[];
}

export function decodeDescribeTransactionsResponseTransactionState(reader: ByteReader, version: number): DescribeTransactionsResponseTransactionState {
  const errorCode = reader.int16();
  const transactionalId = readString(reader, true);
  const transactionState = readString(reader, true);
  const transactionTimeoutMs = reader.int32();
  const transactionStartTimeMs = readInt64(reader);
  const producerId = readInt64(reader);
  const producerEpoch = reader.int16();
  const topics = readArray(reader, true, 2, () => decodeDescribeTransactionsResponseTopic(reader, version));
  skipTags(reader);
  return { errorCode, transactionalId, transactionState, transactionTimeoutMs, transactionStartTimeMs, producerId, producerEpoch, topics };
}

export function encodeDescribeTransactionsResponseTransactionState(writer: ByteWriter, value: DescribeTransactionsResponseTransactionState, version: number): void {
  writer.int16(value.errorCode);
  writeString(writer, true, value.transactionalId);
  writeString(writer, true, value.transactionState);
  writer.int32(value.transactionTimeoutMs);
  writer.int64(value.transactionStartTimeMs);
  writer.int64(value.producerId);
  writer.int16(value.producerEpoch);
  writeArray(writer, true, value.topics, (item) => encodeDescribeTransactionsResponseTopic(writer, item, version));
  writer.int8(0);
}

export interface DescribeTransactionsResponseTopic {
  readonly topic: string;
  readonly partitions: readonly number[];
}

export function decodeDescribeTransactionsResponseTopic(reader: ByteReader, version: number): DescribeTransactionsResponseTopic {
  const topic = readString(reader, true);
  const partitions = readArray(reader, true, 4, () => reader.int32());
  skipTags(reader);
  return { topic, partitions };
}

export function encodeDescribeTransactionsResponseTopic(writer: ByteWriter, value: DescribeTransactionsResponseTopic, version: number): void {
  writeString(writer, true, value.topic);
  writeArray(writer, true, value.partitions, (item) => writer.int32(item));
  writer.int8(0);
}
