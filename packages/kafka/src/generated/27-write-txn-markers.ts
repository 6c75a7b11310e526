// Made by scripts/generate.ts from definitions/27-write-txn-markers.ts; change that, then run `npm run generate`.
import type { ByteReader, ByteWriter } from "@millrace/core";
import { readArray, readBool, readInt64, readString, skipTags, writeArray, writeBool, writeString } from "../protocol/primitives.ts";

export interface WriteTxnMarkersRequest {
  readonly markers: readonly WriteTxnMarkersRequestMarker[];
}

export interface WriteTxnMarkersRequestInput extends Omit<WriteTxnMarkersRequest, "markers"> {
  readonly markers: readonly WriteTxnMarkersRequestMarkerInput[];
}

export function decodeWriteTxnMarkersRequest(reader: ByteReader, version: number): WriteTxnMarkersRequest {
  const markers = readArray(reader, true, 16, () => decodeWriteTxnMarkersRequestMarker(reader, version));
  skipTags(reader);
  return { markers };
}

export function encodeWriteTxnMarkersRequest(writer: ByteWriter, value: WriteTxnMarkersRequestInput, version: number): void {
  writeArray(writer, true, value.markers, (item) => encodeWriteTxnMarkersRequestMarker(writer, item, version));
  writer.int8(0);
}

export interface WriteTxnMarkersRequestMarker {
  readonly producerId: number;
  readonly producerEpoch: number;
  readonly transactionResult: boolean;
  readonly topics: readonly WriteTxnMarkersRequestTopic[];
  readonly coordinatorEpoch: number;
  readonly transactionVersion: number;
}

export interface WriteTxnMarkersRequestMarkerInput extends Omit<WriteTxnMarkersRequestMarker, "transactionVersion"> {
  readonly transactionVersion?: number | undefined;
}

export function decodeWriteTxnMarkersRequestMarker(reader: ByteReader, version: number): WriteTxnMarkersRequestMarker {
  const producerId = readInt64(reader);
  const producerEpoch = reader.int16();
  const transactionResult = readBool(reader);
  const topics = readArray(reader, true, 2, () => decodeWriteTxnMarkersRequestTopic(reader, version));
  const coordinatorEpoch = reader.int32();
  const transactionVersion = version >= 2 ? reader.int8() : 0;
  skipTags(reader);
  return { producerId, producerEpoch, transactionResult, topics, coordinatorEpoch, transactionVersion };
}

export function encodeWriteTxnMarkersRequestMarker(writer: ByteWriter, value: WriteTxnMarkersRequestMarkerInput, version: number): void {
  writer.int64(value.producerId);
  writer.int16(value.producerEpoch);
  writeBool(writer, value.transactionResult);
  writeArray(writer, true, value.topics, (item) => encodeWriteTxnMarkersRequestTopic(writer, item, version));
  writer.int32(value.coordinatorEpoch);
  if (version >= 2) writer.int8((value.transactionVersion ?? 0));
  writer.int8(0);
}

export interface WriteTxnMarkersRequestTopic {
  readonly name: string;
  readonly partitionIndexes: readonly number[];
}

export function decodeWriteTxnMarkersRequestTopic(reader: ByteReader, version: number): WriteTxnMarkersRequestTopic {
  const name = readString(reader, true);
  const partitionIndexes = readArray(reader, true, 4, () => reader.int32());
  skipTags(reader);
  return { name, partitionIndexes };
}

export function encodeWriteTxnMarkersRequestTopic(writer: ByteWriter, value: WriteTxnMarkersRequestTopic, version: number): void {
  writeString(writer, true, value.name);
  writeArray(writer, true, value.partitionIndexes, (item) => writer.int32(item));
  writer.int8(0);
}

export interface WriteTxnMarkersResponse {
  readonly markers: readonly WriteTxnMarkersResponseMarker[];
}

export function decodeWriteTxnMarkersResponse(reader: ByteReader, version: number): WriteTxnMarkersResponse {
  const markers = readArray(reader, true, 9, () => decodeWriteTxnMarkersResponseMarker(reader, version));
  skipTags(reader);
  return { markers };
}

export function encodeWriteTxnMarkersResponse(writer: ByteWriter, value: WriteTxnMarkersResponse, version: number): void {
  writeArray(writer, true, value.markers, (item) => encodeWriteTxnMarkersResponseMarker(writer, item, version));
  writer.int8(0);
}

export interface WriteTxnMarkersResponseMarker {
  readonly producerId: number;
  readonly topics: readonly WriteTxnMarkersResponseTopic[];
}

export function decodeWriteTxnMarkersResponseMarker(reader: ByteReader, version: number): WriteTxnMarkersResponseMarker {
  const producerId = readInt64(reader);
  const topics = readArray(reader, true, 2, () => decodeWriteTxnMarkersResponseTopic(reader, version));
  skipTags(reader);
  return { producerId, topics };
}

export function encodeWriteTxnMarkersResponseMarker(writer: ByteWriter, value: WriteTxnMarkersResponseMarker, version: number): void {
  writer.int64(value.producerId);
  writeArray(writer, true, value.topics, (item) => encodeWriteTxnMarkersResponseTopic(writer, item, version));
  writer.int8(0);
}

export interface WriteTxnMarkersResponseTopic {
  readonly name: string;
  readonly partitions: readonly WriteTxnMarkersResponsePartition[];
}

export function decodeWriteTxnMarkersResponseTopic(reader: ByteReader, version: number): WriteTxnMarkersResponseTopic {
  const name = readString(reader, true);
  const partitions = readArray(reader, true, 6, () => decodeWriteTxnMarkersResponsePartition(reader, version));
  skipTags(reader);
  return { name, partitions };
}

export function encodeWriteTxnMarkersResponseTopic(writer: ByteWriter, value: WriteTxnMarkersResponseTopic, version: number): void {
  writeString(writer, true, value.name);
  writeArray(writer, true, value.partitions, (item) => encodeWriteTxnMarkersResponsePartition(writer, item, version));
  writer.int8(0);
}

export interface WriteTxnMarkersResponsePartition {
  readonly partitionIndex: number;
  readonly errorCode: number;
}

export function decodeWriteTxnMarkersResponsePartition(reader: ByteReader, version: number): WriteTxnMarkersResponsePartition {
  const partitionIndex = reader.int32();
  const errorCode = reader.int16();
  skipTags(reader);
  return { partitionIndex, errorCode };
}

export function encodeWriteTxnMarkersResponsePartition(writer: ByteWriter, value: WriteTxnMarkersResponsePartition, version: number): void {
  writer.int32(value.partitionIndex);
  writer.int16(value.errorCode);
  writer.int8(0);
}
