// A small log with something of everything: plain and idempotent batches, transactions of each outcome, several segments
// with their indexes, a deleted beginning, a compacted topic. And everything that can be read of a log, to compare.
import { ManualClock, seeded } from "@millrace/core";
import { encodeBatch, openLog, type EmbeddedLog } from "@millrace/log";
import { SimulatedDisk } from "@millrace/log/simulation";

export function openSmallLog(disk: SimulatedDisk, { verifyAll = false, clock = new ManualClock(5_000_000) } = {}): Promise<EmbeddedLog> {
  const config = { maintenanceMs: 0, compactionBytesPerSecond: 0, spareBytes: 0, verifyAll };
  return openLog({ folder: "/data", disk, clock, random: seeded(2), config });
}

const idempotent = (producerId: number, baseSequence: number) => ({ producerId, producerEpoch: 0, baseSequence });

/** Open; its disk holds all of it durably, the last two batches of `plain` behind the recovery point. */
export async function smallLog(disk: SimulatedDisk): Promise<EmbeddedLog> {
  const clock = new ManualClock(5_000_000);
  const log = await openSmallLog(disk, { clock });
  const put = (topic: string, key: string, rest = {}): Promise<unknown> =>
    log.append(topic, 0, encodeBatch({ records: [{ key, value: "value" }], timestampMs: 5_000_000, ...rest }));
  const end = (producerId: number, committed: boolean): Promise<unknown> =>
    log.endTransaction("plain", 0, { producerId, producerEpoch: 0, coordinatorEpoch: 1, committed });
  /** The next batch comes into a new segment. */
  const nextSegment = (): void => clock.advance(10);
  await log.createTopic({ name: "plain", partitions: 1, config: { "segment.ms": "10", "index.interval.bytes": "0" } });
  await put("plain", "deleted with its segment");
  nextSegment();
  await put("plain", "deleted");
  await put("plain", "a", idempotent(1, 0));
  await put("plain", "b", { ...idempotent(2, 0), transactional: true });
  await put("plain", "c", { ...idempotent(3, 0), transactional: true });
  nextSegment();
  await end(2, false);
  await end(3, true);
  await put("plain", "d", { ...idempotent(4, 0), transactional: true });
  await log.deleteRecords("plain", 0, 2);
  await log.createTopic({ name: "keyed", partitions: 1, config: { "cleanup.policy": "compact", "segment.ms": "10" } });
  for (const key of ["x", "y", "x", "y", "x", "x"]) {
    await put("keyed", key);
    nextSegment();
  }
  await log.maintain();
  await log.close();
  const again = await openSmallLog(disk);
  await again.append("plain", 0, encodeBatch({ records: [{ key: "e", value: "last but one" }], ...idempotent(1, 1) }));
  await again.append("plain", 0, encodeBatch({ records: [{ value: "last" }, { value: "of all" }] }));
  return again;
}

/** All that clients can see, as text. Throws what a read throws. */
export async function everythingIn(log: EmbeddedLog): Promise<string> {
  const lines: string[] = [log.clusterId];
  for (const { name, id, config } of log.topics()) {
    lines.push(`${name} ${Buffer.from(id).toString("hex")} ${JSON.stringify(config)} ${JSON.stringify(log.offsets(name, 0))}`);
    for (const isolation of [undefined, "committed"] as const) lines.push(...(await batchesOf(log, name, isolation)));
    for (const { producerId, producerEpoch, lastSequence, transactionStart, coordinatorEpoch } of log.producers(name, 0))
      lines.push(`producer ${[producerId, producerEpoch, lastSequence, transactionStart, coordinatorEpoch].join(" ")}`);
    lines.push(`${JSON.stringify(await log.offsetAt(name, 0, 1))} ${JSON.stringify(await log.offsetOfMaxTimestamp(name, 0))}`);
  }
  return lines.join("\n");
}

/** Each offset asked for by itself: every way through the indexes. */
async function batchesOf(log: EmbeddedLog, name: string, isolation: "committed" | undefined): Promise<string[]> {
  const lines: string[] = [];
  const { start, end } = log.offsets(name, 0);
  for (let offset = start; offset <= end; offset++) {
    const read = await log.read(name, 0, offset, { maxBytes: 1, ...(isolation === undefined ? {} : { isolation }) });
    lines.push(`${offset} ${Buffer.from(read.bytes).toString("base64")} ${JSON.stringify(read.abortedTransactions)}`);
  }
  return lines;
}

/** All files, on a disk of their own, durable. */
export async function copyOf(files: ReadonlyMap<string, Uint8Array>): Promise<SimulatedDisk> {
  const disk = new SimulatedDisk(seeded(3));
  for (const [path, bytes] of files) {
    await disk.makeFolder(path.slice(0, path.lastIndexOf("/")));
    const file = await disk.open(path, "create");
    await file.write([bytes], 0);
  }
  return disk;
}

export async function filesOf(disk: SimulatedDisk): Promise<Map<string, Uint8Array>> {
  const files = new Map<string, Uint8Array>();
  for (const { path, sizeBytes } of disk.files()) {
    const bytes = new Uint8Array(sizeBytes);
    const file = await disk.open(path, "read");
    for (let at = 0; at < sizeBytes;) at += await file.read(bytes.subarray(at), at);
    files.set(path, bytes);
  }
  return files;
}
