// A disk that is only read: changes are kept in memory, so that recovery can run as it would at a start and tell what it
// would do, while every file stays as it is.
import { assert } from "@millrace/core";
import type { Disk, DiskEntry, DiskFile, DiskSpace } from "../disk/disk.ts";
import { readFully, readWhole } from "../disk/files.ts";

/** What would have been done to the files. */
export interface OverlayEvents {
  /** A file would be written with other bytes than it has; `missing`: there is none yet. */
  rewritten(path: string, missing: boolean): void;
  truncated(path: string, sizeBytes: number): void;
  removed(path: string): void;
}

export class OverlayDisk implements Disk {
  readonly #disk: Disk;
  readonly #events: OverlayEvents;
  /** Files that were made here. */
  readonly #made = new Map<string, MadeFile>();
  /** Sizes of files that were cut here. */
  readonly #cuts = new Map<string, number>();
  readonly #removed = new Set<string>();

  constructor(disk: Disk, events: OverlayEvents) {
    this.#disk = disk;
    this.#events = events;
  }

  async open(path: string, mode: "read" | "write" | "create"): Promise<DiskFile> {
    if (mode === "create") {
      const file = new MadeFile(path, (made) => this.#compare(made));
      this.#made.set(path, file);
      this.#removed.delete(path);
      return file;
    }
    const made = this.#made.get(path);
    if (made !== undefined) return made;
    return new CutFile(await this.#disk.open(path, "read"), this.#cuts, this.#events);
  }

  async #compare(made: MadeFile): Promise<void> {
    const before = await readWhole(this.#disk, made.path);
    if (before === undefined || Buffer.compare(before, made.bytes) !== 0) this.#events.rewritten(made.path, before === undefined);
  }

  space(folder: string): Promise<DiskSpace> {
    return this.#disk.space(folder);
  }

  async exists(path: string): Promise<boolean> {
    return this.#made.has(path) || (!this.#removed.has(path) && (await this.#disk.exists(path)));
  }

  async list(folder: string): Promise<DiskEntry[]> {
    const there = (await this.#disk.exists(folder)) ? await this.#disk.list(folder) : [];
    return there.filter(({ name }) => !this.#removed.has(`${folder}/${name}`));
  }

  makeFolder(): Promise<void> {
    return Promise.resolve();
  }

  rename(from: string, to: string): Promise<void> {
    const made = this.#made.get(from);
    assert(made !== undefined, "recovery renames only what it made");
    this.#made.delete(from);
    this.#made.set(to, made);
    return this.#compare(new MadeFile(to, async () => undefined, made.bytes));
  }

  async removeFile(path: string): Promise<void> {
    if (this.#made.delete(path)) return;
    if (this.#removed.has(path) || !(await this.#disk.exists(path))) return;
    this.#removed.add(path);
    this.#events.removed(path);
  }

  removeFolder(path: string): Promise<void> {
    return this.removeFile(path);
  }

  syncFolder(): Promise<void> {
    return Promise.resolve();
  }

  lock(folder: string): Promise<{ release(): Promise<void> }> {
    return this.#disk.lock(folder);
  }
}

/** In memory from the beginning: indexes, a few megabytes at most. */
class MadeFile implements DiskFile {
  readonly path: string;
  bytes: Uint8Array;
  readonly #closed: (file: MadeFile) => Promise<void>;

  constructor(path: string, closed: (file: MadeFile) => Promise<void>, bytes: Uint8Array = new Uint8Array(0)) {
    this.path = path;
    this.#closed = closed;
    this.bytes = bytes;
  }

  read(target: Uint8Array, position: number): Promise<number> {
    const part = this.bytes.subarray(position, position + target.length);
    target.set(part);
    return Promise.resolve(part.length);
  }

  write(buffers: readonly Uint8Array[], position: number): Promise<void> {
    const written = Buffer.concat(buffers);
    const grown = new Uint8Array(Math.max(this.bytes.length, position + written.length));
    grown.set(this.bytes);
    grown.set(written, position);
    this.bytes = grown;
    return Promise.resolve();
  }

  truncate(sizeBytes: number): Promise<void> {
    this.bytes = this.bytes.slice(0, sizeBytes);
    return Promise.resolve();
  }

  sync(): Promise<void> {
    return Promise.resolve();
  }

  size(): Promise<number> {
    return Promise.resolve(this.bytes.length);
  }

  close(): Promise<void> {
    return this.#closed(this);
  }
}

/** A real file, opened for reading, that may look shorter. */
class CutFile implements DiskFile {
  readonly #file: DiskFile;
  readonly #cuts: Map<string, number>;
  readonly #events: OverlayEvents;

  constructor(file: DiskFile, cuts: Map<string, number>, events: OverlayEvents) {
    this.#file = file;
    this.#cuts = cuts;
    this.#events = events;
  }

  get path(): string {
    return this.#file.path;
  }

  read(target: Uint8Array, position: number): Promise<number> {
    const end = this.#cuts.get(this.path) ?? Infinity;
    if (position >= end) return Promise.resolve(0);
    return this.#file.read(target.subarray(0, Math.min(target.length, end - position)), position);
  }

  /** Recovery writes again what it read, lest the kernel holds pages that never reached the disk. */
  async write(buffers: readonly Uint8Array[], position: number): Promise<void> {
    const written = Buffer.concat(buffers);
    const there = new Uint8Array(written.length);
    await readFully(this.#file, there, position);
    assert(Buffer.compare(written, there) === 0, "recovery writes into a segment only what stands there");
  }

  async truncate(sizeBytes: number): Promise<void> {
    if (sizeBytes === (await this.size())) return;
    this.#cuts.set(this.path, sizeBytes);
    this.#events.truncated(this.path, sizeBytes);
  }

  sync(): Promise<void> {
    return Promise.resolve();
  }

  async size(): Promise<number> {
    return Math.min(await this.#file.size(), this.#cuts.get(this.path) ?? Infinity);
  }

  close(): Promise<void> {
    return this.#file.close();
  }
}
