// A producer of transactions over several partitions: commits, aborts, or leaves them open. Others may have its id.
import type { TransactionalActor } from "../history.ts";
import type { World } from "../world.ts";
import { usable } from "./brief.ts";
import { TransactionClient } from "./transaction-client.ts";

export async function runTransactional(actor: TransactionalActor, world: World): Promise<void> {
  const { checker, random, clock, name } = world;
  const producer = new TransactionClient(world, actor.id, actor.style);
  let ready = false;
  let commits = 0;
  for (const step of actor.steps) {
    if (step.do === "wait") {
      await clock.sleep(step.ms);
      continue;
    }
    ready ||= await producer.init();
    if (!ready) continue;
    const transaction = producer.begin();
    for (const { topic: wanted, partition, records, valueBytes } of step.sends) {
      const topic = wanted === "brief" ? usable(world).at(-1)?.name : wanted;
      if (topic === undefined) continue;
      const sents = Array.from({ length: records }, () => {
        const key = topic === "state" ? `k${random.below(4)}` : undefined;
        return checker.sending({ topic, partition, key, tombstone: false, session: producer.identity, transaction });
      });
      ready &&= await producer.send(topic, partition, sents, valueBytes);
    }
    if (step.offset >= 0) ready &&= await producer.commitOffset("x", "events", 0, step.offset, `${name}.${commits++}`);
    if (!ready || step.end === "abandon") {
      producer.abandon();
      ready = false;
    } else ready = await producer.end(step.end === "commit");
  }
  producer.client.close();
}
