// `millrace dump-log`: what stands in a segment file, batch by batch, each batch checked. Reads the file alone: no data
// folder, no running Millrace.
import { existsSync } from "node:fs";
import { basename, resolve } from "node:path";
import { codecOf, isRecordFault, nodeDisk, RecordReader, scanSegment, type BatchHeader } from "@millrace/log";
import { cliErrors, exitCodes } from "../errors.ts";
import { numberOption } from "../options.ts";
import { bytes, colours, count, json, printable, time } from "../output.ts";

export interface DumpLogOptions {
  readonly records?: boolean;
  readonly from: string;
  readonly limit?: string;
  readonly json?: boolean;
}

interface RecordText {
  readonly offset: number;
  readonly time: string;
  readonly key: string | null;
  readonly value: string | null;
  readonly headers: Readonly<Record<string, string | null>>;
}

const widths = [10, 21, 8, 8, 24, 7, 16];
const row = (...cells: readonly string[]): string =>
  cells
    .map((cell, at) => cell.padEnd(widths[at] ?? 0))
    .join(" ")
    .trimEnd();

export async function dumpLog(path: string, options: DumpLogOptions): Promise<void> {
  const from = numberOption("from", options.from, { min: 0, integer: true });
  const limit = options.limit === undefined ? Infinity : numberOption("limit", options.limit, { min: 1, integer: true });
  const base = /^(\d{20})\.log$/.exec(basename(path))?.[1];
  if (base === undefined || !existsSync(path)) throw cliErrors.segmentFile(path);
  if (options.json !== true)
    console.log(colours.dim(row("position", "offsets", "records", "size", "newest record", "codec", "producer", "kind")));
  let batches = 0;
  let records = 0;
  const show = (header: BatchHeader, position: number, batch: Uint8Array): void => {
    if (header.lastOffset < from || batches >= limit) return;
    batches++;
    records += header.recordCount;
    const texts = options.records === true ? recordTexts(batch) : undefined;
    if (options.json === true) return json(batchJson(header, position, texts));
    console.log(batchLine(header, position));
    for (const text of texts ?? []) console.log(recordLine(text));
  };
  const file = await nodeDisk.open(resolve(path), "read");
  try {
    const { end, sizeBytes, fault } = await scanSegment(file, { position: 0, offset: Number(base) }, show);
    if (fault !== undefined) process.exitCode = exitCodes.failed;
    if (options.json === true) return json({ batches, records, soundBytes: end, sizeBytes, fault: fault ?? null });
    console.log(`\n${count(batches)} batches, ${count(records)} records; ${bytes(end)} of ${bytes(sizeBytes)} checked and sound`);
    if (fault !== undefined) console.log(colours.red(`at position ${end}: ${fault}`));
  } finally {
    await file.close();
  }
}

const kindOf = (header: BatchHeader): string =>
  [header.control && "control", header.transactional && "transactional", header.recordCount === 0 && "end, compacted"]
    .filter(Boolean)
    .join(" ");
const producerOf = ({ producerId, producerEpoch, baseSequence }: BatchHeader): string =>
  producerId < 0 ? "-" : `${producerId}/${producerEpoch}${baseSequence < 0 ? "" : ` #${baseSequence}`}`;

function batchLine(header: BatchHeader, position: number): string {
  const { baseOffset, lastOffset, recordCount, sizeBytes, maxTimestampMs, compression } = header;
  const codec = codecOf(compression).name;
  const offsets = `${baseOffset}–${lastOffset}`;
  return row(
    String(position),
    offsets,
    String(recordCount),
    bytes(sizeBytes),
    time(maxTimestampMs),
    codec,
    producerOf(header),
    kindOf(header),
  );
}

function recordLine({ offset, time: at, key, value, headers }: RecordText): string {
  const named = Object.entries(headers).map(([name, text]) => `${name}=${text ?? "null"}`);
  const parts = [
    key === null ? "" : `${key} → `,
    value ?? colours.dim("null"),
    named.length === 0 ? "" : colours.dim(`  [${named.join(", ")}]`),
  ];
  return `  ${colours.dim(`${offset} ${at}`)}  ${parts.join("")}`;
}

function batchJson(header: BatchHeader, position: number, records: readonly RecordText[] | undefined): object {
  const { baseOffset, lastOffset, recordCount, sizeBytes, maxTimestampMs, compression, transactional, control } = header;
  const { producerId, producerEpoch, baseSequence, leaderEpoch, crc } = header;
  const who = producerId < 0 ? {} : { producerId, producerEpoch, baseSequence };
  const batch = { position, baseOffset, lastOffset, recordCount, sizeBytes, maxTimestampMs, codec: codecOf(compression).name };
  return { ...batch, ...who, transactional, control, leaderEpoch, crc, ...(records === undefined ? {} : { records }) };
}

/** Of a control batch too: its marker says what became of a transaction. */
function recordTexts(batch: Uint8Array): RecordText[] {
  const texts: RecordText[] = [];
  try {
    const record = new RecordReader(batch);
    while (record.next()) {
      const { offset, timestampMs } = record;
      const key = record.key();
      const marker = record.header.control && key?.length === 4 ? (key[3] === 1 ? "commit" : "abort") : undefined;
      const headers = Object.fromEntries(record.headers().map(({ key: name, value }) => [printable(name), textOf(value)]));
      texts.push({
        offset,
        time: time(timestampMs),
        key: marker ?? textOf(key),
        value: marker === undefined ? textOf(record.value()) : "",
        headers,
      });
    }
  } catch (thrown) {
    if (!isRecordFault(thrown)) throw thrown;
    texts.push({ offset: -1, time: "-", key: null, value: `(${(thrown as Error).message})`, headers: {} });
  }
  return texts;
}

/** UTF-8 where it is that, else hexadecimal; control characters shown as what they are. */
function textOf(part: Uint8Array | undefined): string | null {
  if (part === undefined) return null;
  try {
    return printable(new TextDecoder("utf-8", { fatal: true }).decode(part));
  } catch {
    return `0x${Buffer.from(part).toString("hex")}`;
  }
}
