// The checkpoint of one job: epochs in append-only files, one `fdatasync` an epoch.
//
// An epoch is the pages that changed, the output that is not in the log yet, and a commit frame with everything
// small (offsets, watermarks, regions). Because the commit frame stands last in the same file, no second file has to
// be written and renamed to make an epoch count: one sync instead of three. Files end at `fileBytes`; when old files
// hold mostly superseded pages, the pages still needed of the oldest one are marked dirty, so that they move on with
// the next epochs and the file can go: the cleaner is the ordinary write path.
import { assert, encodeUtf8 } from "@millrace/core";
import type { Disk } from "@millrace/log";
import { CheckpointFile } from "./disk.ts";
import { FrameKind, frameBytes, writeFrame } from "./frame.ts";
import { checkpointFileName, recoverCheckpoint } from "./recover.ts";
import type { CommitRecord, FramePlace, Recovered } from "./recover.ts";

export const checkpointPageBytes = 65_536;

export interface CheckpointRegion {
  readonly path: string;
  readonly buffer: ArrayBuffer;
  readonly dirty: Uint8Array;
}

export interface CheckpointOutput {
  readonly topic: string;
  readonly partition: number;
  readonly bytes: Uint8Array;
}

export interface EpochContent {
  readonly epoch: number;
  /** JSON. */
  readonly job: unknown;
  readonly regions: Iterable<CheckpointRegion>;
  readonly outputs: readonly CheckpointOutput[];
}

export interface CheckpointOptions {
  readonly fileBytes?: number;
  /** Epochs up to this size are copied at once and written behind the job's back; larger ones stop the job. */
  readonly copyBytes?: number;
}

export interface Commit {
  /** The pages have been copied: the job may write to them again. */
  readonly copied: Promise<void>;
  /** Resolves with the bytes written, when they are durable. */
  readonly durable: Promise<number>;
}

interface OpenRegion {
  readonly number: number;
  /** File number by page; 0 = never written. */
  files: number[];
}

interface EpochFile {
  readonly number: number;
  bytes: number;
  livePages: number;
}

interface Frame {
  readonly kind: FrameKind;
  readonly region: number;
  readonly page: number;
  readonly payload: Uint8Array;
}

const cleanPagesMax = 256;
const scratchKeepBytes = 2 << 20;

/** A page without its zeros at the end. */
function trimZeros(page: Uint8Array<ArrayBuffer>): Uint8Array {
  const words = new Int32Array(page.buffer, page.byteOffset, page.length >> 2);
  let end = words.length;
  while (end > 0 && words[end - 1] === 0) end--;
  return page.subarray(0, end << 2);
}

export class CheckpointStore {
  readonly #disk: Disk;
  readonly #folder: string;
  readonly #fileBytes: number;
  readonly #copyBytes: number;
  readonly #regions = new Map<string, OpenRegion>();
  readonly #files: EpochFile[] = [];
  #nextRegion = 1;
  #current: CheckpointFile | undefined;
  #position = 0;
  #scratch = new Uint8Array(0);
  #recovered: Recovered | undefined;
  #busy = false;

  private constructor(disk: Disk, folder: string, options: CheckpointOptions) {
    this.#disk = disk;
    this.#folder = folder;
    this.#fileBytes = options.fileBytes ?? 32 << 20;
    this.#copyBytes = options.copyBytes ?? 8 << 20;
  }

  /** `folder` stands two levels below the data folder: `<data folder>/jobs/<job>`. */
  static async open(disk: Disk, folder: string, options: CheckpointOptions = {}): Promise<CheckpointStore> {
    const store = new CheckpointStore(disk, folder, options);
    await disk.makeFolder(folder);
    // The names of the job's folder and of the folder of all jobs.
    const parent = folder.slice(0, folder.lastIndexOf("/"));
    await disk.syncFolder(parent);
    await disk.syncFolder(parent.slice(0, parent.lastIndexOf("/")));
    await store.#recover();
    return store;
  }

  /** The last whole epoch that was found, until `forget`. */
  get commit(): CommitRecord | undefined {
    return this.#recovered?.commit;
  }

  /** Bytes on disk. */
  get bytes(): number {
    return this.#files.reduce((sum, file) => sum + file.bytes, 0);
  }

  async #recover(): Promise<void> {
    const recovered = await recoverCheckpoint(this.#disk, this.#folder);
    this.#recovered = recovered;
    for (const { number, bytes } of recovered.files) this.#files.push({ number, bytes, livePages: 0 });
    for (const [number, path, pages] of recovered.commit?.regions ?? []) {
      const places = recovered.pages.get(number) ?? [];
      const files = Array.from({ length: pages }, (_, page) => places[page]?.file ?? 0);
      for (const file of files) this.#countLive(file, 1);
      this.#regions.set(path, { number, files });
      this.#nextRegion = Math.max(this.#nextRegion, number + 1);
    }
    const newest = this.#files.at(-1);
    if (newest === undefined) return;
    // What a crash left behind the last whole epoch goes, and what it left unsynced becomes durable before anyone
    // acts on it.
    const file = await CheckpointFile.open(this.#disk, `${this.#folder}/${checkpointFileName(newest.number)}`);
    if (file.size > newest.bytes) await file.truncate(newest.bytes);
    await file.sync();
    await this.#disk.syncFolder(this.#folder);
    this.#current = file;
    this.#position = newest.bytes;
  }

  /** Reads the pages of the recovered epoch, region by region. */
  async load(restore: (path: string, bytes: ArrayBuffer) => void): Promise<void> {
    const recovered = this.#recovered;
    if (recovered?.commit === undefined) return;
    const files = new Map<number, CheckpointFile>();
    try {
      for (const [number, path, pages] of recovered.commit.regions) {
        const buffer = new ArrayBuffer(pages * checkpointPageBytes);
        const target = new Uint8Array(buffer);
        for (const [page, place] of (recovered.pages.get(number) ?? []).entries()) {
          if (place !== undefined) target.set(await this.#readPlace(files, place), page * checkpointPageBytes);
        }
        restore(path, buffer);
      }
    } finally {
      for (const file of files.values()) await file.close();
    }
  }

  /** The output of the recovered epoch, in order. */
  async loadOutputs(): Promise<readonly CheckpointOutput[]> {
    const recovered = this.#recovered;
    if (recovered?.commit === undefined) return [];
    const files = new Map<number, CheckpointFile>();
    const outputs: CheckpointOutput[] = [];
    try {
      for (const place of recovered.outputs) {
        const output = recovered.commit.outputs[place.output];
        assert(output !== undefined, "an output frame names an output of its epoch");
        outputs.push({ ...output, bytes: await this.#readPlace(files, place) });
      }
    } finally {
      for (const file of files.values()) await file.close();
    }
    return outputs;
  }

  /** Lets go of what recovery found. */
  forget(): void {
    this.#recovered = undefined;
  }

  async #readPlace(files: Map<number, CheckpointFile>, place: FramePlace): Promise<Uint8Array> {
    let file = files.get(place.file);
    if (file === undefined) {
      file = await CheckpointFile.open(this.#disk, `${this.#folder}/${checkpointFileName(place.file)}`);
      files.set(place.file, file);
    }
    return file.read(place.position, place.bytes);
  }

  #countLive(fileNumber: number, change: number): void {
    if (fileNumber === 0) return;
    const file = this.#files.find((candidate) => candidate.number === fileNumber);
    assert(file !== undefined, "a live page stands in a file that exists");
    file.livePages += change;
  }

  /** Begins to write an epoch. One at a time. */
  write(content: EpochContent): Commit {
    assert(!this.#busy, "one epoch is written at a time");
    this.#busy = true;
    const target = this.#current === undefined || this.#position >= this.#fileBytes ? (this.#files.at(-1)?.number ?? 0) + 1 : 0;
    const fileNumber = target === 0 ? this.#files.at(-1)!.number : target;
    if (target !== 0) this.#files.push({ number: target, bytes: 0, livePages: 0 });
    const regions: [number, string, number][] = [];
    const frames = this.#collect(content, fileNumber, regions);
    const record: CommitRecord = {
      epoch: content.epoch,
      regions,
      outputs: content.outputs.map(({ topic, partition }) => ({ topic, partition })),
      job: content.job,
    };
    frames.push({ kind: FrameKind.commit, region: 0, page: 0, payload: encodeUtf8(JSON.stringify(record)) });
    const bytes = frames.reduce((sum, frame) => sum + frameBytes(frame.payload.length), 0);
    if (bytes <= this.#copyBytes) {
      const image = this.#encode(frames, bytes, content.epoch);
      return { copied: Promise.resolve(), durable: this.#finish(target, [image].values(), bytes) };
    }
    const copied = Promise.withResolvers<void>();
    const durable = this.#finish(target, this.#images(frames, content.epoch, copied.resolve), bytes);
    durable.catch(copied.reject);
    // Whoever waits for `durable` hears of the failure; not everyone waits for `copied`.
    copied.promise.catch(() => undefined);
    return { copied: copied.promise, durable };
  }

  /** The frames of the changed pages and the output; pages stop being dirty here. */
  #collect(content: EpochContent, fileNumber: number, regions: [number, string, number][]): Frame[] {
    const frames: Frame[] = [];
    const seen = new Set<string>();
    for (const { path, buffer, dirty } of content.regions) {
      seen.add(path);
      const pages = buffer.byteLength / checkpointPageBytes;
      let region = this.#regions.get(path);
      if (region === undefined) this.#regions.set(path, (region = { number: this.#nextRegion++, files: [] }));
      for (const file of region.files.splice(pages)) this.#countLive(file, -1);
      regions.push([region.number, path, pages]);
      for (let page = 0; page < pages; page++) {
        if (dirty[page] === 0 && region.files[page] !== undefined) continue;
        this.#countLive(region.files[page] ?? 0, -1);
        region.files[page] = fileNumber;
        this.#countLive(fileNumber, 1);
        dirty[page] = 0;
        const bytes = new Uint8Array(buffer, page * checkpointPageBytes, checkpointPageBytes);
        frames.push({ kind: FrameKind.page, region: region.number, page, payload: trimZeros(bytes) });
      }
    }
    for (const [path, region] of this.#regions) {
      if (seen.has(path)) continue;
      for (const file of region.files) this.#countLive(file, -1);
      this.#regions.delete(path);
    }
    for (const [index, { bytes }] of content.outputs.entries()) {
      frames.push({ kind: FrameKind.output, region: index, page: 0, payload: bytes });
    }
    return frames;
  }

  #encode(frames: readonly Frame[], bytes: number, epoch: number): Uint8Array<ArrayBuffer> {
    if (this.#scratch.length < bytes) {
      const grown = new Uint8Array(bytes <= scratchKeepBytes ? Math.min(scratchKeepBytes, bytes * 2) : bytes);
      if (bytes > scratchKeepBytes) return this.#fill(grown, frames, epoch);
      this.#scratch = grown;
    }
    return this.#fill(this.#scratch, frames, epoch).subarray(0, bytes);
  }

  #fill(target: Uint8Array<ArrayBuffer>, frames: readonly Frame[], epoch: number): Uint8Array<ArrayBuffer> {
    let at = 0;
    for (const { kind, region, page, payload } of frames) at = writeFrame(target, at, { kind, region, page, epoch }, payload);
    return target;
  }

  /** The frames in pieces of about `scratchKeepBytes`; the job waits until the last one is taken. */
  *#images(frames: readonly Frame[], epoch: number, copied: () => void): Generator<Uint8Array<ArrayBuffer>> {
    for (let from = 0; from < frames.length;) {
      let to = from;
      let bytes = 0;
      while (to < frames.length && (to === from || bytes < scratchKeepBytes)) bytes += frameBytes(frames[to++]!.payload.length);
      yield this.#fill(new Uint8Array(bytes), frames.slice(from, to), epoch);
      from = to;
    }
    copied();
  }

  async #finish(newFile: number, images: Iterator<Uint8Array<ArrayBuffer>>, bytes: number): Promise<number> {
    if (newFile !== 0) {
      await this.#current?.close();
      this.#current = await CheckpointFile.open(this.#disk, `${this.#folder}/${checkpointFileName(newFile)}`);
      await this.#disk.syncFolder(this.#folder);
      this.#position = 0;
    }
    const file = this.#current;
    assert(file !== undefined, "a checkpoint file is open");
    for (let next = images.next(); next.done !== true; next = images.next()) {
      await file.write(next.value, this.#position);
      this.#position += next.value.length;
    }
    await file.sync();
    this.#files.at(-1)!.bytes = this.#position;
    await this.#removeDead();
    this.#busy = false;
    return bytes;
  }

  async #removeDead(): Promise<void> {
    const dead = this.#files.filter((file, index) => file.livePages === 0 && index < this.#files.length - 1);
    for (const file of dead) {
      await this.#disk.removeFile(`${this.#folder}/${checkpointFileName(file.number)}`);
      this.#files.splice(this.#files.indexOf(file), 1);
    }
  }

  /** Marks pages of the oldest file dirty when most of what is on disk is superseded. Call it between epochs. */
  clean(regions: Iterable<CheckpointRegion>): void {
    const oldest = this.#files[0];
    if (this.#files.length < 2 || oldest === undefined) return;
    const live = this.#files.reduce((sum, file) => sum + file.livePages, 0) * checkpointPageBytes;
    if (this.bytes < 2 * live + 2 * this.#fileBytes) return;
    let marked = 0;
    for (const { path, dirty } of regions) {
      const files = this.#regions.get(path)?.files ?? [];
      for (const [page, file] of files.entries()) {
        if (file !== oldest.number || page >= dirty.length) continue;
        dirty[page] = 1;
        if (++marked === cleanPagesMax) return;
      }
    }
  }

  async close(): Promise<void> {
    await this.#current?.close();
    this.#current = undefined;
  }
}
