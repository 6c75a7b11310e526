// Indexes of closed segments, loaded when they are needed and dropped, least recently used first, when there are more
// entries than the bound. An index that is missing or does not fit its segment is rebuilt by a scan.
import type { LogContext } from "../context.ts";
import { readMarker } from "../batch/marker.ts";
import { logErrors } from "../errors.ts";
import type { Partition } from "./partition.ts";
import { scanSegment } from "./scan.ts";
import type { Segment } from "./segment.ts";
import { SparseIndex } from "./sparse-index.ts";

export class IndexCache {
  readonly #context: LogContext;
  /** In the order of last use. */
  readonly #loaded = new Map<Segment, number>();
  #entries = 0;

  constructor(context: LogContext) {
    this.#context = context;
  }

  async of(partition: Partition, segment: Segment): Promise<SparseIndex> {
    const { index } = segment;
    const closed = segment !== partition.active;
    if (index !== undefined) {
      if (closed) this.#touch(segment, index);
      return index;
    }
    const loaded = segment.local ? await this.#local(partition, segment) : await this.#context.remote.index(segment);
    segment.index = loaded;
    this.#touch(segment, loaded);
    return loaded;
  }

  async #local(partition: Partition, segment: Segment): Promise<SparseIndex> {
    try {
      const stored = await segment.readIndex(this.#context.disk);
      const fits = stored !== undefined && stored.summary.bytes === segment.bytes && stored.summary.nextOffset === segment.nextOffset;
      return fits ? stored.index : await this.#rebuild(partition, segment);
    } catch (thrown) {
      if (segment.local) throw thrown;
      // The local copy went meanwhile.
      return this.#context.remote.index(segment);
    }
  }

  forget(segment: Segment): void {
    this.#entries -= this.#loaded.get(segment) ?? 0;
    this.#loaded.delete(segment);
  }

  #touch(segment: Segment, index: SparseIndex): void {
    this.forget(segment);
    this.#loaded.set(segment, index.size);
    this.#entries += index.size;
    for (const oldest of this.#loaded.keys()) {
      if (this.#entries <= this.#context.config.indexEntries || oldest === segment) return;
      this.forget(oldest);
      oldest.index = undefined;
    }
  }

  async #rebuild(partition: Partition, segment: Segment): Promise<SparseIndex> {
    const index = new SparseIndex(segment.baseOffset, partition.topic.settings.indexIntervalBytes);
    let maxTimestampMs = -1;
    const start = { position: 0, offset: segment.baseOffset };
    await this.#context.files.use(segment.path, async (file) => {
      const { end, fault } = await scanSegment(file, start, (header, position, bytes) => {
        index.include(header, position, maxTimestampMs, header.control ? readMarker(bytes) : undefined);
        if (!header.control) maxTimestampMs = Math.max(maxTimestampMs, header.maxTimestampMs);
      });
      if (fault !== undefined) throw logErrors.corrupt(segment.path, end, fault);
    });
    return index;
  }
}
