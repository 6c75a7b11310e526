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

  /** Makes the topic's folder, under a name that no topic has: `publish` gives it its own. */
  async prepare(file: TopicFile): Promise<void> {
    const folder = this.#unpublished(file);
    await this.#disk.removeFolder(folder);
    await this.#disk.makeFolder(folder);
    await this.#makePartitions(folder, 0, file.partitions);
    await writeWhole(this.#disk, `${folder}/${fileName}`, encodeJson(file));
    await this.#disk.syncFolder(folder);
  }

  async publish(file: TopicFile): Promise<void> {
    await this.#disk.rename(this.#unpublished(file), this.folderOf(file.name));
    await this.#disk.syncFolder(this.#folder);
  }

  /** What was prepared is not wanted any more. */
  withdraw(file: TopicFile): Promise<void> {
    return this.#disk.removeFolder(this.#unpublished(file));
  }

  /** Folders come before the file that counts them. */
  makePartitions(topic: string, from: number, to: number): Promise<void> {
    return this.#makePartitions(this.folderOf(topic), from, to);
  }

  replace(file: TopicFile): Promise<void> {
    return replaceWhole(this.#disk, `${this.folderOf(file.name)}/${fileName}`, encodeJson(file));
  }

  /** From then on the topic is gone; `clear` takes its files apart. */
  async remove(file: TopicFile): Promise<void> {
    await this.#disk.rename(this.folderOf(file.name), this.#removed(file));
    await this.#disk.syncFolder(this.#folder);
  }

  clear(file: TopicFile): Promise<void> {
    return this.#disk.removeFolder(this.#removed(file));
  }

  async #makePartitions(folder: string, from: number, to: number): Promise<void> {
    for (let partition = from; partition < to; partition++) await this.#disk.makeFolder(`${folder}/${partition}`);
  }

  #unpublished({ id }: TopicFile): string {
    return `${this.#folder}/~${id}.new`;
  }

  #removed({ id }: TopicFile): string {
    return `${this.#folder}/~${id}.deleted`;
  }
}
