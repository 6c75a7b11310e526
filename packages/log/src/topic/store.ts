// Topics on the disk: `topics/<name>/topic.json` and a folder per partition. A new topic is built under another name
// and renamed, a deleted one renamed before it is taken apart, so that a crash leaves a whole topic or none. "~" is in
// no topic's name.
import type { Disk } from "../disk/disk.ts";
import { decodeJson, encodeJson } from "../disk/checked-json.ts";
import { readWhole, replaceWhole, writeWhole } from "../disk/files.ts";
import { logErrors } from "../errors.ts";
import type { TopicFile } from "./topic.ts";

const fileName = "topic.json";

export class TopicStore {
  readonly #disk: Disk;
  readonly #folder: string;

  constructor(disk: Disk, dataFolder: string) {
    this.#disk = disk;
    this.#folder = `${dataFolder}/topics`;
  }

  folderOf(topic: string): string {
    return `${this.#folder}/${topic}`;
  }

  /** All topics; what was left of topics half made or half deleted is removed. */
  async load(damaged: (thrown: unknown) => undefined): Promise<TopicFile[]> {
    await this.#disk.makeFolder(this.#folder);
    const files: TopicFile[] = [];
    for (const entry of await this.#disk.list(this.#folder)) {
      if (!entry.folder) continue;
      if (entry.name.startsWith("~")) await this.#disk.removeFolder(`${this.#folder}/${entry.name}`);
      else {
        // A process that was killed before it synced a folder leaves names that are seen but not durable.
        await this.#disk.syncFolder(`${this.#folder}/${entry.name}`);
        const file = await this.#read(`${this.#folder}/${entry.name}/${fileName}`).catch(damaged);
        if (file !== undefined) files.push(file);
      }
    }
    await this.#disk.syncFolder(this.#folder);
    return files.sort((left, right) => (left.name < right.name ? -1 : 1));
  }

  async #read(path: string): Promise<TopicFile> {
    const bytes = await readWhole(this.#disk, path);
    if (bytes === undefined) throw logErrors.corrupt(path, 0, "the file is missing");
    return decodeJson(path, bytes) as TopicFile;
  }

  async create(file: TopicFile): Promise<void> {
    const folder = `${this.#folder}/~${file.id}.new`;
    await this.#disk.removeFolder(folder);
    await this.#disk.makeFolder(folder);
    for (let partition = 0; partition < file.partitions; partition++) await this.#disk.makeFolder(`${folder}/${partition}`);
    await writeWhole(this.#disk, `${folder}/${fileName}`, encodeJson(file));
    await this.#disk.syncFolder(folder);
    await this.#disk.rename(folder, this.folderOf(file.name));
    await this.#disk.syncFolder(this.#folder);
  }

  /** Partition folders come before the file that counts them. */
  async replace(file: TopicFile): Promise<void> {
    const folder = this.folderOf(file.name);
    for (let partition = 0; partition < file.partitions; partition++) await this.#disk.makeFolder(`${folder}/${partition}`);
    await replaceWhole(this.#disk, `${folder}/${fileName}`, encodeJson(file));
  }

  async remove(file: TopicFile): Promise<void> {
    const removed = `${this.#folder}/~${file.id}.deleted`;
    await this.#disk.rename(this.folderOf(file.name), removed);
    await this.#disk.syncFolder(this.#folder);
    await this.#disk.removeFolder(removed);
  }
}
