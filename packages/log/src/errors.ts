// Everything that the log refuses, and what stops it. Each code is triggered by a test.
import { defineErrors } from "@millrace/core";

export const logErrors = defineErrors("log", {
  topicUnknown: {
    message: (topic: string) => `topic "${topic}" does not exist`,
    hint: "create it first, or list the topics that exist",
  },
  partitionUnknown: {
    message: (topic: string, partition: number, partitions: number) =>
      `topic "${topic}" has ${partitions} partition${partitions === 1 ? "" : "s"}, so there is no partition ${partition}`,
    hint: "partitions are numbered from 0",
  },
  folderMissing: {
    message: (folder: string) => `"${folder}" is not a data folder: it has no topics`,
    hint: "name the folder that Millrace was started with (--data)",
  },
  topicExists: { message: (topic: string) => `topic "${topic}" exists already` },
  topicName: {
    message: (topic: string) => `${JSON.stringify(topic.slice(0, 300))} is not a topic name`,
    hint: '1 to 249 letters, digits, dots, underscores and hyphens; not "." or ".."',
  },
  topicLimit: {
    message: (limit: number) => `there are ${limit} topics already`,
    hint: "delete topics that are no longer needed",
  },
  partitionCount: {
    message: (topic: string, count: number, detail: string) => `topic "${topic}" cannot have ${count} partitions: ${detail}`,
  },
  configUnknown: {
    message: (name: string) => `"${name}" is not a topic setting`,
    hint: "the settings are those of Kafka's topics, such as retention.ms and cleanup.policy",
  },
  configValue: {
    message: (name: string, value: string, expected: string) => `${name} is ${JSON.stringify(value)}, not ${expected}`,
  },
  batchInvalid: {
    message: (detail: string) => `the record batch is not valid: ${detail}`,
    hint: "batches must be in Kafka's record format version 2",
  },
  batchChecksum: {
    retriable: true,
    message: (stored: number, computed: number) => `the record batch says CRC-32C ${hex(stored)}, but its bytes give ${hex(computed)}`,
    hint: "the bytes changed on their way here; send them again",
  },
  recordTooLarge: {
    message: (size: number, limit: number) => `the record batch has ${size} bytes; max.message.bytes is ${limit}`,
    hint: "send smaller batches, or raise the topic's max.message.bytes",
  },
  recordKeyless: {
    message: (topic: string) => `a record without a key came to the compacted topic "${topic}"`,
    hint: "compaction keeps the last record of each key, so each record needs one",
  },
  compressionUnknown: { message: (codec: number) => `compression codec ${codec} is not known` },
  compressionInvalid: { message: (codec: string, detail: string) => `the ${codec} data does not decompress: ${detail}` },
  compressionBomb: { message: (codec: string, limit: number) => `the ${codec} data decompresses to more than ${limit} bytes` },
  offsetOutOfRange: {
    message: (topic: string, partition: number, offset: number, start: number, end: number) =>
      `offset ${offset} of "${topic}" partition ${partition} is outside of ${start} to ${end}`,
    hint: "the records may have been removed by retention",
  },
  sequenceGap: {
    message: (producerId: number, expected: number, got: number) =>
      `producer ${producerId} sent sequence number ${got}, but ${expected} is next`,
  },
  producerFenced: {
    message: (producerId: number, epoch: number, current: number) =>
      `producer ${producerId} has epoch ${epoch}, but epoch ${current} is in use`,
    hint: "a newer instance of this producer took over",
  },
  coordinatorFenced: {
    message: (producerId: number, epoch: number, current: number) =>
      `the transaction of producer ${producerId} was ended by a coordinator with epoch ${epoch}, but epoch ${current} is in use`,
    hint: "another coordinator took over",
  },
  transactionOpen: {
    message: (producerId: number) => `producer ${producerId} sent a batch outside of the transaction that it has open here`,
    hint: "a producer that begins a transaction sends everything in one until it ends it",
  },
  busy: {
    retriable: true,
    message: (what: string) => `the log holds as many ${what} as it may`,
    hint: "try again in a moment",
  },
  diskFull: {
    retriable: true,
    message: (path: string) => `no space is left on the disk of ${path}`,
    hint: "free some space, or lower the retention of a topic; nothing of this append was kept",
  },
  stopped: {
    message: (reason: string) => `the log stopped, because ${reason}`,
    hint: "restart the process when the disk is sound; everything that was acknowledged is kept",
  },
  tierMissing: {
    message: () => "these records are to be kept in an object store, but none is set",
    hint: "start Millrace with --tier",
  },
  tierUnavailable: {
    retriable: true,
    message: (store: string, reason: string) => `the object store ${store} failed: ${reason}`,
    hint: "everything that was acknowledged is kept; it is tried again",
  },
  tierUnverified: {
    retriable: true,
    message: (key: string, store: string) => `the object ${key} in ${store} is not what was put there`,
    hint: "the local copy is kept, and it is tried again",
  },
  tierCompacted: {
    message: () => "a compacted topic cannot have remote.storage.enable",
    hint: "what compaction rewrites does not go to an object store, as in Kafka",
  },
  tierKept: {
    message: (topic: string) => `remote.storage.enable of "${topic}" cannot be taken back: the object store holds some of it`,
    hint: "remote.log.copy.disable=true ends the copying, and everything stays readable",
  },
  closed: { message: () => `the log is closed` },
  folderLocked: {
    message: (folder: string, pid: string) => `the data folder ${folder} is in use by process ${pid}`,
    hint: "stop that process, or choose another folder",
  },
  folderVersion: {
    message: (folder: string, version: string) => `the data folder ${folder} has format ${version}, which this version does not know`,
    hint: "use the version of Millrace that wrote it, or a newer one",
  },
  corrupt: {
    message: (file: string, byteOffset: number, detail: string) => `${file} is damaged at byte ${byteOffset}: ${detail}`,
    hint: "these records had been stored safely before: check the disk, then restore the file from a copy or remove its topic",
  },
});

function hex(value: number): string {
  return `0x${value.toString(16).padStart(8, "0")}`;
}
