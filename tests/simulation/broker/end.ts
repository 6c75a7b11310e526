// After all: what the broker holds, read through the protocol, is what its clients were told; and still is after the
// machine was started again.
import { endOf, fetchOnce } from "./actors/consumer.ts";
import { readOffsets } from "./actors/member.ts";
import { checkTransformed, transformGroup } from "./actors/transformer.ts";
import { must, type Sent } from "./checker/records.ts";
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
  for (const [topic, partition] of places(world)) {
    await until(world, async () => {
      const high = await endOf(client, world, topic, partition, -1);
      const stable = await endOf(client, world, topic, partition, -1, true);
      if (high !== undefined && high === stable) return true;
      return undefined;
    });
  }
  client.close();
}

/** Of a disk with damage: whatever is answered is what it was, and anything may be refused. */
export async function readDamaged(world: World): Promise<void> {
  const client = newClient(world);
  for (const [topic, partition] of places(world)) {
    let from = (await endOf(client, world, topic, partition, -2)) ?? -1;
    for (let end = Infinity; from >= 0 && from < end;) {
      const fetched = await fetchOnce(client, world, { topic, partition, from, committedOnly: false });
      if (fetched === undefined) break;
      from = fetched.next;
      end = fetched.high;
    }
  }
  for (const group of groups) await readOffsets(client, world, group);
  client.close();
}

function places({ partitions }: World): [topic: string, partition: number][] {
  const indexes = Array.from({ length: partitions }, (_, index) => index);
  return [["state", 0], ...["events", "output"].flatMap((topic) => indexes.map((index): [string, number] => [topic, index]))];
}

async function readAll(world: World): Promise<void> {
  const client = newClient(world);
  const committed = new Map<string, Committed>();
  for (const [topic, partition] of places(world)) {
    await readWhole(world, topic, partition, false);
    committed.set(`${topic}/${partition}`, await readWhole(world, topic, partition, true));
  }
  for (const group of groups) {
    const offsets = await until(world, () => readOffsets(client, world, group, true));
    if (group !== transformGroup) continue;
    for (let index = 0; index < world.partitions; index++) {
      const [input, output] = [committed.get(`events/${index}`)!, committed.get(`output/${index}`)!];
      checkTransformed(input.records, output.records, offsets.get(index) ?? 0, input.start === 0);
    }
  }
  client.close();
}

interface Committed {
  readonly start: number;
  readonly records: readonly Sent[];
}

async function readWhole(world: World, topic: string, partition: number, committedOnly: boolean): Promise<Committed> {
  const client = newClient(world);
  for (;;) {
    const start = await until(world, () => endOf(client, world, topic, partition, -2));
    const end = await until(world, () => endOf(client, world, topic, partition, -1, committedOnly));
    const records: Sent[] = [];
    let from = start;
    while (from >= 0 && from < end) {
      const at = from;
      const fetched = await until(world, () => fetchOnce(client, world, { topic, partition, from: at, committedOnly }));
      must(fetched.next !== at, () => `${topic}/${partition}: nothing can be read at ${at} of ${start} to ${end}`);
      records.push(...fetched.visible);
      from = fetched.next;
    }
    // Retention may still be at work: then all is read once more.
    if (from < 0) continue;
    const present = new Set(records.map(({ offset }) => offset));
    const history = world.checker.partition(topic, partition);
    if (committedOnly) history.wholeCommitted(start, end, present);
    else history.whole(start, end, present);
    client.close();
    return { start, records };
  }
}

async function until<T>({ clock }: World, ask: () => Promise<T | undefined>): Promise<T> {
  for (let tries = 0; tries < triesMax; tries++) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    await clock.sleep(200);
  }
  throw new Error("the broker does not answer any more");
}
