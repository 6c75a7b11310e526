// A disk in memory that does, from one seed, everything that a real one may do to a log: lose what was not synced on a
// crash at any write, tear pages, fail an fsync and forget the pages (and say so only once), run full in the middle of
// a write, read less than it was asked, flip a bit. Without faults it is a quick disk for tests.
import { assert, type Random } from "@millrace/core";
import { logErrors } from "../errors.ts";
import type { Disk, DiskEntry, DiskFile, DiskSpace } from "../disk/disk.ts";
import { FileNode } from "./file-node.ts";
import { FolderNode, type Node } from "./folder-node.ts";

/** The machine lost its power: every operation fails until `restart`. */
export class SimulatedCrash extends Error {
  override readonly name = "SimulatedCrash";
  readonly code = "ECRASH";
}

class SimulatedDiskError extends Error {
  readonly code: string;
  constructor(code: string, what: string) {
    super(`${code}: ${what}`);
    this.code = code;
  }
}

/** Of a disk whose capacity is not set. */
const ampleBytes = 2 ** 40;

export interface DiskFaults {
  /** The power goes at the so-many-th change of the disk from now. */
  crashAfterChanges?: number | undefined;
  /** The so-many-th sync of a file from now fails. */
  failSyncAfter?: number | undefined;
  /** Bytes in all files together. */
  capacityBytes?: number | undefined;
  /** Chance that a read returns less than it was asked for. */
  shortReads?: number;
  /** Chance at each write that the kernel writes some dirty pages back by itself. */
  writeBack?: number;
}

export class SimulatedDisk implements Disk {
  readonly #random: Random;
  readonly #root = new FolderNode();
  faults: DiskFaults = {};
  /** Changes so far: what `crashAfterChanges` counts. */
  changes = 0;
  syncs = 0;
  crashed = false;
  #life = 0;
  #usedBytes = 0;
  readonly #locks = new Set<string>();

  constructor(random: Random) {
    this.#random = random;
  }

  /** From now on nothing works. What still runs should meet that before the `restart`: let a turn of the loop pass. */
  stop(): void {
    this.crashed = true;
  }

  /**
   * Brings the machine back. `powerLoss: false` is a process that was killed: the page cache stays. Files opened
   * before are dead, locks are gone.
   */
  restart(how: { readonly powerLoss: boolean }): void {
    if (how.powerLoss) this.#root.crash(this.#random);
    this.crashed = false;
    this.#life++;
    this.#locks.clear();
    this.faults = {};
    this.#usedBytes = sizeOf(this.#root);
  }

  get usedBytes(): number {
    return this.#usedBytes;
  }

  /** Full paths of all files, with their sizes. */
  files(): { readonly path: string; readonly sizeBytes: number }[] {
    return [...filesIn(this.#root, "")].map(({ path, node }) => ({ path, sizeBytes: node.size }));
  }

  flipBit(path: string, position: number, bit: number): void {
    this.#file(path).flipBit(position, bit);
  }

  async open(path: string, mode: "read" | "write" | "create"): Promise<DiskFile> {
    await this.#turn();
    const { folder, name } = this.#parent(path);
    let node = folder.entries.get(name);
    if (mode === "create") {
      this.#changed();
      if (node === undefined) folder.set(name, (node = new FileNode()));
      else if (node.kind === "file") this.#resize(node, () => (node as FileNode).truncate(0));
    }
    if (node?.kind !== "file") throw new SimulatedDiskError("ENOENT", path);
    return this.#handle(path, node);
  }

  #handle(path: string, node: FileNode): DiskFile {
    const life = this.#life;
    const turn = async (): Promise<void> => {
      if (life !== this.#life) throw new SimulatedCrash("the file was opened before the restart");
      await this.#turn();
      if (life !== this.#life) throw new SimulatedCrash("the file was opened before the restart");
    };
    return {
      path,
      read: async (target, position) => {
        await turn();
        const short = target.length > 1 && this.#chance(this.faults.shortReads);
        return node.read(short ? target.subarray(0, 1 + this.#random.below(target.length - 1)) : target, position);
      },
      write: async (buffers, position) => {
        await turn();
        this.#write(path, node, buffers, position);
      },
      sync: async () => {
        await turn();
        this.#sync(node);
      },
      truncate: async (sizeBytes) => {
        await turn();
        this.#changed();
        this.#resize(node, () => node.truncate(sizeBytes));
      },
      size: async () => {
        await turn();
        return node.size;
      },
      close: () => Promise.resolve(),
    };
  }

  #write(path: string, node: FileNode, buffers: readonly Uint8Array[], position: number): void {
    const bytes = buffers.length === 1 ? buffers[0]! : Buffer.concat(buffers);
    const { capacityBytes = Number.POSITIVE_INFINITY } = this.faults;
    const room = Math.max(0, capacityBytes - this.#usedBytes);
    const fits = Math.min(bytes.length, Math.max(0, node.size - position) + room);
    try {
      this.#changed();
    } catch (crash) {
      // The crash came in the middle of this write.
      node.write(bytes.subarray(0, this.#random.below(bytes.length + 1)), position);
      throw crash;
    }
    if (fits < bytes.length) {
      const part = this.#random.below(fits + 1);
      this.#resize(node, () => node.write(bytes.subarray(0, part), position));
      throw new SimulatedDiskError("ENOSPC", path);
    }
    this.#resize(node, () => node.write(bytes, position));
    if (this.#chance(this.faults.writeBack)) node.writeBack(this.#random);
  }

  #sync(node: FileNode): void {
    this.#changed();
    this.syncs++;
    const { failSyncAfter } = this.faults;
    if (failSyncAfter !== undefined) {
      this.faults.failSyncAfter = failSyncAfter - 1;
      if (failSyncAfter <= 0) {
        this.faults.failSyncAfter = undefined;
        node.failSync(this.#random);
        throw new SimulatedDiskError("EIO", "fdatasync");
      }
    }
    node.sync();
  }

  async exists(path: string): Promise<boolean> {
    await this.#turn();
    return this.#find(path) !== undefined;
  }

  async list(folder: string): Promise<DiskEntry[]> {
    await this.#turn();
    return [...this.#folder(folder).entries].map(([name, node]) => ({ name, folder: node.kind === "folder" }));
  }

  async space(): Promise<DiskSpace> {
    const { capacityBytes: totalBytes = ampleBytes } = this.faults;
    return { totalBytes, usableBytes: Math.max(0, totalBytes - this.#usedBytes) };
  }

  async makeFolder(path: string): Promise<void> {
    await this.#turn();
    let folder = this.#root;
    for (const name of namesIn(path)) {
      const next = folder.entries.get(name) ?? new FolderNode();
      assert(next.kind === "folder", "a folder's path leads through folders");
      if (!folder.entries.has(name)) {
        this.#changed();
        folder.set(name, next);
      }
      folder = next;
    }
  }

  async rename(from: string, to: string): Promise<void> {
    await this.#turn();
    const source = this.#parent(from);
    const target = this.#parent(to);
    assert(source.folder === target.folder, "the simulated disk renames within a folder");
    const node = source.folder.entries.get(source.name);
    if (node === undefined) throw new SimulatedDiskError("ENOENT", from);
    const replaced = target.folder.entries.get(target.name);
    if (replaced?.kind === "folder") throw new SimulatedDiskError("ENOTEMPTY", to);
    this.#changed();
    source.folder.rename(source.name, target.name, node);
    this.#usedBytes -= replaced?.size ?? 0;
  }

  removeFile(path: string): Promise<void> {
    return this.#remove(path);
  }

  removeFolder(path: string): Promise<void> {
    return this.#remove(path);
  }

  async #remove(path: string): Promise<void> {
    await this.#turn();
    const node = this.#find(path);
    if (node === undefined) return;
    this.#changed();
    const { folder, name } = this.#parent(path);
    folder.delete(name);
    this.#usedBytes -= node.kind === "file" ? node.size : sizeOf(node);
  }

  async syncFolder(path: string): Promise<void> {
    await this.#turn();
    this.#changed();
    this.#folder(path).sync();
  }

  async lock(folder: string): Promise<{ release(): Promise<void> }> {
    await this.#turn();
    if (this.#locks.has(folder)) throw logErrors.folderLocked(folder, "simulated");
    this.#locks.add(folder);
    const life = this.#life;
    return {
      release: () => {
        if (life === this.#life) this.#locks.delete(folder);
        return Promise.resolve();
      },
    };
  }

  /** A few microtasks, so that operations that run at the same time end in any order. */
  async #turn(): Promise<void> {
    const life = this.#life;
    for (let left = this.#random.below(3); left > 0; left--) await Promise.resolve();
    if (life !== this.#life) throw new SimulatedCrash("the machine was restarted");
    if (this.crashed) throw new SimulatedCrash("the power is off");
  }

  #changed(): void {
    if (this.crashed) throw new SimulatedCrash("the power is off");
    this.changes++;
    const { crashAfterChanges } = this.faults;
    if (crashAfterChanges === undefined) return;
    this.faults.crashAfterChanges = crashAfterChanges - 1;
    if (crashAfterChanges > 0) return;
    this.crashed = true;
    throw new SimulatedCrash("the power went off");
  }

  #chance(chance: number | undefined): boolean {
    return chance !== undefined && chance > 0 && this.#random.next() < chance;
  }

  #resize(node: FileNode, action: () => void): void {
    const before = node.size;
    action();
    this.#usedBytes += node.size - before;
  }

  #find(path: string): Node | undefined {
    let node: Node | undefined = this.#root;
    for (const name of namesIn(path)) {
      if (node?.kind !== "folder") return undefined;
      node = node.entries.get(name);
    }
    return node;
  }

  #folder(path: string): FolderNode {
    const node = this.#find(path);
    if (node?.kind !== "folder") throw new SimulatedDiskError("ENOENT", path);
    return node;
  }

  #file(path: string): FileNode {
    const node = this.#find(path);
    if (node?.kind !== "file") throw new SimulatedDiskError("ENOENT", path);
    return node;
  }

  #parent(path: string): { folder: FolderNode; name: string } {
    const slash = path.lastIndexOf("/");
    return { folder: this.#folder(path.slice(0, slash)), name: path.slice(slash + 1) };
  }
}

/** Split paths, as the same ones come again and again. */
const split = new Map<string, readonly string[]>();
const splitMost = 10_000;

function namesIn(path: string): readonly string[] {
  let names = split.get(path);
  if (names !== undefined) return names;
  names = path.split("/").filter((part) => part !== "");
  if (split.size >= splitMost) split.clear();
  split.set(path, names);
  return names;
}

function* filesIn(folder: FolderNode, prefix: string): Generator<{ path: string; node: FileNode }> {
  for (const [name, node] of folder.entries) {
    const path = `${prefix}/${name}`;
    if (node.kind === "file") yield { path, node };
    else yield* filesIn(node, path);
  }
}

function sizeOf(folder: FolderNode): number {
  let bytes = 0;
  for (const { node } of filesIn(folder, "")) bytes += node.size;
  return bytes;
}
