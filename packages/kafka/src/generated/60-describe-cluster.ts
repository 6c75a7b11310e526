// Made by scripts/generate.ts from definitions/60-describe-cluster.ts; change that, then run `npm run generate`.
import type { ByteReader, ByteWriter } from "@millrace/core";
import { readArray, readBool, readNullableString, readString, skipTags, writeArray, writeBool, writeNullableString, writeString } from "../protocol/primitives.ts";

export interface DescribeClusterRequest {
  readonly includeClusterAuthorizedOperations: boolean;
  readonly endpointType: number;
  readonly includeFencedBrokers: boolean;
}

export interface DescribeClusterRequestInput extends Omit<DescribeClusterRequest, "includeClusterAuthorizedOperations" | "endpointType" | "includeFencedBrokers"> {
  readonly includeClusterAuthorizedOperations?: boolean | undefined;
  readonly endpointType?: number | undefined;
  readonly includeFencedBrokers?: boolean | undefined;
}

export function decodeDescribeClusterRequest(reader: ByteReader, version: number): DescribeClusterRequest {
  const includeClusterAuthorizedOperations = readBool(reader);
  const endpointType = version >= 1 ? reader.int8() : 1;
  const includeFencedBrokers = version >= 2 ? readBool(reader) : false;
  skipTags(reader);
  return { includeClusterAuthorizedOperations, endpointType, includeFencedBrokers };
}

export function encodeDescribeClusterRequest(writer: ByteWriter, value: DescribeClusterRequestInput, version: number): void {
  writeBool(writer, (value.includeClusterAuthorizedOperations ?? false));
  if (version >= 1) writer.int8((value.endpointType ?? 1));
  if (version >= 2) writeBool(writer, (value.includeFencedBrokers ?? false));
  writer.int8(0);
}

export interface DescribeClusterResponse {
  readonly throttleTimeMs: number;
  readonly errorCode: number;
  readonly errorMessage: string | null;
  readonly endpointType: number;
  readonly clusterId: string;
  readonly controllerId: number;
  readonly brokers: readonly DescribeClusterResponseBroker[];
  readonly clusterAuthorizedOperations: number;
}

export interface DescribeClusterResponseInput extends Omit<DescribeClusterResponse, "throttleTimeMs" | "errorMessage" | "endpointType" | "controllerId" | "brokers" | "clusterAuthorizedOperations"> {
  readonly throttleTimeMs?: number | undefined;
  readonly errorMessage?: string | null | undefined;
  readonly endpointType?: number | undefined;
  readonly controllerId?: number | undefined;
  readonly brokers: readonly DescribeClusterResponseBrokerInput[];
  readonly clusterAuthorizedOperations?: number | undefined;
}

export function decodeDescribeClusterResponse(reader: ByteReader, version: number): DescribeClusterResponse {
  const throttleTimeMs = reader.int32();
  const errorCode = reader.int16();
  const errorMessage = readNullableString(reader, true);
  const endpointType = version >= 1 ? reader.int8() : 1;
  const clusterId = readString(reader, true);
  const controllerId = reader.int32();
  const brokers = readArray(reader, true, 10, () => decodeDescribeClusterResponseBroker(reader, version));
  const clusterAuthorizedOperations = reader.int32();
  skipTags(reader);
  return { throttleTimeMs, errorCode, errorMessage, endpointType, clusterId, controllerId, brokers, clusterAuthorizedOperations };
}

export function encodeDescribeClusterResponse(writer: ByteWriter, value: DescribeClusterResponseInput, version: number): void {
  writer.int32((value.throttleTimeMs ?? 0));
  writer.int16(value.errorCode);
  writeNullableString(writer, true, (value.errorMessage ?? null));
  if (version >= 1) writer.int8((value.endpointType ?? 1));
  writeString(writer, true, value.clusterId);
  writer.int32((value.controllerId ?? -1));
  writeArray(writer, true, value.brokers, (item) => encodeDescribeClusterResponseBroker(writer, item, version));
  writer.int32((value.clusterAuthorizedOperations ?? -2147483648));
  writer.int8(0);
}

export interface DescribeClusterResponseBroker {
  readonly brokerId: number;
  readonly host: string;
  readonly port: number;
  readonly rack: string | null;
  readonly isFenced: boolean;
}

export interface DescribeClusterResponseBrokerInput extends Omit<DescribeClusterResponseBroker, "rack" | "isFenced"> {
  readonly rack?: string | null | undefined;
  readonly isFenced?: boolean | undefined;
}

export function decodeDescribeClusterResponseBroker(reader: ByteReader, version: number): DescribeClusterResponseBroker {
  const brokerId = reader.int32();
  const host = readString(reader, true);
  const port = reader.int32();
  const rack = readNullableString(reader, true);
  const isFenced = version >= 2 ? readBool(reader) : false;
  skipTags(reader);
  return { brokerId, host, port, rack, isFenced };
}

export function encodeDescribeClusterResponseBroker(writer: ByteWriter, value: DescribeClusterResponseBrokerInput, version: number): void {
  writer.int32(value.brokerId);
  writeString(writer, true, value.host);
  writer.int32(value.port);
  writeNullableString(writer, true, (value.rack ?? null));
  if (version >= 2) writeBool(writer, (value.isFenced ?? false));
  writer.int8(0);
}
