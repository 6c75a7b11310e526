// `recovery-points`: for each partition the offset up to which all is known to be durable, its producers at that point,
// and how far it was compacted. Recovery believes what is before it and scans what is after it. A line with the CRC-32C of the rest comes
// first. Partitions go by topic id: a topic that was deleted and made again has other records.
import { crc32c } from "@node-rs/crc32";
import { decodeUtf8, encodeUtf8 } from "@millrace/core";
import { logErrors } from "./errors.ts";
import type { Disk } from "./disk/disk.ts";
import { readWhole, replaceWhole } from "./disk/files.ts";
import type { ProducerEntry } from "./partition/producers.ts";

export interface RecoveryPoint {
  readonly offset: number;
  readonly producers: readonly ProducerEntry[];
  readonly compactedTo: number;
}

export type RecoveryPoints = ReadonlyMap<string, RecoveryPoint>;

export const pointKey = (topicId: Uint8Array, partition: number): string => `${Buffer.from(topicId).toString("hex")}/${partition}`;

const pathIn = (folder: string): string => `${folder}/recovery-points`;

/** Returns how many bytes were written. */
export async function writeRecoveryPoints(disk: Disk, folder: string, points: RecoveryPoints): Promise<number> {
  const body = encodeUtf8(JSON.stringify([...points]));
  const bytes = Buffer.concat([encodeUtf8(`${crc32c(body).toString(16).padStart(8, "0")}\n`), body]);
  await replaceWhole(disk, pathIn(folder), bytes);
  return bytes.length;
}

export async function readRecoveryPoints(disk: Disk, folder: string): Promise<RecoveryPoints> {
  const bytes = await readWhole(disk, pathIn(folder));
  if (bytes === undefined) throw logErrors.corrupt(pathIn(folder), 0, "the file is missing");
  const body = bytes.subarray(9);
  if (bytes.length < 9 || Number.parseInt(decodeUtf8(bytes.subarray(0, 8)), 16) !== crc32c(body)) {
    throw logErrors.corrupt(pathIn(folder), 0, "its checksum is wrong");
  }
  return new Map(JSON.parse(decodeUtf8(body)) as [string, RecoveryPoint][]);
}
