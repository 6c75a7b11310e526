// For this package's tests: codes of what is thrown, batches in one line, and a disk that can be held up.
import { committedBatches } from "./batch/committed.ts";
import { encodeBatch, type BatchInput } from "./batch/encode.ts";
import { batchesIn } from "./batch/header.ts";
import { decodeRecords } from "./batch/records.ts";
import type { DiskFile } from "./disk/disk.ts";
import type { Log } from "./port.ts";
import { SimulatedDisk } from "./simulation/disk.ts";

export const codeOfThrown = (thrown: unknown): string => (thrown as { code?: string }).code ?? String(thrown);

/** The code of what `action` throws, undefined when it throws nothing. */
export function codeOf(action: () => unknown): string | undefined {
  try {
    action();
    return undefined;
  } catch (thrown) {
    return codeOfThrown(thrown);
  }
}

export const codeOfRejected = (promise: Promise<unknown>): Promise<string | undefined> => promise.then(() => undefined, codeOfThrown);

/** A batch of one record for each value; "key=value" gives it a key, "key=" a key and no value. */
export function batchOf(values: readonly string[], rest: Omit<BatchInput, "records"> = {}): Uint8Array<ArrayBuffer> {
  const records = values.map((text) => {
    const equals = text.indexOf("=");
    if (equals < 0) return { value: text };
    return { key: text.slice(0, equals), value: equals === text.length - 1 ? null : text.slice(equals + 1) };
  });
  return encodeBatch({ records, ...rest });
}

/** Everything in a partition: "offset:key=value". */
export async function allRecords(log: Log, topic: string, partition = 0): Promise<string[]> {
  const lines: string[] = [];
  let offset = log.offsets(topic, partition).start;
  for (;;) {
    const { bytes } = await log.read(topic, partition, offset, { maxBytes: 64 * 1024 });
    if (bytes.length === 0) return lines;
    for (const { offset: at, key, value } of decodeRecords(bytes)) {
      const text = (part: Uint8Array | undefined): string => (part === undefined ? "" : Buffer.from(part).toString());
      lines.push(`${at}:${key === undefined ? "" : `${text(key)}=`}${text(value)}`);
    }
    // Not the last record's: compaction may have taken the records at the end of a batch.
    for (const { header } of batchesIn(bytes)) offset = header.lastOffset + 1;
  }
}

/** What a consumer with isolation.level=read_committed makes of the partition: values, in order. */
export async function committedValues(log: Log, topic: string, partition = 0): Promise<string[]> {
  const values: string[] = [];
  let offset = log.offsets(topic, partition).start;
  for (;;) {
    const { bytes, abortedTransactions } = await log.read(topic, partition, offset, { maxBytes: 2000, isolation: "committed" });
    if (bytes.length === 0) return values;
    for (const { at, header } of committedBatches(bytes, abortedTransactions))
      for (const { value } of decodeRecords(bytes.subarray(at, at + header.sizeBytes))) values.push(Buffer.from(value!).toString());
    for (const { header } of batchesIn(bytes)) offset = header.lastOffset + 1;
  }
}

/** Syncs of the files below `heldFolder` are done, and say so only after `release`. */
export class HoldingDisk extends SimulatedDisk {
  heldFolder: string | undefined;
  readonly #released = Promise.withResolvers<void>();

  release(): void {
    this.heldFolder = undefined;
    this.#released.resolve();
  }

  override async open(path: string, mode: "read" | "write" | "create"): Promise<DiskFile> {
    const file = await super.open(path, mode);
    const sync = async (): Promise<void> => {
      await file.sync();
      if (this.heldFolder !== undefined && path.startsWith(this.heldFolder)) await this.#released.promise;
    };
    return { ...file, sync };
  }
}
