// The real disk, through Node's callback API on bare file descriptors: a FileHandle costs more per call.
import * as fs from "node:fs";
import { lockFolder } from "./lock.ts";
import type { Disk, DiskEntry, DiskFile, DiskSpace } from "./disk.ts";

/** POSIX guarantees 1,024 buffers for one writev. */
const writevBuffers = 1_000;

function settle<T>(resolve: (value: T) => void, reject: (error: Error) => void): (error: Error | null, value: T) => void {
  return (error, value) => (error === null ? resolve(value) : reject(error));
}

function done(resolve: () => void, reject: (error: Error) => void): (error: Error | null) => void {
  return (error) => (error === null ? resolve() : reject(error));
}

class NodeFile implements DiskFile {
  readonly path: string;
  readonly #descriptor: number;

  constructor(path: string, descriptor: number) {
    this.path = path;
    this.#descriptor = descriptor;
  }

  read(target: Uint8Array, position: number): Promise<number> {
    return new Promise((resolve, reject) => fs.read(this.#descriptor, target, 0, target.length, position, settle(resolve, reject)));
  }

  async write(buffers: readonly Uint8Array[], position: number): Promise<void> {
    let at = position;
    for (let first = 0; first < buffers.length; first += writevBuffers) {
      let rest = buffers.slice(first, first + writevBuffers);
      while (rest.length > 0) {
        const chunk = rest;
        const start = at;
        const count = await new Promise<number>((resolve, reject) => fs.writev(this.#descriptor, chunk, start, settle(resolve, reject)));
        at += count;
        rest = withoutFirst(chunk, count);
      }
    }
  }

  sync(): Promise<void> {
    return new Promise((resolve, reject) => fs.fdatasync(this.#descriptor, done(resolve, reject)));
  }

  truncate(sizeBytes: number): Promise<void> {
    return new Promise((resolve, reject) => fs.ftruncate(this.#descriptor, sizeBytes, done(resolve, reject)));
  }

  size(): Promise<number> {
    return new Promise((resolve, reject) =>
      fs.fstat(this.#descriptor, (error, stats) => (error === null ? resolve(stats.size) : reject(error))),
    );
  }

  close(): Promise<void> {
    return new Promise((resolve, reject) => fs.close(this.#descriptor, done(resolve, reject)));
  }
}

/** What is left to write after a short write of `count` bytes. */
function withoutFirst(buffers: readonly Uint8Array[], count: number): Uint8Array[] {
  let left = count;
  for (let index = 0; index < buffers.length; index++) {
    const { length } = buffers[index]!;
    if (left < length) return [buffers[index]!.subarray(left), ...buffers.slice(index + 1)];
    left -= length;
  }
  return [];
}

const openFlags = { read: "r", write: "r+", create: "w+" } as const;

export const nodeDisk: Disk = {
  open: (path, mode) =>
    new Promise((resolve, reject) =>
      fs.open(path, openFlags[mode], (error, descriptor) => (error === null ? resolve(new NodeFile(path, descriptor)) : reject(error))),
    ),
  exists: (path) => new Promise((resolve) => fs.access(path, (error) => resolve(error === null))),
  async list(folder): Promise<DiskEntry[]> {
    const entries = await fs.promises.readdir(folder, { withFileTypes: true });
    return entries.map((entry) => ({ name: entry.name, folder: entry.isDirectory() }));
  },
  async space(folder): Promise<DiskSpace> {
    const { bavail, blocks, bsize } = await fs.promises.statfs(folder);
    return { totalBytes: blocks * bsize, usableBytes: bavail * bsize };
  },
  makeFolder: (path) => new Promise((resolve, reject) => fs.mkdir(path, { recursive: true }, done(resolve, reject))),
  rename: (from, to) => fs.promises.rename(from, to),
  removeFile: (path) => fs.promises.rm(path, { force: true }),
  removeFolder: (path) => fs.promises.rm(path, { recursive: true, force: true }),
  async syncFolder(path) {
    const folder = await new Promise<number>((resolve, reject) => fs.open(path, "r", settle(resolve, reject)));
    try {
      await new Promise<void>((resolve, reject) => fs.fsync(folder, done(resolve, reject)));
    } finally {
      await new Promise<void>((resolve, reject) => fs.close(folder, done(resolve, reject)));
    }
  },
  lock: (folder) => lockFolder(folder),
};
