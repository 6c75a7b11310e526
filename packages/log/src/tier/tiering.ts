// Background work with the object store: closed segments of topics with remote.storage.enable go there, oldest first;
// objects that nothing names any more are deleted. One thing at a time, so that the sweep never meets an upload but
// the one it knows. A store that fails is tried again later and later, up to every five minutes; nothing local waits
// for it or goes before it has answered.
import { MillraceError } from "@millrace/core";
import type { Committer } from "../committer.ts";
import type { LogContext } from "../context.ts";
import type { IndexCache } from "../partition/index-cache.ts";
import type { Partition } from "../partition/partition.ts";
import type { Segment } from "../partition/segment.ts";
import { segmentName } from "../partition/segment.ts";
import type { Topics } from "../topics.ts";
import { remoteSegments, writeManifest } from "./manifest.ts";
import { folderOfTopic, keysOf, nameOfKey, type RemoteSegment } from "./remote-segment.ts";
import { Upload, type UploadParts } from "./upload.ts";

export interface TieringParts {
  readonly context: LogContext;
  readonly clusterId: string;
  readonly topics: Topics;
  readonly committer: Committer;
  readonly indexes: IndexCache;
  readonly failed: (error: Error) => void;
}

const firstRetryMs = 1_000;
const lastRetryMs = 300_000;

export class Tiering {
  readonly #context: LogContext;
  readonly #parts: TieringParts;
  readonly #uploads: UploadParts | undefined;
  readonly #ended: () => boolean;
  /** Segments whose local bytes are damaged: they stay where they are. */
  readonly #damaged = new WeakSet<Segment>();
  #upload: Upload | undefined;
  /** A crash, or a try that was given up, may have left objects that no manifest names. */
  #sweepWanted = true;
  #failures = 0;
  #retryAtMs = 0;

  constructor(parts: TieringParts, ended: () => boolean) {
    const { context, indexes } = parts;
    const { store } = context.remote;
    this.#context = context;
    this.#parts = parts;
    this.#ended = ended;
    this.#uploads = store && { context, indexes, store, ended };
  }

  /** All that is to do now; what fails is tried again by a later call. */
  async run(): Promise<void> {
    const { clock } = this.#context;
    if (this.#uploads === undefined || clock.now() < this.#retryAtMs) return;
    if (this.#upload?.pointless === true) this.#giveUp();
    try {
      while (await this.#round(this.#uploads));
      await this.#deleteRemoved(this.#uploads);
      if (this.#sweepWanted) await this.#sweep(this.#uploads);
      this.#failures = 0;
    } catch (thrown) {
      if (this.#ended() || this.#parts.committer.failure !== undefined) return;
      this.#context.figures.tier.uploadsFailed++;
      this.#retryAtMs = clock.now() + Math.min(firstRetryMs * 2 ** this.#failures++, lastRetryMs);
      this.#parts.failed(thrown instanceof Error ? thrown : new Error(String(thrown)));
    }
  }

  /** A segment of each partition that has one to upload; false when there was none. */
  async #round(uploads: UploadParts): Promise<boolean> {
    let some = false;
    for (const partition of this.#parts.topics.all().flatMap((topic) => topic.partitions)) {
      const next = this.#upload ?? this.#next(uploads, partition);
      if (this.#ended()) return false;
      if (next === undefined) continue;
      await this.#finish(next);
      some = true;
    }
    return some;
  }

  #next(uploads: UploadParts, partition: Partition): Upload | undefined {
    const { topic, segments, deletedBefore } = partition;
    if (!topic.settings.remoteStorage || topic.settings.remoteCopyDisabled || topic.removed) return undefined;
    if (remoteSegments(partition).length >= this.#context.config.remoteSegments) return undefined;
    const segment = segments.slice(0, -1).find(({ remote, nextOffset }) => remote === undefined && nextOffset > deletedBefore);
    if (segment === undefined || this.#damaged.has(segment)) return undefined;
    const id = Buffer.from(this.#context.random.uuidBytes()).toString("hex");
    const folder = `${folderOfTopic(this.#parts.clusterId, topic)}/${partition.index}`;
    return new Upload(uploads, partition, segment, `${folder}/${segmentName(segment.baseOffset)}-${id}`);
  }

  /** Uploads what is left of it, and has the manifest name it. */
  async #finish(upload: Upload): Promise<void> {
    this.#upload = upload;
    try {
      const remote = await upload.run();
      const kept = remote !== undefined && (await this.#parts.committer.change(() => this.#keep(upload, remote)));
      if (!kept) this.#sweepWanted = true;
      this.#upload = undefined;
    } catch (thrown) {
      if (upload.pointless) this.#giveUp();
      else if (isDamage(thrown)) {
        this.#giveUp();
        this.#damaged.add(upload.segment);
        this.#context.figures.tier.uploadsFailed++;
        this.#parts.failed(thrown);
      } else throw thrown;
    }
  }

  #giveUp(): void {
    this.#upload = undefined;
    this.#sweepWanted = true;
  }

  async #keep(upload: Upload, remote: RemoteSegment): Promise<boolean> {
    const { partition, segment } = upload;
    if (upload.pointless) return false;
    const segments = partition.segments.flatMap((other) => (other === segment ? remote : other.remote) ?? []);
    await writeManifest(this.#context.disk, partition.folder, segments);
    segment.remote = remote;
    this.#context.figures.tier.uploads++;
    return true;
  }

  /** Objects whose segments were removed; no manifest names them any more. */
  async #deleteRemoved({ store }: UploadParts): Promise<void> {
    const { removed } = this.#context.remote;
    for (let next = removed[0]; next !== undefined && !this.#ended(); next = removed[0]) {
      for (const key of keysOf(next)) await store.delete(key);
      removed.shift();
    }
  }

  async #sweep({ store }: UploadParts): Promise<void> {
    const named = new Set(this.#upload === undefined ? [] : [this.#upload.name]);
    for (const partition of this.#parts.topics.partitions()) for (const { name } of remoteSegments(partition)) named.add(name);
    let next: string | undefined;
    do {
      const page = await store.list(`${this.#parts.clusterId}/`, next);
      for (const key of page.keys) {
        if (this.#ended()) return;
        if (!named.has(nameOfKey(key))) await store.delete(key);
      }
      next = page.next;
    } while (next !== undefined);
    this.#sweepWanted = false;
  }
}

const isDamage = (thrown: unknown): thrown is MillraceError => thrown instanceof MillraceError && thrown.code === "log.corrupt";
