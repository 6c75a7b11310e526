// Reads both sides again and compares: of each partition the number of records and a SHA-256 over all of them in their
// order (time, key, value, headers), of each group its positions through the map. Reads the source up to where the mirror
// stands, and at the target only what the mirror wrote.
import { createHash, type Hash } from "node:crypto";
import type { Coordination, Log } from "@millrace/log";
import type { TranslatedPosition } from "./groups.ts";
import type { MirroredPartition } from "./progress.ts";
import { contentOf, recordsOf } from "./records.ts";
import type { OffsetRuns } from "./runs.ts";

export interface VerifiedSide {
  readonly records: number;
  readonly checksum: string;
}

export interface VerifiedPartition {
  readonly topic: string;
  readonly target: string;
  readonly partition: number;
  readonly source: VerifiedSide;
  readonly copy: VerifiedSide;
  /** Offsets that were not copied yet. */
  readonly behind: number;
  readonly equal: boolean;
}

export interface VerifiedPosition extends TranslatedPosition {
  /** What the group has at the target, -1 when it has nothing. */
  readonly found: number;
  readonly equal: boolean;
}

export async function verifyPartition(source: Log, target: Log, of: MirroredPartition, runs: OffsetRuns): Promise<VerifiedPartition> {
  const { start, stable } = source.offsets(of.topic, of.partition);
  const from = Math.max(start, runs.length === 0 ? 0 : runs.at(0).source);
  const [original, copy] = await Promise.all([
    side(source, of.topic, of.partition, from, runs.next, () => true),
    copied(target, of, runs, runs.translate(from)),
  ]);
  const behind = Math.max(0, stable - Math.max(runs.next, start));
  const equal = original.records === copy.records && original.checksum === copy.checksum && behind === 0;
  return { topic: of.topic, target: of.target, partition: of.partition, source: original, copy, behind, equal };
}

async function copied(target: Log, of: MirroredPartition, runs: OffsetRuns, from: number): Promise<VerifiedSide> {
  let at = 0;
  // Offsets ascend, and so do the runs: one step forward at a time finds the run of each.
  const ours = (offset: number): boolean => {
    while (at < runs.length && runs.at(at).target + runs.at(at).count <= offset) at++;
    return at < runs.length && runs.at(at).target <= offset;
  };
  const { start } = target.offsets(of.target, of.partition);
  return side(target, of.target, of.partition, Math.max(from, start), runs.end, ours);
}

async function side(
  log: Log,
  topic: string,
  partition: number,
  from: number,
  to: number,
  counts: (offset: number) => boolean,
): Promise<VerifiedSide> {
  const hash: Hash = createHash("sha256");
  let records = 0;
  for await (const reader of recordsOf(log, topic, partition, from, to)) {
    while (reader.next()) {
      if (reader.offset < from || reader.offset >= to || !counts(reader.offset)) continue;
      hash.update(contentOf(reader));
      records++;
    }
  }
  return { records, checksum: hash.digest("hex") };
}

export async function verifyPositions(target: Coordination, positions: readonly TranslatedPosition[]): Promise<VerifiedPosition[]> {
  const verified: VerifiedPosition[] = [];
  for (const group of new Set(positions.map((one) => one.group))) {
    const there = new Map((await target.positions(group)).map(({ topic, partition, offset }) => [`${topic}/${partition}`, offset]));
    for (const position of positions) {
      if (position.group !== group) continue;
      const found = there.get(`${position.target.topic}/${position.partition}`) ?? -1;
      verified.push({ ...position, found, equal: found === position.target.offset });
    }
  }
  return verified;
}
