// A piece of the disk that is kept for the day it is full: then retention cannot write down what it is about to remove
// until something was removed, and this file is that something.
import { isDiskFull, type Disk } from "./disk.ts";
import { writeWhole } from "./files.ts";

export class Spare {
  readonly #disk: Disk;
  readonly #path: string;
  readonly #bytes: number;

  constructor(disk: Disk, folder: string, bytes: number) {
    this.#disk = disk;
    this.#path = `${folder}/spare`;
    this.#bytes = bytes;
  }

  /** Makes it when it is not there and there is room. */
  async keep(): Promise<void> {
    if (this.#bytes === 0 || (await this.#disk.exists(this.#path))) return;
    try {
      await writeWhole(this.#disk, this.#path, new Uint8Array(this.#bytes));
    } catch (thrown) {
      if (!isDiskFull(thrown)) throw thrown;
      await this.#disk.removeFile(this.#path);
    }
  }

  /** Gives its room away; false when it has none. */
  async give(): Promise<boolean> {
    if (!(await this.#disk.exists(this.#path))) return false;
    await this.#disk.removeFile(this.#path);
    return true;
  }
}
