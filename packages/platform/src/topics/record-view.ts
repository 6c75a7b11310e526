// One record as people read it: texts, the value cut at 16 KiB.
import { decodeUtf8 } from "@millrace/core";
import type { RecordReader } from "@millrace/log";
import type { RecordView } from "../api/types.ts";

const shownBytes = 16 * 1024;

/** Cut at a whole character: a lead byte and its followers stay together. */
function cut(bytes: Uint8Array): Uint8Array {
  if (bytes.length <= shownBytes) return bytes;
  let end = shownBytes;
  while (end > shownBytes - 4 && (bytes[end]! & 0xc0) === 0x80) end--;
  return bytes.subarray(0, end);
}

export function recordView(partition: number, record: RecordReader): RecordView {
  const key = record.key();
  const value = record.value();
  const headers =
    record.headerCount === 0
      ? {}
      : Object.fromEntries(record.headers().map((header) => [header.key, decodeUtf8(cut(header.value ?? new Uint8Array()))]));
  return {
    partition,
    offset: record.offset,
    timestampMs: record.timestampMs,
    key: key === undefined ? null : decodeUtf8(cut(key)),
    value: value === undefined ? null : decodeUtf8(cut(value)),
    bytes: value?.length ?? 0,
    headers,
  };
}
