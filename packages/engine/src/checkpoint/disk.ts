// What checkpoints need of a disk, over the log's disk port, so that the simulated disk stands behind it too.
import type { Disk, DiskFile } from "@millrace/log";

export class CheckpointFile {
  readonly #file: DiskFile;
  #size: number;

  private constructor(file: DiskFile, size: number) {
    this.#file = file;
    this.#size = size;
  }

  /** Opens for reading and writing; creates the file when it is not there. */
  static async open(disk: Disk, path: string): Promise<CheckpointFile> {
    const file = await disk.open(path, (await disk.exists(path)) ? "write" : "create");
    return new CheckpointFile(file, await file.size());
  }

  get size(): number {
    return this.#size;
  }

  async write(bytes: Uint8Array, position: number): Promise<void> {
    await this.#file.write([bytes], position);
    this.#size = Math.max(this.#size, position + bytes.length);
  }

  /** Fewer bytes than asked for only at the end of the file. */
  async read(position: number, length: number): Promise<Uint8Array<ArrayBuffer>> {
    const buffer = new Uint8Array(Math.max(0, Math.min(length, this.#size - position)));
    let done = 0;
    while (done < buffer.length) {
      const count = await this.#file.read(buffer.subarray(done), position + done);
      if (count === 0) break;
      done += count;
    }
    return buffer.subarray(0, done);
  }

  async truncate(length: number): Promise<void> {
    await this.#file.truncate(length);
    this.#size = length;
  }

  sync(): Promise<void> {
    return this.#file.sync();
  }

  close(): Promise<void> {
    return this.#file.close();
  }
}
