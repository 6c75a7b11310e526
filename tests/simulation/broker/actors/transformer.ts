// Reads a partition, writes what it makes of it to another, and commits how far it came, all in transactions. Others
// may do the same under the same id: the newest goes on where the last one that was committed ended. Then every record
// has exactly one successor.
import { must, type Sent } from "../checker/records.ts";
import type { TransformerActor } from "../history.ts";
import type { World } from "../world.ts";
import { fetchOnce } from "./consumer.ts";
import { readOffsets } from "./member.ts";
import { TransactionClient } from "./transaction-client.ts";

export const transformGroup = "t";

export async function runTransformer(actor: TransformerActor, world: World): Promise<void> {
  const { checker, clock, random, name } = world;
  const { partition } = actor;
  const producer = new TransactionClient(world, `transform-${partition}`, actor.style);
  let from = -1;
  let commits = 0;
  for (let round = 0; round < actor.rounds; round++) {
    await clock.sleep(random.below(300));
    if (from < 0) {
      if (!(await producer.init())) continue;
      const offsets = await readOffsets(producer.client, world, transformGroup, true);
      if (offsets === undefined) continue;
      from = offsets.get(partition) ?? 0;
    }
    const fetched = await fetchOnce(producer.client, world, { topic: "events", partition, from, committedOnly: true, maxBytes: 3_000 });
    if (fetched === undefined) continue;
    if (fetched.next < 0) from = checker.floorOf("events", partition).start;
    if (fetched.next <= from) continue;
    const transaction = producer.begin();
    const inputs = fetched.visible.filter(({ offset }) => offset >= from);
    const outputs = inputs.map((source) =>
      checker.sending({ topic: "output", partition, key: undefined, tombstone: false, session: producer.identity, transaction, source }),
    );
    const done =
      (outputs.length === 0 || (await producer.send("output", partition, outputs, 5))) &&
      (await producer.commitOffset(transformGroup, "events", partition, fetched.next, `${name}.${commits++}`)) &&
      (await producer.end(random.below(5) > 0));
    if (!done && transaction.outcome === "open") producer.abandon();
    from = done && transaction.outcome === "committed" ? fetched.next : -1;
  }
  producer.client.close();
}

/** `outputs` and `inputs` as read_committed shows them; the group's position says what must have been done. */
export function checkTransformed(inputs: readonly Sent[], outputs: readonly Sent[], position: number, whole: boolean): void {
  const seen = new Set<Sent>();
  for (const { source, id } of outputs) {
    if (source === undefined) continue;
    must(!seen.has(source), () => `output ${id} is the second one of record ${source.id}`);
    must(source.offset < position, () => `output ${id} is of offset ${source.offset}, but the group stands at ${position}`);
    seen.add(source);
  }
  if (!whole) return;
  const left = inputs.find((input) => input.offset < position && !seen.has(input));
  must(left === undefined, () => `record ${left?.id} has no output, but the group stands at ${position}`);
}
