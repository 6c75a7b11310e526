// After all: what the broker holds, read through the protocol, is what its clients were told; and still is after the
// machine was started again.
import { checkGone, usable } from "./actors/brief.ts";
import { endOf, endsOf, fetchAll, type Fetched, fetchOnce, type Place } from "./actors/consumer.ts";
import { readOffsets } from "./actors/member.ts";
import { checkTransformed, transformGroup } from "./actors/transformer.ts";
import { must, placeOf, type Sent } from "./checker/records.ts";
import type { Client } from "./client.ts";
import { newClient, type World } from "./world.ts";

const triesMax = 300;
const groups = ["g", "h", "n", "x", "t"];

export async function checkEnd(world: World): Promise<void> {
  await transactionsEnd(world);
  await readAll(world);
  world.machine.crash(true);
  await readAll(world);
}

/** Nobody goes on with them: in time the broker aborts what is open, and no partition stays held up. */
async function transactionsEnd(world: World): Promise<void> {
  const client = newClient(world);
  const all = places(world);
  await until(world, async () => {
    const highs = await endsOf(client, world, all, -1);
    const stables = await endsOf(client, world, all, -1, true);
    return highs?.every((high, at) => high === stables?.[at]) === true ? true : undefined;
  });
  client.close();
}

/** Of a disk with damage: whatever is answered is what it was, and anything may be refused. */
export async function readDamaged(world: World): Promise<void> {
  const client = newClient(world);
  for (const place of places(world)) {
    let from = (await endOf(client, world, place, -2)) ?? -1;
    for (let end = Infinity; from >= 0 && from < end;) {
      const fetched = await fetchOnce(client, world, { ...place, from, committedOnly: false });
      if (fetched === undefined) break;
      from = fetched.next;
      end = fetched.high;
    }
  }
  for (const group of groups) await readOffsets(client, world, group);
  client.close();
}

function places(world: World): Place[] {
  const { partitions } = world;
  const indexes = Array.from({ length: partitions }, (_, index) => index);
  return [
    { topic: "state", partition: 0 },
    ...usable(world).map(({ name }): Place => ({ topic: name, partition: 0 })),
    ...["events", "output"].flatMap((topic) => indexes.map((partition): Place => ({ topic, partition }))),
  ];
}

async function readAll(world: World): Promise<void> {
  const client = newClient(world);
  await checkGone(world, client);
  await readWhole(client, world, false);
  const committed = await readWhole(client, world, true);
  for (const group of groups) {
    const offsets = await until(world, () => readOffsets(client, world, group, true));
    if (group !== transformGroup) continue;
    for (let index = 0; index < world.partitions; index++) {
      const [input, output] = [committed.get(placeOf("events", index))!, committed.get(placeOf("output", index))!];
      checkTransformed(input.records, output.records, offsets.get(index) ?? 0, input.start === 0);
    }
  }
  client.close();
}

interface Reading extends Place {
  readonly start: number;
  readonly end: number;
  /** Where to read on; -1: what was there is there no more. */
  from: number;
  readonly records: Sent[];
}

/** All partitions side by side, each from its first offset to what its end was when the reading began. */
async function readWhole(client: Client, world: World, committedOnly: boolean): Promise<Map<string, Reading>> {
  const all = places(world);
  for (;;) {
    const starts = await until(world, () => endsOf(client, world, all, -2));
    const ends = await until(world, () => endsOf(client, world, all, -1, committedOnly));
    const readings = all.map((place, at): Reading => ({ ...place, start: starts[at]!, end: ends[at]!, from: starts[at]!, records: [] }));
    for (;;) {
      const left = readings.filter(({ from, end }) => from >= 0 && from < end);
      if (left.length === 0) break;
      const fetched = await until(world, () => fetchAll(client, world, left, { committedOnly }));
      for (const [at, reading] of left.entries()) take(reading, fetched[at]!);
    }
    // Retention may still be at work: then all is read once more.
    if (readings.some(({ from }) => from < 0)) continue;
    for (const { topic, partition, start, end, records } of readings) {
      const present = new Set(records.map(({ offset }) => offset));
      const history = world.checker.partition(topic, partition);
      if (committedOnly) history.wholeCommitted(start, end, present);
      else history.whole(start, end, present);
    }
    return new Map(readings.map((reading) => [placeOf(reading.topic, reading.partition), reading]));
  }
}

function take(reading: Reading, { next, visible }: Fetched): void {
  const { topic, partition, from, start, end, records } = reading;
  must(next !== from, () => `${topic}/${partition}: nothing can be read at ${from} of ${start} to ${end}`);
  records.push(...visible);
  reading.from = next;
}

async function until<T>({ clock }: World, ask: () => Promise<T | undefined>): Promise<T> {
  for (let tries = 0; tries < triesMax; tries++) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    await clock.sleep(200);
  }
  throw new Error("the broker does not answer any more");
}
