// Made by scripts/generate.ts from definitions/61-describe-producers.ts; change that, then run `npm run generate`.
import type { ByteReader, ByteWriter } from "@millrace/core";
import { readArray, readInt64, readNullableString, readString, skipTags, writeArray, writeNullableString, writeString } from "../protocol/primitives.ts";

export interface DescribeProducersRequest {
  readonly topics: readonly DescribeProducersRequestTopic[];
}

export function decodeDescribeProducersRequest(reader: ByteReader, version: number): DescribeProducersRequest {
  const topics = readArray(reader, true, 2, () => decodeDescribeProducersRequestTopic(reader, version));
  skipTags(reader);
  return { topics };
}

export function encodeDescribeProducersRequest(writer: ByteWriter, value: DescribeProducersRequest, version: number): void {
  writeArray(writer, true, value.topics, (item) => encodeDescribeProducersRequestTopic(writer, item, version));
  writer.int8(0);
}

export interface DescribeProducersRequestTopic {
  readonly name: string;
  readonly partitionIndexes: readonly number[];
}

export function decodeDescribeProducersRequestTopic(reader: ByteReader, version: number): DescribeProducersRequestTopic {
  const name = readString(reader, true);
  const partitionIndexes = readArray(reader, true, 4, () => reader.int32());
  skipTags(reader);
  return { name, partitionIndexes };
}

export function encodeDescribeProducersRequestTopic(writer: ByteWriter, value: DescribeProducersRequestTopic, version: number): void {
  writeString(writer, true, value.name);
  writeArray(writer, true, value.partitionIndexes, (item) => writer.int32(item));
  writer.int8(0);
}

export interface DescribeProducersResponse {
  readonly throttleTimeMs: number;
  readonly topics: readonly DescribeProducersResponseTopic[];
}

export interface DescribeProducersResponseInput extends Omit<DescribeProducersResponse, "throttleTimeMs" | "topics"> {
  readonly throttleTimeMs?: number | undefined;
  readonly topics: readonly DescribeProducersResponseTopicInput[];
}

export function decodeDescribeProducersResponse(reader: ByteReader, version: number): DescribeProducersResponse {
  const throttleTimeMs = reader.int32();
  const topics = readArray(reader, true, 2, () => decodeDescribeProducersResponseTopic(reader, version));
  skipTags(reader);
  return { throttleTimeMs, topics };
}

export function encodeDescribeProducersResponse(writer: ByteWriter, value: DescribeProducersResponseInput, version: number): void {
  writer.int32((value.throttleTimeMs ?? 0));
  writeArray(writer, true, value.topics, (item) => encodeDescribeProducersResponseTopic(writer, item, version));
  writer.int8(0);
}

export interface DescribeProducersResponseTopic {
  readonly name: string;
  readonly partitions: readonly DescribeProducersResponsePartition[];
}

export interface DescribeProducersResponseTopicInput extends Omit<DescribeProducersResponseTopic, "partitions"> {
  readonly partitions: readonly DescribeProducersResponsePartitionInput[];
}

export function decodeDescribeProducersResponseTopic(reader: ByteReader, version: number): DescribeProducersResponseTopic {
  const name = readString(reader, true);
  const partitions = readArray(reader, true, 8, () => decodeDescribeProducersResponsePartition(reader, version));
  skipTags(reader);
  return { name, partitions };
}

export function encodeDescribeProducersResponseTopic(writer: ByteWriter, value: DescribeProducersResponseTopicInput, version: number): void {
  writeString(writer, true, value.name);
  writeArray(writer, true, value.partitions, (item) => encodeDescribeProducersResponsePartition(writer, item, version));
  writer.int8(0);
}

export interface DescribeProducersResponsePartition {
  readonly partitionIndex: number;
  readonly errorCode: number;
  readonly errorMessage: string | null;
  readonly activeProducers: readonly DescribeProducersResponseProducer[];
}

export interface DescribeProducersResponsePartitionInput extends Omit<DescribeProducersResponsePartition, "errorMessage" | "activeProducers"> {
  readonly errorMessage?: string | null | undefined;
  readonly activeProducers: readonly DescribeProducersResponseProducerInput[];
}

export function decodeDescribeProducersResponsePartition(reader: ByteReader, version: number): DescribeProducersResponsePartition {
  const partitionIndex = reader.int32();
  const errorCode = reader.int16();
  const errorMessage = readNullableString(reader, true);
  const activeProducers = readArray(reader, true, 36, () => decodeDescribeProducersResponseProducer(reader, version));
  skipTags(reader);
  return { partitionIndex, errorCode, errorMessage, activeProducers };
}

export function encodeDescribeProducersResponsePartition(writer: ByteWriter, value: DescribeProducersResponsePartitionInput, version: number): void {
  writer.int32(value.partitionIndex);
  writer.int16(value.errorCode);
  writeNullableString(writer, true, (value.errorMessage ?? null));
  writeArray(writer, true, value.activeProducers, (item) => encodeDescribeProducersResponseProducer(writer, item, version));
  writer.int8(0);
}

export interface DescribeProducersResponseProducer {
  readonly producerId: number;
  readonly producerEpoch: number;
  readonly lastSequence: number;
  readonly lastTimestamp: number;
  readonly coordinatorEpoch: number;
  readonly currentTxnStartOffset: number;
}

export interface DescribeProducersResponseProducerInput extends Omit<DescribeProducersResponseProducer, "lastSequence" | "lastTimestamp" | "currentTxnStartOffset"> {
  readonly lastSequence?: number | undefined;
  readonly lastTimestamp?: number | undefined;
  readonly currentTxnStartOffset?: number | undefined;
}

export function decodeDescribeProducersResponseProducer(reader: ByteReader, version: number): DescribeProducersResponseProducer {
  const producerId = readInt64(reader);
  const producerEpoch = reader.int32();
  const lastSequence = reader.int32();
  const lastTimestamp = readInt64(reader);
  const coordinatorEpoch = reader.int32();
  const currentTxnStartOffset = readInt64(reader);
  skipTags(reader);
  return { producerId, producerEpoch, lastSequence, lastTimestamp, coordinatorEpoch, currentTxnStartOffset };
}

export function encodeDescribeProducersResponseProducer(writer: ByteWriter, value: DescribeProducersResponseProducerInput, version: number): void {
  writer.int64(value.producerId);
  writer.int32(value.producerEpoch);
  writer.int32((value.lastSequence ?? -1));
  writer.int64((value.lastTimestamp ?? -1));
  writer.int32(value.coordinatorEpoch);
  writer.int64((value.currentTxnStartOffset ?? -1));
  writer.int8(0);
}
