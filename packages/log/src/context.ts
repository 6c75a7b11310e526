// What the parts of one open log share.
import { limits, type Clock, type Random } from "@millrace/core";
import type { Disk } from "./disk/disk.ts";
import type { OpenFiles } from "./disk/open-files.ts";
import type { LogFigures } from "./figures.ts";
import type { RemoteFiles } from "./tier/remote-files.ts";

export interface LogConfig {
  readonly topics: number;
  /** Bytes of appends that may wait for their flush; beyond it appends are refused as retriable. */
  readonly pendingBytes: number;
  /** Reads that may wait for records at once. */
  readonly waitingReads: number;
  /** Files kept open while nobody uses them. */
  readonly openFiles: number;
  /** Entries of indexes of closed segments kept in memory (16 bytes each). */
  readonly indexEntries: number;
  readonly producersPerPartition: number;
  /** A producer that was silent for so long and has no transaction open is forgotten (Kafka's producer.id.expiration.ms). */
  readonly producerExpirationMs: number;
  /** Bytes appended between two writes of the recovery points. */
  readonly recoveryPointBytes: number;
  /** How often retention and compaction look; 0: only when `maintain` is called. */
  readonly maintenanceMs: number;
  /** What compaction may take for the keys it remembers at once, 24 bytes each; with more keys it goes over the log in several passes. */
  readonly compactionMemoryBytes: number;
  /** What compaction reads and writes, so that nothing else waits for it; 0: no limit. */
  readonly compactionBytesPerSecond: number;
  /** Topics with millrace.durability=relaxed are synced so long after they were written to. */
  readonly relaxedSyncMs: number;
  /** What is uploaded to the object store; 0: no limit. Each piece is read back, so as much comes back. */
  readonly remoteBytesPerSecond: number;
  /** The size of an object; a multiple of `remoteFetchBytes`. */
  readonly remotePartBytes: number;
  /** What a read of the object store asks for at once. */
  readonly remoteFetchBytes: number;
  /** What is kept in memory of what was fetched. */
  readonly remoteCacheBytes: number;
  /** Fetches at once. */
  readonly remoteFetches: number;
  /** Segments of a partition in the object store; with so many no more are uploaded. */
  readonly remoteSegments: number;
  /** How long a call of the object store may take. */
  readonly remoteTimeoutMs: number;
  /** Kept free on the disk, so that retention can work when it is full; 0: nothing. */
  readonly spareBytes: number;
  /** On opening, check every batch of every segment and not only what came after the recovery point. */
  readonly verifyAll: boolean;
}

export const defaultLogConfig: LogConfig = {
  topics: limits.topics,
  pendingBytes: 256 * 1024 * 1024,
  waitingReads: 100_000,
  openFiles: 256,
  indexEntries: 2_000_000,
  producersPerPartition: 1_000,
  producerExpirationMs: 86_400_000,
  recoveryPointBytes: 64 * 1024 * 1024,
  maintenanceMs: 30_000,
  compactionMemoryBytes: 32 * 1024 * 1024,
  compactionBytesPerSecond: 32 * 1024 * 1024,
  relaxedSyncMs: 100,
  remoteBytesPerSecond: 64 * 1024 * 1024,
  remotePartBytes: 8 * 1024 * 1024,
  remoteFetchBytes: 1024 * 1024,
  remoteCacheBytes: 64 * 1024 * 1024,
  remoteFetches: 4,
  remoteSegments: 20_000,
  remoteTimeoutMs: 60_000,
  spareBytes: 1024 * 1024,
  verifyAll: false,
};

export interface LogContext {
  readonly folder: string;
  readonly disk: Disk;
  readonly clock: Clock;
  readonly random: Random;
  readonly config: LogConfig;
  readonly files: OpenFiles;
  readonly figures: LogFigures;
  readonly remote: RemoteFiles;
}
