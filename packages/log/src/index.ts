export * from "./port.ts";
export { syncBoundsMs } from "./figures.ts";
export { logErrors } from "./errors.ts";
export { openLog, type OpenLogOptions } from "./open.ts";
export type { EmbeddedLog } from "./embedded-log.ts";
export type { TailCut } from "./partition/recovery.ts";
export { defaultLogConfig, type LogConfig } from "./context.ts";
export { checkLog, type CheckFinding, type LogCheck } from "./check/check-log.ts";
export { scanSegment } from "./partition/scan.ts";
export type { ObjectPage, ObjectStore } from "./tier/object-store.ts";
export type { TierOptions } from "./tier/open-store.ts";
export { nodeDisk } from "./disk/node.ts";
export type { Disk, DiskEntry, DiskFile, DiskSpace } from "./disk/disk.ts";
export {
  checkTopicConfig,
  topicConfigs,
  topicSettings,
  type TopicConfig,
  type TopicConfigType,
  type TopicSettings,
} from "./topic/config.ts";
export { checkTopicName, isTopicName } from "./topic/name.ts";
export * from "./batch/header.ts";
export { AbortedFilter, committedBatches, type PlacedBatch } from "./batch/committed.ts";
export { batchCrc, batchFault, checkIncoming } from "./batch/check.ts";
export { encodeBatch, writeHeader, type BatchInput, type HeaderInput, type RecordInput } from "./batch/encode.ts";
export { decodeRecords, forEachRecord, isRecordFault, RecordReader, type DecodedRecord, type RecordHeader } from "./batch/records.ts";
export { codecNumber, codecOf, codecs, decompressedBytesLimit, type Codec, type CompressionName } from "./compression/index.ts";
