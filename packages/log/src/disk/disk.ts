// The port to the disk: what the log needs of one, so that a simulated disk can stand in for it (simulation/disk.ts).
// Paths use "/". Nothing is durable before `sync` (a file's bytes and size) or `syncFolder` (its name) has resolved.

export interface DiskFile {
  readonly path: string;
  /** Reads into `target` from `position`: perhaps fewer bytes than it takes, 0 only at the end of the file. */
  read(target: Uint8Array, position: number): Promise<number>;
  /** Writes all buffers one after the other from `position`. When it throws, any part may have been written. */
  write(buffers: readonly Uint8Array[], position: number): Promise<void>;
  /** Resolves when all that was written before the call is on the disk (fdatasync). */
  sync(): Promise<void>;
  truncate(sizeBytes: number): Promise<void>;
  size(): Promise<number>;
  close(): Promise<void>;
}

export interface DiskEntry {
  readonly name: string;
  readonly folder: boolean;
}

/** Of the file system that holds a folder. */
export interface DiskSpace {
  readonly totalBytes: number;
  /** What this process may still write. */
  readonly usableBytes: number;
}

export interface Disk {
  /** `read` and `write` need an existing file; `create` makes one or empties it. */
  open(path: string, mode: "read" | "write" | "create"): Promise<DiskFile>;
  exists(path: string): Promise<boolean>;
  /** Files and folders in a folder, by name. */
  list(folder: string): Promise<DiskEntry[]>;
  /** Makes the folder and those above it. */
  makeFolder(path: string): Promise<void>;
  /** Replaces a file of the new name; a folder's new name must be free. */
  rename(from: string, to: string): Promise<void>;
  removeFile(path: string): Promise<void>;
  /** With all that is in it. */
  removeFolder(path: string): Promise<void>;
  syncFolder(path: string): Promise<void>;
  space(folder: string): Promise<DiskSpace>;
  /** Holds the folder for this process alone until `release`; throws `log.folder-locked`. */
  lock(folder: string): Promise<{ release(): Promise<void> }>;
}

/** The error code of a failing disk operation, such as ENOSPC. */
export const diskErrorCode = (thrown: unknown): string | undefined => (thrown as { code?: string } | undefined)?.code;

export const isDiskFull = (thrown: unknown): boolean => {
  const code = diskErrorCode(thrown);
  return code === "ENOSPC" || code === "EDQUOT";
};
