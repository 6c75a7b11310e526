// Segments that are only in the object store, read as if they were files: by pieces, the last used of which are kept in
// memory. A piece that several ask for is fetched once; how many are fetched at once, and how many wait, is bounded.
import type { Clock } from "@millrace/core";
import type { LogConfig } from "../context.ts";
import { logErrors } from "../errors.ts";
import type { LogFigures, TierFigures } from "../figures.ts";
import type { Segment } from "../partition/segment.ts";
import type { SparseIndex } from "../partition/sparse-index.ts";
import { decodeIndex, indexKey, partKey, type RemoteSegment } from "./remote-segment.ts";
import type { StoreCalls } from "./store-calls.ts";

export interface ReadableFile {
  readonly path: string;
  /** As a `DiskFile`'s. */
  read(target: Uint8Array, position: number): Promise<number>;
}

interface RemoteParts {
  readonly config: LogConfig;
  readonly clock: Clock;
  readonly figures: LogFigures;
}

/** Fetches that may wait for their turn. */
const waitingMost = 1_000;

export class RemoteFiles {
  readonly store: StoreCalls | undefined;
  readonly #config: LogConfig;
  readonly #clock: Clock;
  readonly #figures: TierFigures;
  /** In the order of last use. */
  readonly #pieces = new Map<string, Promise<Uint8Array>>();
  readonly #waiting: (() => void)[] = [];
  /** Segments that no manifest names any more, and whose objects are still to be deleted. */
  readonly removed: RemoteSegment[] = [];
  #running = 0;

  constructor(store: StoreCalls | undefined, { config, clock, figures }: RemoteParts) {
    this.store = store;
    this.#config = config;
    this.#clock = clock;
    this.#figures = figures.tier;
  }

  /** No manifest names these any more. What a crash makes us forget, the sweep of the next start finds. */
  discard(segments: readonly RemoteSegment[]): void {
    if (this.store !== undefined) this.removed.push(...segments);
  }

  async use<T>(remote: RemoteSegment, action: (file: ReadableFile) => Promise<T>): Promise<T> {
    try {
      return await action({ path: remote.name, read: (target, position) => this.#read(remote, target, position) });
    } catch (thrown) {
      // What was damaged on its way may come whole the next time.
      for (const key of this.#pieces.keys()) if (key.startsWith(`${remote.name}/`)) this.#pieces.delete(key);
      throw thrown;
    }
  }

  async index({ remote }: Segment): Promise<SparseIndex> {
    const { name, indexBytes } = remote!;
    return decodeIndex(remote!, await this.#fetch(indexKey(name), 0, indexBytes));
  }

  /** As far as the piece goes in which `position` lies. */
  async #read(remote: RemoteSegment, target: Uint8Array, position: number): Promise<number> {
    if (position >= remote.bytes) return 0;
    const part = Math.floor(position / remote.partBytes);
    const inPart = position - part * remote.partBytes;
    const { remoteFetchBytes } = this.#config;
    const from = inPart - (inPart % remoteFetchBytes);
    const length = Math.min(remoteFetchBytes, remote.partBytes - from, remote.bytes - part * remote.partBytes - from);
    const piece = await this.#piece(partKey(remote.name, part), from, length);
    const found = piece.subarray(inPart - from, inPart - from + target.length);
    target.set(found);
    return found.length;
  }

  #piece(key: string, from: number, length: number): Promise<Uint8Array> {
    const name = `${key}@${from}`;
    const known = this.#pieces.get(name);
    if (known !== undefined) this.#figures.cacheHits++;
    const piece = known ?? this.#fetchWhole(key, from, length);
    this.#pieces.delete(name);
    this.#pieces.set(name, piece);
    piece.catch(() => this.#pieces.get(name) === piece && this.#pieces.delete(name));
    const most = Math.max(1, Math.floor(this.#config.remoteCacheBytes / this.#config.remoteFetchBytes));
    if (this.#pieces.size > most) this.#pieces.delete(this.#pieces.keys().next().value!);
    return piece;
  }

  async #fetchWhole(key: string, from: number, length: number): Promise<Uint8Array> {
    const bytes = await this.#fetch(key, from, length);
    if (bytes?.length === length) return bytes;
    throw logErrors.corrupt(key, from + (bytes?.length ?? 0), bytes === undefined ? "the object is missing" : "it is shorter than it was");
  }

  async #fetch(key: string, from: number, length: number): Promise<Uint8Array | undefined> {
    if (this.store === undefined) throw logErrors.tierMissing();
    if (this.#running >= this.#config.remoteFetches) {
      if (this.#waiting.length >= waitingMost) throw logErrors.busy("reads of the object store");
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    } else this.#running++;
    const beganMs = this.#clock.monotonic();
    this.#figures.reads++;
    try {
      const bytes = await this.store.get(key, from, length);
      this.#figures.readBytes += bytes?.length ?? 0;
      return bytes;
    } catch (thrown) {
      this.#figures.readsFailed++;
      throw thrown;
    } finally {
      this.#figures.readMs += this.#clock.monotonic() - beganMs;
      // Whoever waits takes over the place.
      const next = this.#waiting.shift();
      if (next === undefined) this.#running--;
      else next();
    }
  }
}
