// Writes the recovery points while the log runs: after so many appended bytes, after a segment was closed or a partition
// compacted, and at the end. The file names every partition, so it is not written more often than every twentieth of its
// own size in appended or compacted bytes allows.
import { inLanes } from "@millrace/core";
import type { Committer } from "./committer.ts";
import type { LogContext } from "./context.ts";
import { isDiskFull } from "./disk/disk.ts";
import type { Partition } from "./partition/partition.ts";
import type { Segment } from "./partition/segment.ts";
import { pointKey, writeRecoveryPoints, type RecoveryPoint } from "./recovery-points.ts";
import type { Topics } from "./topics.ts";

/** A segment that grew by less since its index was written is scanned on recovery. */
const indexBytes = 4 * 1024 * 1024;
const sizeFactor = 20;
const indexLanes = 12;

/** An index that an earlier life left behind may not describe this segment: it goes before the point moves. */
const isOutdated = ({ bytes, indexedBytes }: Segment, afterBytes: number): boolean =>
  indexedBytes < 0 || bytes - indexedBytes >= afterBytes;

export class RecoveryPointWriter {
  readonly #context: LogContext;
  readonly #topics: Topics;
  readonly #committer: Committer;
  #arrivedBytes = 0;
  #lastSize = 0;
  #rolled = false;
  #scheduled = false;

  constructor(context: LogContext, topics: Topics, committer: Committer) {
    this.#context = context;
    this.#topics = topics;
    this.#committer = committer;
  }

  /** Soon: a segment was closed, or compaction went over so many bytes. */
  wanted(bytes = 0): void {
    this.#rolled = true;
    this.arrived(bytes);
  }

  arrived(bytes: number): void {
    this.#arrivedBytes += bytes;
    const due = this.#rolled ? 0 : this.#context.config.recoveryPointBytes;
    if (this.#scheduled || this.#arrivedBytes < Math.max(due, sizeFactor * this.#lastSize)) return;
    this.#scheduled = true;
    const written = this.#committer.exclusive(() => this.#write(indexBytes)).finally(() => (this.#scheduled = false));
    written.catch((thrown: unknown) => this.#committer.fail(thrown));
  }

  /**
   * Before records that end at `offset` are removed: what they say of producers and transactions goes into the recovery
   * point, lest recovery misses it. False when the disk had no room for that.
   */
  async allowRemoval(partition: Partition, offset: number): Promise<boolean> {
    if (partition.recoveryOffset >= offset) return true;
    await this.#committer.change(() => this.#write(indexBytes));
    return partition.recoveryOffset >= offset;
  }

  /** Even a disk that is full does not keep the log from closing: then recovery scans more. */
  async writeAtClose(): Promise<void> {
    await this.#write(1);
  }

  async #write(indexAfterBytes: number): Promise<void> {
    if (this.#committer.failure !== undefined) return;
    this.#arrivedBytes = 0;
    this.#rolled = false;
    try {
      await this.#committer.syncWritten();
      const outdated = [...this.#topics.partitions()].filter(({ active }) => active !== undefined && isOutdated(active, indexAfterBytes));
      await inLanes(outdated, indexLanes, (partition) => this.#committer.writeIndex(partition, partition.active!));
      const points = new Map<string, RecoveryPoint>();
      for (const partition of this.#topics.partitions()) {
        const { topic, index, endOffset, compactedTo } = partition;
        points.set(pointKey(topic.id, index), { offset: endOffset, producers: partition.durableProducers(), compactedTo });
      }
      this.#lastSize = await writeRecoveryPoints(this.#context.disk, this.#context.folder, points);
      for (const partition of this.#topics.partitions()) {
        partition.recoveryOffset = points.get(pointKey(partition.topic.id, partition.index))?.offset ?? partition.recoveryOffset;
      }
    } catch (thrown) {
      if (!isDiskFull(thrown)) throw thrown;
    }
  }
}
