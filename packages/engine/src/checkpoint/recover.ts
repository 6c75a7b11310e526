// Reads the checkpoint files of a job, oldest first, and finds the last epoch that is whole.
//
// What follows the last commit frame of the newest file may be torn by a crash and is cut off. Anything else that
// does not check is damage: the job refuses to start and says where. Behind a frame that does not check, a frame of
// a later epoch proves that the epoch had been durable (epochs are written one after the other, each synced before
// the next begins), so that too is damage and not a torn end.
import { decodeUtf8 } from "@millrace/core";
import { jobErrors } from "../job/errors.ts";
import type { Disk } from "@millrace/log";
import { CheckpointFile } from "./disk.ts";
import { FrameKind, frameBytes, frameChecksum, frameHeaderBytes, readFrameHeader } from "./frame.ts";
import type { FrameHeader } from "./frame.ts";

/** What a commit frame says, besides what the job keeps in `job`. */
export interface CommitRecord {
  readonly epoch: number;
  /** [number, path, pages] of every region there is. */
  readonly regions: readonly (readonly [number: number, path: string, pages: number])[];
  readonly outputs: readonly { readonly topic: string; readonly partition: number }[];
  readonly job: unknown;
}

/** Where a page or an output frame's payload stands. */
export interface FramePlace {
  readonly file: number;
  readonly position: number;
  readonly bytes: number;
}

export interface RecoveredFile {
  readonly number: number;
  readonly name: string;
  /** End of the last whole epoch. */
  readonly bytes: number;
}

export interface Recovered {
  readonly files: readonly RecoveredFile[];
  readonly commit: CommitRecord | undefined;
  /** Region number → places by page; holes are pages of zeros. */
  readonly pages: ReadonlyMap<number, (FramePlace | undefined)[]>;
  readonly outputs: readonly (FramePlace & { readonly output: number })[];
}

export const checkpointFileName = (number: number): string => `${String(number).padStart(10, "0")}.epochs`;
const namePattern = /^(\d{10})\.epochs$/;
const windowBytes = 1 << 20;

/** Sequential reading through a window, so that headers do not cost a read each. */
class WindowReader {
  readonly #file: CheckpointFile;
  #start = 0;
  #bytes: Uint8Array<ArrayBuffer> = new Uint8Array(0);

  constructor(file: CheckpointFile) {
    this.#file = file;
  }

  /** `length` bytes at `position`; fewer at the end of the file. Valid until the next call. */
  async at(position: number, length: number): Promise<Uint8Array<ArrayBuffer>> {
    if (position < this.#start || position + length > this.#start + this.#bytes.length) {
      this.#start = position;
      this.#bytes = await this.#file.read(position, Math.max(length, windowBytes));
    }
    return this.#bytes.subarray(position - this.#start, position - this.#start + length);
  }
}

type Damage = { readonly position: number; readonly reason: string };

class Recovery {
  readonly #disk: Disk;
  readonly #folder: string;
  readonly #pages = new Map<number, (FramePlace | undefined)[]>();
  #outputs: (FramePlace & { output: number })[] = [];
  #commit: CommitRecord | undefined;
  #epochPages: (FramePlace & { region: number; page: number })[] = [];
  #epochOutputs: (FramePlace & { output: number })[] = [];

  constructor(disk: Disk, folder: string) {
    this.#disk = disk;
    this.#folder = folder;
  }

  async run(): Promise<Recovered> {
    const names = (await this.#disk.list(this.#folder))
      .map((entry) => entry.name)
      .filter((name) => namePattern.test(name))
      .sort();
    const files: RecoveredFile[] = [];
    for (const [index, name] of names.entries()) {
      const number = Number(namePattern.exec(name)![1]);
      const file = await CheckpointFile.open(this.#disk, `${this.#folder}/${name}`);
      try {
        files.push({ number, name, bytes: await this.#scan(file, number, name, index === names.length - 1) });
      } finally {
        await file.close();
      }
    }
    return { files, commit: this.#commit, pages: this.#pages, outputs: this.#outputs };
  }

  /** Returns the end of the last whole epoch in the file. */
  async #scan(file: CheckpointFile, number: number, name: string, newest: boolean): Promise<number> {
    const reader = new WindowReader(file);
    let position = 0;
    let whole = 0;
    this.#epochPages = [];
    this.#epochOutputs = [];
    while (position < file.size) {
      const header = readFrameHeader(await reader.at(position, frameHeaderBytes), 0);
      const damage =
        header === undefined ? { position, reason: "no frame begins here" } : await this.#frame(reader, position, header, number);
      if (damage !== undefined) {
        if (!newest || (await this.#laterEpoch(file, position))) throw jobErrors.checkpointCorrupt(name, damage.position, damage.reason);
        break;
      }
      position += frameBytes(header!.bytes);
      if (header!.kind === FrameKind.commit) whole = position;
    }
    if (!newest && whole < file.size) throw jobErrors.checkpointCorrupt(name, whole, "the epoch that begins here has no end");
    return whole;
  }

  async #frame(reader: WindowReader, position: number, header: FrameHeader, file: number): Promise<Damage | undefined> {
    const payload = await reader.at(position + frameHeaderBytes, header.bytes);
    if (payload.length < header.bytes) return { position, reason: "the frame is longer than the file" };
    if (frameChecksum(payload) !== header.payloadChecksum) return { position, reason: "the checksum does not match" };
    if (header.epoch <= (this.#commit?.epoch ?? 0)) return { position, reason: `epoch ${header.epoch} comes again` };
    const place = { file, position: position + frameHeaderBytes, bytes: header.bytes };
    if (header.kind === FrameKind.page) this.#epochPages.push({ ...place, region: header.region, page: header.page });
    else if (header.kind === FrameKind.output) this.#epochOutputs.push({ ...place, output: header.region });
    else this.#apply(JSON.parse(decodeUtf8(payload)) as CommitRecord);
    return undefined;
  }

  #apply(commit: CommitRecord): void {
    for (const { region, page, ...place } of this.#epochPages) {
      let pages = this.#pages.get(region);
      if (pages === undefined) this.#pages.set(region, (pages = []));
      pages[page] = place;
    }
    const kept = new Map(commit.regions.map(([number, , pages]) => [number, pages]));
    for (const [number, pages] of this.#pages) {
      const count = kept.get(number);
      if (count === undefined) this.#pages.delete(number);
      else if (pages.length > count) pages.length = count;
    }
    this.#outputs = this.#epochOutputs;
    this.#commit = commit;
    this.#epochPages = [];
    this.#epochOutputs = [];
  }

  /** Whether a frame of an epoch after the one being read stands anywhere behind `position`. */
  async #laterEpoch(file: CheckpointFile, position: number): Promise<boolean> {
    const current = (this.#commit?.epoch ?? 0) + 1;
    for (let at = position + 8; at + frameHeaderBytes <= file.size; at += windowBytes) {
      const bytes = await file.read(at, windowBytes + frameHeaderBytes);
      for (let inside = 0; inside < windowBytes && inside + frameHeaderBytes <= bytes.length; inside += 8) {
        const header = readFrameHeader(bytes, inside);
        if (header !== undefined && header.epoch > current) return true;
      }
    }
    return false;
  }
}

export const recoverCheckpoint = (disk: Disk, folder: string): Promise<Recovered> => new Recovery(disk, folder).run();
