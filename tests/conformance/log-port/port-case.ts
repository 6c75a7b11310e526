// A case of the suite that every adapter of the `Log` port passes, and what it gets to work with.
import type { Coordination, Log } from "@millrace/log";
import { type BatchInput, batchesIn, committedBatches, decodeRecords, encodeBatch, type RecordInput } from "@millrace/log";

export interface Port {
  readonly log: Log;
  /** Throws where the adapter has none. */
  readonly coordination: Coordination;
  /** A name that no other case uses. */
  readonly name: (stem: string) => string;
  /** Reads the cluster again, where the adapter answers from memory. */
  readonly refresh: () => Promise<void>;
}

/** By the sentence that names it. */
export type PortCases = Readonly<Record<string, (port: Port) => Promise<void>>>;

export const codeOf = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => "nothing was thrown",
    (thrown: unknown) => (thrown as { code?: string }).code ?? String(thrown),
  );

export const batch = (records: readonly (RecordInput | string)[], rest: Omit<BatchInput, "records"> = {}): Uint8Array =>
  encodeBatch({ records: records.map((record) => (typeof record === "string" ? { value: record } : record)), ...rest });

const text = (bytes: Uint8Array | undefined): string | null => (bytes === undefined ? null : Buffer.from(bytes).toString());

/** "offset:value" of everything from `from` on that a reader of committed records counts. */
export async function values(port: Port, topic: string, options: { partition?: number; from?: number; committed?: boolean } = {}) {
  const { partition = 0, from = 0, committed = false } = options;
  const found: string[] = [];
  for (let offset = from; ;) {
    const isolation = committed ? ({ isolation: "committed" } as const) : {};
    const { bytes, abortedTransactions } = await port.log.read(topic, partition, offset, { maxBytes: 1 << 20, ...isolation });
    if (bytes.length === 0) return found;
    for (const { at, header } of committed ? committedBatches(bytes, abortedTransactions) : batchesIn(bytes))
      for (const record of decodeRecords(bytes.subarray(at, at + header.sizeBytes)))
        if (record.offset >= offset) found.push(`${record.offset}:${text(record.value)}`);
    for (const { header } of batchesIn(bytes)) offset = header.lastOffset + 1;
  }
}

/** Asks until the answer is what is wanted; time decides nothing but how long a failure takes. */
export async function until(ask: () => boolean | Promise<boolean>, what: string): Promise<void> {
  const end = performance.now() + 20_000;
  while (!(await ask())) {
    if (performance.now() > end) throw new Error(`not within 20 s: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
