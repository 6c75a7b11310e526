// Without transactions, records may stand at the target whose progress was not written any more. They are what follows
// the last known end; held against the source one by one, they tell how far the mirror had really come.
import type { Log } from "@millrace/log";
import { mirrorErrors } from "./errors.ts";
import type { MirroredPartition, Step } from "./progress.ts";
import { contentOf, recordsOf } from "./records.ts";
import type { OffsetRuns, Run } from "./runs.ts";

/** The step that was not written, or undefined when nothing is missing. */
export async function readTail(source: Log, target: Log, of: MirroredPartition, done: OffsetRuns): Promise<Step | undefined> {
  const { end } = target.offsets(of.target, of.partition);
  if (end <= done.end) return undefined;
  const originals = flat(recordsOf(source, of.topic, of.partition, done.next, source.offsets(of.topic, of.partition).stable), done.next);
  const runs: Run[] = [];
  let next = done.next;
  for await (const copy of flat(recordsOf(target, of.target, of.partition, done.end, end), done.end)) {
    const original = await originals.next();
    if (original.done === true || !original.value.content.equals(copy.content))
      throw mirrorErrors.tailForeign(of.target, of.partition, copy.offset);
    runs.push({ source: original.value.offset, target: copy.offset, count: 1 });
    next = original.value.offset + 1;
  }
  return { ...of, begins: false, from: done.next, next, end, runs: joined(runs) };
}

interface Content {
  readonly offset: number;
  readonly content: Buffer;
}

async function* flat(batches: ReturnType<typeof recordsOf>, from: number): AsyncGenerator<Content, undefined> {
  for await (const reader of batches)
    while (reader.next()) if (reader.offset >= from) yield { offset: reader.offset, content: contentOf(reader) };
  return undefined;
}

function joined(runs: readonly Run[]): Run[] {
  const result: Run[] = [];
  for (const run of runs) {
    const last = result.at(-1);
    if (last !== undefined && last.source + last.count === run.source && last.target + last.count === run.target)
      result[result.length - 1] = { ...last, count: last.count + run.count };
    else result.push(run);
  }
  return result;
}
