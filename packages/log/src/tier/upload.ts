// The upload of one closed segment, piece by piece. A piece counts when it was read back and is what was sent: length and
// CRC-32C. What failed can go on later where it stopped.
import { crc32c } from "@node-rs/crc32";
import { Pace } from "../compaction/pace.ts";
import type { LogContext } from "../context.ts";
import { readFully } from "../disk/files.ts";
import { logErrors } from "../errors.ts";
import type { IndexCache } from "../partition/index-cache.ts";
import type { Partition } from "../partition/partition.ts";
import { scanSegment } from "../partition/scan.ts";
import type { Segment } from "../partition/segment.ts";
import type { ObjectStore } from "./object-store.ts";
import { encodeIndex, indexKey, partKey, type RemoteSegment } from "./remote-segment.ts";

export interface UploadParts {
  readonly context: LogContext;
  readonly indexes: IndexCache;
  readonly store: ObjectStore;
  readonly ended: () => boolean;
}

export class Upload {
  readonly partition: Partition;
  readonly segment: Segment;
  readonly name: string;
  readonly #parts: UploadParts;
  #position = 0;
  #checksum = 0;
  #checked = false;

  constructor(parts: UploadParts, partition: Partition, segment: Segment, name: string) {
    this.#parts = parts;
    this.partition = partition;
    this.segment = segment;
    this.name = name;
  }

  /** It was deleted meanwhile. */
  get pointless(): boolean {
    return this.partition.topic.removed || !this.partition.segments.includes(this.segment);
  }

  /** Undefined when it ended before it was over. */
  async run(): Promise<RemoteSegment | undefined> {
    const { segment, partition, name } = this;
    const { indexes, context, ended } = this.#parts;
    const { remotePartBytes: partBytes } = context.config;
    // Of its own for each run: a time without uploads earns no right to a burst.
    const pace = new Pace(context.clock, context.config.remoteBytesPerSecond);
    // Damage must not be spread, nor take the place of what can still be read.
    if (!this.#checked) await this.#check();
    while (this.#position < segment.bytes) {
      if (ended() || this.pointless) return undefined;
      const bytes = await this.#bytes(Math.min(partBytes, segment.bytes - this.#position));
      await this.#put(partKey(name, this.#position / partBytes), bytes, pace);
      this.#checksum = crc32c(bytes, this.#checksum);
      this.#position += bytes.length;
    }
    const index = encodeIndex(segment, await indexes.of(partition, segment));
    await this.#put(indexKey(name), index, pace);
    const { baseOffset, nextOffset, bytes, maxTimestampMs, maxTimestampOffset, abortedFrom, bornMs, sealed } = segment;
    return {
      name,
      baseOffset,
      nextOffset,
      bytes,
      partBytes,
      indexBytes: index.length,
      checksum: this.#checksum,
      maxTimestampMs,
      maxTimestampOffset,
      abortedFrom: Number.isFinite(abortedFrom) ? abortedFrom : null,
      bornMs,
      sealed,
    };
  }

  async #check(): Promise<void> {
    const { path, baseOffset: offset } = this.segment;
    const from = { position: 0, offset };
    const { end, fault } = await this.#parts.context.files.use(path, (file) => scanSegment(file, from, () => undefined));
    if (fault !== undefined) throw logErrors.corrupt(path, end, fault);
    this.#checked = true;
  }

  async #bytes(length: number): Promise<Uint8Array> {
    const { path } = this.segment;
    const bytes = new Uint8Array(length);
    const count = await this.#parts.context.files.use(path, (file) => readFully(file, bytes, this.#position));
    if (count < length) throw logErrors.corrupt(path, this.#position + count, "the file is shorter than it was");
    return bytes;
  }

  async #put(key: string, bytes: Uint8Array, pace: Pace): Promise<void> {
    const { store, ended, context } = this.#parts;
    const { clock, figures } = context;
    await pace.spend(bytes.length, ended);
    const beganMs = clock.monotonic();
    await store.put(key, bytes);
    // One byte more, to see that there is none.
    const stored = await store.get(key, 0, bytes.length + 1);
    figures.tier.uploadMs += clock.monotonic() - beganMs;
    figures.tier.uploadedBytes += bytes.length;
    if (stored?.length !== bytes.length || crc32c(stored) !== crc32c(bytes)) throw logErrors.tierUnverified(key, store.name);
  }
}
