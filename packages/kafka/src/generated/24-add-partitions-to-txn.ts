// Made by scripts/generate.ts from definitions/24-add-partitions-to-txn.ts; change that, then run `npm run generate`.
import type { ByteReader, ByteWriter } from "@millrace/core";
import { readArray, readBool, readInt64, readString, skipTags, writeArray, writeBool, writeString } from "../protocol/primitives.ts";

export interface AddPartitionsToTxnRequest {
  readonly transactions: readonly AddPartitionsToTxnRequestTransaction[];
  readonly v3AndBelowTransactionalId: string;
  readonly v3AndBelowProducerId: number;
  readonly v3AndBelowProducerEpoch: number;
  readonly v3AndBelowTopics: readonly AddPartitionsToTxnRequestTopicV3AndBelow[];
}

export interface AddPartitionsToTxnRequestInput extends Omit<AddPartitionsToTxnRequest, "transactions" | "v3AndBelowTransactionalId" | "v3AndBelowProducerId" | "v3AndBelowProducerEpoch" | "v3AndBelowTopics"> {
  readonly transactions?: readonly AddPartitionsToTxnRequestTransactionInput[] | undefined;
  readonly v3AndBelowTransactionalId?: string | undefined;
  readonly v3AndBelowProducerId?: number | undefined;
  readonly v3AndBelowProducerEpoch?: number | undefined;
  readonly v3AndBelowTopics?: readonly AddPartitionsToTxnRequestTopicV3AndBelow[] | undefined;
}

export function decodeAddPartitionsToTxnRequest(reader: ByteReader, version: number): AddPartitionsToTxnRequest {
  const flexible = version >= 3;
  const transactions = version >= 4 ? readArray(reader, flexible, 13, () => decodeAddPartitionsToTxnRequestTransaction(reader, version)) : [];
  const v3AndBelowTransactionalId = version <= 3 ? readString(reader, flexible) : "";
  const v3AndBelowProducerId = version <= 3 ? readInt64(reader) : 0;
  const v3AndBelowProducerEpoch = version <= 3 ? reader.int16() : 0;
  const v3AndBelowTopics = version <= 3 ? readArray(reader, flexible, 2, () => decodeAddPartitionsToTxnRequestTopicV3AndBelow(reader, version)) : [];
  if (flexible) skipTags(reader);
  return { transactions, v3AndBelowTransactionalId, v3AndBelowProducerId, v3AndBelowProducerEpoch, v3AndBelowTopics };
}

export function encodeAddPartitionsToTxnRequest(writer: ByteWriter, value: AddPartitionsToTxnRequestInput, version: number): void {
  const flexible = version >= 3;
  if (version >= 4) writeArray(writer, flexible, (value.transactions ?? []), (item) => encodeAddPartitionsToTxnRequestTransaction(writer, item, version));
  if (version <= 3) writeString(writer, flexible, (value.v3AndBelowTransactionalId ?? ""));
  if (version <= 3) writer.int64((value.v3AndBelowProducerId ?? 0));
  if (version <= 3) writer.int16((value.v3AndBelowProducerEpoch ?? 0));
  if (version <= 3) writeArray(writer, flexible, (value.v3AndBelowTopics ?? []), (item) => encodeAddPartitionsToTxnRequestTopicV3AndBelow(writer, item, version));
  if (flexible) writer.int8(0);
}

export interface AddPartitionsToTxnRequestTopicV3AndBelow {
  readonly name: string;
  readonly partitions: readonly number[];
}

export function decodeAddPartitionsToTxnRequestTopicV3AndBelow(reader: ByteReader, version: number): AddPartitionsToTxnRequestTopicV3AndBelow {
  const flexible = version >= 3;
  const name = readString(reader, flexible);
  const partitions = readArray(reader, flexible, 4, () => reader.int32());
  if (flexible) skipTags(reader);
  return { name, partitions };
}

export function encodeAddPartitionsToTxnRequestTopicV3AndBelow(writer: ByteWriter, value: AddPartitionsToTxnRequestTopicV3AndBelow, version: number): void {
  const flexible = version >= 3;
  writeString(writer, flexible, value.name);
  writeArray(writer, flexible, value.partitions, (item) => writer.int32(item));
  if (flexible) writer.int8(0);
}

export interface AddPartitionsToTxnRequestTransaction {
  readonly transactionalId: string;
  readonly producerId: number;
  readonly producerEpoch: number;
  readonly verifyOnly: boolean;
  readonly topics: readonly AddPartitionsToTxnRequestTopic[];
}

export interface AddPartitionsToTxnRequestTransactionInput extends Omit<AddPartitionsToTxnRequestTransaction, "verifyOnly"> {
  readonly verifyOnly?: boolean | undefined;
}

export function decodeAddPartitionsToTxnRequestTransaction(reader: ByteReader, version: number): AddPartitionsToTxnRequestTransaction {
  const flexible = version >= 3;
  const transactionalId = readString(reader, flexible);
  const producerId = readInt64(reader);
  const producerEpoch = reader.int16();
  const verifyOnly = readBool(reader);
  const topics = readArray(reader, flexible, 2, () => decodeAddPartitionsToTxnRequestTopic(reader, version));
  if (flexible) skipTags(reader);
  return { transactionalId, producerId, producerEpoch, verifyOnly, topics };
}

export function encodeAddPartitionsToTxnRequestTransaction(writer: ByteWriter, value: AddPartitionsToTxnRequestTransactionInput, version: number): void {
  const flexible = version >= 3;
  writeString(writer, flexible, value.transactionalId);
  writer.int64(value.producerId);
  writer.int16(value.producerEpoch);
  writeBool(writer, (value.verifyOnly ?? false));
  writeArray(writer, flexible, value.topics, (item) => encodeAddPartitionsToTxnRequestTopic(writer, item, version));
  if (flexible) writer.int8(0);
}

export interface AddPartitionsToTxnRequestTopic {
  readonly name: string;
  readonly partitions: readonly number[];
}

export function decodeAddPartitionsToTxnRequestTopic(reader: ByteReader, version: number): AddPartitionsToTxnRequestTopic {
  const flexible = version >= 3;
  const name = readString(reader, flexible);
  const partitions = readArray(reader, flexible, 4, () => reader.int32());
  if (flexible) skipTags(reader);
  return { name, partitions };
}

export function encodeAddPartitionsToTxnRequestTopic(writer: ByteWriter, value: AddPartitionsToTxnRequestTopic, version: number): void {
  const flexible = version >= 3;
  writeString(writer, flexible, value.name);
  writeArray(writer, flexible, value.partitions, (item) => writer.int32(item));
  if (flexible) writer.int8(0);
}

export interface AddPartitionsToTxnResponse {
  readonly throttleTimeMs: number;
  readonly errorCode: number;
  readonly resultsByTransaction: readonly AddPartitionsToTxnResponseTransactionResult[];
  readonly resultsByTopicV3AndBelow: readonly AddPartitionsToTxnResponseTopicResultV3AndBelow[];
}

export interface AddPartitionsToTxnResponseInput extends Omit<AddPartitionsToTxnResponse, "throttleTimeMs" | "errorCode" | "resultsByTransaction" | "resultsByTopicV3AndBelow"> {
  readonly throttleTimeMs?: number | undefined;
  readonly errorCode?: number | undefined;
  readonly resultsByTransaction?: readonly AddPartitionsToTxnResponseTransactionResult[] | undefined;
  readonly resultsByTopicV3AndBelow?: readonly AddPartitionsToTxnResponseTopicResultV3AndBelow[] | undefined;
}

export function decodeAddPartitionsToTxnResponse(reader: ByteReader, version: number): AddPartitionsToTxnResponse {
  const flexible = version >= 3;
  const throttleTimeMs = reader.int32();
  const errorCode = version >= 4 ? reader.int16() : 0;
  const resultsByTransaction = version >= 4 ? readArray(reader, flexible, 2, () => decodeAddPartitionsToTxnResponseTransactionResult(reader, version)) : [];
  const resultsByTopicV3AndBelow = version <= 3 ? readArray(reader, flexible, 2, () => decodeAddPartitionsToTxnResponseTopicResultV3AndBelow(reader, version)) : [];
  if (flexible) skipTags(reader);
  return { throttleTimeMs, errorCode, resultsByTransaction, resultsByTopicV3AndBelow };
}

export function encodeAddPartitionsToTxnResponse(writer: ByteWriter, value: AddPartitionsToTxnResponseInput, version: number): void {
  const flexible = version >= 3;
  writer.int32((value.throttleTimeMs ?? 0));
  if (version >= 4) writer.int16((value.errorCode ?? 0));
  if (version >= 4) writeArray(writer, flexible, (value.resultsByTransaction ?? []), (item) => encodeAddPartitionsToTxnResponseTransactionResult(writer, item, version));
  if (version <= 3) writeArray(writer, flexible, (value.resultsByTopicV3AndBelow ?? []), (item) => encodeAddPartitionsToTxnResponseTopicResultV3AndBelow(writer, item, version));
  if (flexible) writer.int8(0);
}

export interface AddPartitionsToTxnResponseTopicResultV3AndBelow {
  readonly name: string;
  readonly resultsByPartition: readonly AddPartitionsToTxnResponsePartitionResultV3AndBelow[];
}

export function decodeAddPartitionsToTxnResponseTopicResultV3AndBelow(reader: ByteReader, version: number): AddPartitionsToTxnResponseTopicResultV3AndBelow {
  const flexible = version >= 3;
  const name = readString(reader, flexible);
  const resultsByPartition = readArray(reader, flexible, 6, () => decodeAddPartitionsToTxnResponsePartitionResultV3AndBelow(reader, version));
  if (flexible) skipTags(reader);
  return { name, resultsByPartition };
}

export function encodeAddPartitionsToTxnResponseTopicResultV3AndBelow(writer: ByteWriter, value: AddPartitionsToTxnResponseTopicResultV3AndBelow, version: number): void {
  const flexible = version >= 3;
  writeString(writer, flexible, value.name);
  writeArray(writer, flexible, value.resultsByPartition, (item) => encodeAddPartitionsToTxnResponsePartitionResultV3AndBelow(writer, item, version));
  if (flexible) writer.int8(0);
}

export interface AddPartitionsToTxnResponsePartitionResultV3AndBelow {
  readonly partitionIndex: number;
  readonly partitionErrorCode: number;
}

export function decodeAddPartitionsToTxnResponsePartitionResultV3AndBelow(reader: ByteReader, version: number): AddPartitionsToTxnResponsePartitionResultV3AndBelow {
  const flexible = version >= 3;
  const partitionIndex = reader.int32();
  const partitionErrorCode = reader.int16();
  if (flexible) skipTags(reader);
  return { partitionIndex, partitionErrorCode };
}

export function encodeAddPartitionsToTxnResponsePartitionResultV3AndBelow(writer: ByteWriter, value: AddPartitionsToTxnResponsePartitionResultV3AndBelow, version: number): void {
  const flexible = version >= 3;
  writer.int32(value.partitionIndex);
  writer.int16(value.partitionErrorCode);
  if (flexible) writer.int8(0);
}

export interface AddPartitionsToTxnResponseTransactionResult {
  readonly transactionalId: string;
  readonly topicResults: readonly AddPartitionsToTxnResponseTopicResult[];
}

export function decodeAddPartitionsToTxnResponseTransactionResult(reader: ByteReader, version: number): AddPartitionsToTxnResponseTransactionResult {
  const flexible = version >= 3;
  const transactionalId = readString(reader, flexible);
  const topicResults = readArray(reader, flexible, 2, () => decodeAddPartitionsToTxnResponseTopicResult(reader, version));
  if (flexible) skipTags(reader);
  return { transactionalId, topicResults };
}

export function encodeAddPartitionsToTxnResponseTransactionResult(writer: ByteWriter, value: AddPartitionsToTxnResponseTransactionResult, version: number): void {
  const flexible = version >= 3;
  writeString(writer, flexible, value.transactionalId);
  writeArray(writer, flexible, value.topicResults, (item) => encodeAddPartitionsToTxnResponseTopicResult(writer, item, version));
  if (flexible) writer.int8(0);
}

export interface AddPartitionsToTxnResponseTopicResult {
  readonly name: string;
  readonly resultsByPartition: readonly AddPartitionsToTxnResponsePartitionResult[];
}

export function decodeAddPartitionsToTxnResponseTopicResult(reader: ByteReader, version: number): AddPartitionsToTxnResponseTopicResult {
  const flexible = version >= 3;
  const name = readString(reader, flexible);
  const resultsByPartition = readArray(reader, flexible, 6, () => decodeAddPartitionsToTxnResponsePartitionResult(reader, version));
  if (flexible) skipTags(reader);
  return { name, resultsByPartition };
}

export function encodeAddPartitionsToTxnResponseTopicResult(writer: ByteWriter, value: AddPartitionsToTxnResponseTopicResult, version: number): void {
  const flexible = version >= 3;
  writeString(writer, flexible, value.name);
  writeArray(writer, flexible, value.resultsByPartition, (item) => encodeAddPartitionsToTxnResponsePartitionResult(writer, item, version));
  if (flexible) writer.int8(0);
}

export interface AddPartitionsToTxnResponsePartitionResult {
  readonly partitionIndex: number;
  readonly partitionErrorCode: number;
}

export function decodeAddPartitionsToTxnResponsePartitionResult(reader: ByteReader, version: number): AddPartitionsToTxnResponsePartitionResult {
  const flexible = version >= 3;
  const partitionIndex = reader.int32();
  const partitionErrorCode = reader.int16();
  if (flexible) skipTags(reader);
  return { partitionIndex, partitionErrorCode };
}

export function encodeAddPartitionsToTxnResponsePartitionResult(writer: ByteWriter, value: AddPartitionsToTxnResponsePartitionResult, version: number): void {
  const flexible = version >= 3;
  writer.int32(value.partitionIndex);
  writer.int16(value.partitionErrorCode);
  if (flexible) writer.int8(0);
}
