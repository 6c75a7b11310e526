// After all: what the broker holds, read through the protocol, is what its clients were told; and still is after the
// machine was started again.
import { endOf, fetchOnce } from "./actors/consumer.ts";
import { readOffsets } from "./actors/member.ts";
import { must } from "./checker/records.ts";
import { newClient, type World } from "./world.ts";

const triesMax = 100;

export async function checkEnd(world: World): Promise<void> {
  await readAll(world);
  world.machine.crash(true);
  await readAll(world);
}

async function readAll(world: World): Promise<void> {
  const places: [string, number][] = [["state", 0]];
  for (let index = 0; index < world.partitions; index++) places.push(["events", index]);
  for (const [topic, partition] of places) {
    await readWhole(world, topic, partition, false);
    await readWhole(world, topic, partition, true);
  }
  const client = newClient(world);
  for (const group of ["g", "h"]) await until(world, () => readOffsets(client, world, group));
  client.close();
}

async function readWhole(world: World, topic: string, partition: number, committedOnly: boolean): Promise<void> {
  const client = newClient(world);
  for (let again = true; again;) {
    const start = await until(world, () => endOf(client, world, topic, partition, -2));
    const end = await until(world, () => endOf(client, world, topic, partition, -1, committedOnly));
    const present = new Set<number>();
    let from = start;
    while (from >= 0 && from < end) {
      const at = from;
      const fetched = await until(world, () => fetchOnce(client, world, { topic, partition, from: at, committedOnly }));
      must(fetched.next !== at, () => `${topic}/${partition}: nothing can be read at ${at} of ${start} to ${end}`);
      for (const { offset } of fetched.visible) present.add(offset);
      from = fetched.next;
    }
    // Retention may still be at work: then all is read once more.
    again = from < 0;
    if (!again && !committedOnly) world.checker.partition(topic, partition).whole(start, end, present);
  }
  client.close();
}

async function until<T>({ clock }: World, ask: () => Promise<T | undefined>): Promise<T> {
  for (let tries = 0; tries < triesMax; tries++) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    await clock.sleep(20);
  }
  throw new Error("the broker does not answer any more");
}
