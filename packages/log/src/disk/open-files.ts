// Open file descriptors, at most `limit` of them at rest: a log may have many more segments than a process may have
// open files. A file is held while someone uses it; the one unused the longest is closed first.
import type { Disk, DiskFile } from "./disk.ts";

interface Held {
  readonly path: string;
  readonly file: Promise<DiskFile>;
  users: number;
  /** Removed or replaced: closed when its last user lets go. */
  forgotten: boolean;
}

export class OpenFiles {
  readonly #disk: Disk;
  readonly #limit: number;
  /** In the order of last use. */
  readonly #held = new Map<string, Held>();

  constructor(disk: Disk, limit: number) {
    this.#disk = disk;
    this.#limit = limit;
  }

  /** Runs `action` with the file open for reading and writing. */
  async use<T>(path: string, action: (file: DiskFile) => Promise<T>): Promise<T> {
    const held = this.#hold(path);
    try {
      return await action(await held.file);
    } finally {
      await this.#release(held);
    }
  }

  #hold(path: string): Held {
    let held = this.#held.get(path);
    if (held === undefined) held = { path, file: this.#disk.open(path, "write"), users: 0, forgotten: false };
    else this.#held.delete(path);
    this.#held.set(path, held);
    held.users++;
    return held;
  }

  async #release(held: Held): Promise<void> {
    held.users--;
    if (held.users > 0) return;
    if (held.forgotten) return closeQuietly(held);
    if (this.#held.size <= this.#limit) {
      // A file that could not be opened is not remembered.
      await held.file.catch(() => this.#drop(held));
      return;
    }
    for (const candidate of this.#held.values()) {
      if (candidate.users > 0) continue;
      this.#held.delete(candidate.path);
      return closeQuietly(candidate);
    }
  }

  #drop(held: Held): void {
    if (this.#held.get(held.path) === held) this.#held.delete(held.path);
  }

  /** The file was removed or replaced: whoever holds it may go on, nobody else gets it. */
  async forget(path: string): Promise<void> {
    const held = this.#held.get(path);
    if (held === undefined) return;
    this.#held.delete(path);
    held.forgotten = true;
    if (held.users === 0) await closeQuietly(held);
  }

  async closeAll(): Promise<void> {
    for (const path of Array.from(this.#held.keys())) await this.forget(path);
  }
}

/** Nothing is lost by a close that fails: what had to be durable was synced before. */
async function closeQuietly(held: Held): Promise<void> {
  await held.file.then((file) => file.close()).catch(() => undefined);
}
