// Small whole files that are replaced atomically: written beside, synced, renamed over, the folder synced.
import type { Disk, DiskFile } from "./disk.ts";

const folderOf = (path: string): string => path.slice(0, path.lastIndexOf("/"));

/** Fills `target` as far as the file goes, whatever single reads return. */
export async function readFully(file: Pick<DiskFile, "read">, target: Uint8Array, position: number): Promise<number> {
  let total = await file.read(target, position);
  if (total === target.length || total === 0) return total;
  for (;;) {
    const count = await file.read(target.subarray(total), position + total);
    total += count;
    if (count === 0 || total === target.length) return total;
  }
}

export async function readWhole(disk: Disk, path: string): Promise<Uint8Array<ArrayBuffer> | undefined> {
  if (!(await disk.exists(path))) return undefined;
  const file = await disk.open(path, "read");
  try {
    const bytes = new Uint8Array(await file.size());
    const count = await readFully(file, bytes, 0);
    return bytes.subarray(0, count);
  } finally {
    await file.close();
  }
}

/** Writes a new file and syncs its bytes; its name is not durable until the folder is synced. */
export async function writeWhole(disk: Disk, path: string, bytes: Uint8Array): Promise<void> {
  const file = await disk.open(path, "create");
  try {
    await file.write([bytes], 0);
    await file.sync();
  } finally {
    await file.close();
  }
}

export async function replaceWhole(disk: Disk, path: string, bytes: Uint8Array): Promise<void> {
  await writeWhole(disk, `${path}.new`, bytes);
  await disk.rename(`${path}.new`, path);
  await disk.syncFolder(folderOf(path));
}
