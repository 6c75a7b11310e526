// One case of the differential test: statements, records and how they arrive. Plain JSON, so that a failing case can be
// kept in `regressions/` as it is and replayed for ever, whatever becomes of the generator.

export interface CaseRecord {
  readonly topic: string;
  readonly partition: number;
  readonly timestampMs: number;
  readonly key: string | null;
  /** Text; bytes that are not UTF-8 stand in `bytes` as hexadecimal digits instead. */
  readonly value: string | null;
  readonly bytes?: string;
}

export type Codec = "none" | "gzip" | "snappy" | "lz4" | "zstd";

export interface Case {
  readonly timeZone: string;
  readonly topics: Readonly<Record<string, number>>;
  /** CREATE TABLE and CREATE VIEW, in order. */
  readonly definitions: readonly string[];
  readonly query: string;
  /** In the order of reading. */
  readonly records: readonly CaseRecord[];
  /** How the records arrive: how many are read at once, record batches within, codec; and a restore after that read. */
  readonly reads: readonly { readonly records: number; readonly batch: number; readonly codec: Codec; readonly restore?: boolean }[];
}

export const valueBytes = (record: CaseRecord): Uint8Array | null =>
  record.bytes === undefined ? (record.value === null ? null : Buffer.from(record.value)) : Buffer.from(record.bytes, "hex");
export const keyBytes = (record: CaseRecord): Uint8Array | null => (record.key === null ? null : Buffer.from(record.key));
