// The simulated disk with time: syncs, and now and then writes, take a while, so that requests come in between.
import type { Clock, Random } from "@millrace/core";
import type { Disk, DiskFile } from "@millrace/log";

const writesShare = 0.2;

/** `clock` is that of the process: when it dies, what was under way never ends. */
export function slowDisk(disk: Disk, clock: Clock, random: Random, delayMs: number): Disk {
  if (delayMs === 0) return disk;
  const pause = (): Promise<void> => clock.sleep(random.next() * delayMs);
  const slowFile = (file: DiskFile): DiskFile => ({
    path: file.path,
    read: (target, position) => file.read(target, position),
    async write(buffers, position) {
      if (random.next() < writesShare) await pause();
      return file.write(buffers, position);
    },
    async sync() {
      await pause();
      return file.sync();
    },
    truncate: (sizeBytes) => file.truncate(sizeBytes),
    size: () => file.size(),
    close: () => file.close(),
  });
  return {
    open: async (path, mode) => slowFile(await disk.open(path, mode)),
    exists: (path) => disk.exists(path),
    list: (folder) => disk.list(folder),
    makeFolder: (path) => disk.makeFolder(path),
    rename: (from, to) => disk.rename(from, to),
    removeFile: (path) => disk.removeFile(path),
    removeFolder: (path) => disk.removeFolder(path),
    async syncFolder(path) {
      if (random.next() < writesShare) await pause();
      return disk.syncFolder(path);
    },
    space: (folder) => disk.space(folder),
    lock: (folder) => disk.lock(folder),
  };
}
