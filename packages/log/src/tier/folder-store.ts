// Objects as files of a folder: a mounted file server, a larger and slower disk. Written beside and renamed, so that an
// object is there as a whole or not at all.
import { diskErrorCode, type Disk } from "../disk/disk.ts";
import { readFully } from "../disk/files.ts";
import type { ObjectPage, ObjectStore } from "./object-store.ts";

const unfinished = ".new";

export class FolderStore implements ObjectStore {
  readonly name: string;
  readonly #disk: Disk;
  readonly #folder: string;

  constructor(disk: Disk, folder: string) {
    this.name = folder;
    this.#disk = disk;
    this.#folder = folder;
  }

  async put(key: string, bytes: Uint8Array): Promise<void> {
    const path = `${this.#folder}/${key}`;
    const folder = folderOf(path);
    await this.#makeFolder(folder);
    const file = await this.#disk.open(`${path}${unfinished}`, "create");
    try {
      await file.write([bytes], 0);
      await file.sync();
    } finally {
      await file.close();
    }
    await this.#disk.rename(`${path}${unfinished}`, path);
    await this.#disk.syncFolder(folder);
  }

  /** Each folder's name becomes durable in the one above it. */
  async #makeFolder(folder: string): Promise<void> {
    if (folder.length < this.#folder.length || (await this.#disk.exists(folder))) return;
    await this.#makeFolder(folderOf(folder));
    await this.#disk.makeFolder(folder);
    if (folder !== this.#folder) await this.#disk.syncFolder(folderOf(folder));
  }

  async get(key: string, from: number, length: number): Promise<Uint8Array | undefined> {
    try {
      const file = await this.#disk.open(`${this.#folder}/${key}`, "read");
      try {
        const target = new Uint8Array(length);
        return target.subarray(0, await readFully(file, target, from));
      } finally {
        await file.close();
      }
    } catch (thrown) {
      if (diskErrorCode(thrown) === "ENOENT") return undefined;
      throw thrown;
    }
  }

  async delete(key: string): Promise<void> {
    await this.#disk.removeFile(`${this.#folder}/${key}`);
    const folder = folderOf(`${this.#folder}/${key}`);
    const empty = (await this.#disk.exists(folder)) && (await this.#disk.list(folder)).length === 0;
    if (empty && folder.length > this.#folder.length) await this.#disk.removeFolder(folder);
  }

  /** Everything is one page; half-written files are listed too, so that they are found and deleted. */
  async list(prefix: string): Promise<ObjectPage> {
    const keys: string[] = [];
    const folder = prefix.slice(0, Math.max(0, prefix.lastIndexOf("/")));
    await this.#collect(folder, keys);
    return { keys: keys.filter((key) => key.startsWith(prefix)), next: undefined };
  }

  async #collect(folder: string, keys: string[]): Promise<void> {
    const path = folder === "" ? this.#folder : `${this.#folder}/${folder}`;
    if (!(await this.#disk.exists(path))) return;
    for (const entry of await this.#disk.list(path)) {
      const key = folder === "" ? entry.name : `${folder}/${entry.name}`;
      if (entry.folder) await this.#collect(key, keys);
      else keys.push(key);
    }
  }
}

const folderOf = (path: string): string => path.slice(0, path.lastIndexOf("/"));
