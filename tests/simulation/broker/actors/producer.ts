// A producer: with an id it keeps up to five requests in flight and sends again, in order, whatever was not answered;
// without one it sends once and hopes.
import type { RequestOf } from "@millrace/kafka/raw-client";
import { must, type Sent, violation } from "../checker/records.ts";
import { Gone } from "../client.ts";
import type { ProducerActor, SendStep } from "../history.ts";
import { encodeSent } from "../records.ts";
import { isRetriable, kafka, newClient, topicOf, type World } from "../world.ts";

interface Batch {
  readonly partition: number;
  readonly sequence: number;
  readonly sents: readonly Sent[];
  readonly bytes: Uint8Array;
}

type Answer = { readonly errorCode: number; readonly baseOffset: number; readonly life: number; readonly askedAt: number } | undefined;

const triesMax = 40;
const sequencesOf = (): Map<number, number> => new Map();

export async function runProducer(actor: ProducerActor, world: World): Promise<void> {
  const { checker, clock, random, machine, name } = world;
  const client = newClient(world);
  let identity: { readonly producerId: number; readonly producerEpoch: number } | undefined;
  let session = 0;
  let next = sequencesOf();
  let open: Batch[] = [];

  const identify = async (): Promise<void> => {
    while (identity === undefined) {
      const fresh = { transactionalId: null, transactionTimeoutMs: 0, producerId: -1, producerEpoch: -1 };
      const answer = await client.request("InitProducerId", 4, fresh).catch(ignoreGone);
      if (answer?.errorCode === 0) identity = answer;
      else await clock.sleep(50);
    }
  };

  const make = ({ partition, records, valueBytes }: SendStep): Batch => {
    const keyed = actor.topic === "state";
    const sents = Array.from({ length: records }, () =>
      checker.sending({
        topic: actor.topic,
        partition,
        key: keyed ? `k${random.below(4)}` : undefined,
        tombstone: keyed && random.below(8) === 0,
        session: actor.idempotent ? `${name}/${session}` : undefined,
        transaction: undefined,
      }),
    );
    const sequence = next.get(partition) ?? 0;
    next.set(partition, sequence + records);
    const bytes = encodeSent(sents, valueBytes, clock.now(), identity === undefined ? undefined : { ...identity, baseSequence: sequence });
    return { partition, sequence, sents, bytes };
  };

  const requestFor = ({ partition, bytes }: Batch, acks: number): RequestOf<"Produce"> => {
    const topics = [{ ...topicOf(world, actor.topic), partitions: [{ index: partition, records: bytes }] }];
    return { transactionalId: null, acks, timeoutMs: 1_000, topics };
  };

  const send = async (batch: Batch, acks: number): Promise<Answer> => {
    const { life } = client;
    const askedAt = clock.monotonic();
    const answer = await client.send("Produce", actor.version, requestFor(batch, acks));
    const { errorCode, baseOffset } = answer.responses[0]!.partitions[0]!;
    return { errorCode, baseOffset, life, askedAt };
  };

  const acknowledged = (batch: Batch, { baseOffset, life, askedAt }: NonNullable<Answer>): void => {
    const stopped = machine.stoppedIn(life);
    must(stopped === undefined || askedAt < stopped, () => `record ${batch.sents[0]!.id} was acknowledged by a log that had stopped`);
    checker.acknowledged(batch.sents, baseOffset);
  };

  /** Answers in order; what is left in `open` has to be sent again. True when the id is of no use any more. */
  const settle = (batches: readonly Batch[], answers: readonly Answer[]): boolean => {
    const failed = new Set<number>();
    for (const [index, answer] of answers.entries()) {
      const batch = batches[index]!;
      if (answer === undefined) failed.add(batch.partition);
      else if (answer.errorCode === kafka.none || answer.errorCode === kafka.duplicateSequence) {
        acknowledged(batch, answer);
        open = open.filter((other) => other !== batch);
      } else if (isRetriable(answer.errorCode)) failed.add(batch.partition);
      else if (answer.errorCode === kafka.outOfOrderSequence && failed.has(batch.partition)) continue;
      else violation(`${name}: batch ${batch.sequence} of partition ${batch.partition} was refused with ${answer.errorCode}`);
    }
    return false;
  };

  const flush = async (leave: number): Promise<void> => {
    for (let tries = 0; open.length > leave; tries++) {
      if (tries > triesMax) {
        // It gives up, as a client does after its delivery timeout, and takes a new id.
        open = [];
        identity = undefined;
        next = sequencesOf();
        session++;
        return;
      }
      await client.connect();
      const batches = open.slice(0, actor.inFlight);
      const answers = await Promise.all(batches.map((batch) => send(batch, -1).catch(ignoreGone)));
      settle(batches, answers);
      if (open.length > leave && answers.some((answer) => answer?.errorCode !== 0)) await clock.sleep(20 + random.below(100));
    }
  };

  const once = async (batch: Batch): Promise<void> => {
    const acks = random.below(3) - 1;
    await client.connect();
    if (acks === 0) {
      // Nobody answers; nobody knows.
      client.post("Produce", actor.version, requestFor(batch, acks));
      return;
    }
    const answer = await send(batch, acks).catch(ignoreGone);
    if (answer === undefined || isRetriable(answer.errorCode)) return;
    must(answer.errorCode === 0, `${name}: a plain batch was refused with ${answer.errorCode}`);
    acknowledged(batch, answer);
  };

  for (const step of actor.steps) {
    if (step.do === "wait") await clock.sleep(step.ms);
    else if (actor.idempotent) {
      await identify();
      open.push(make(step));
      if (open.length >= actor.inFlight) await flush(random.below(2) === 0 ? 0 : actor.inFlight - 1);
    } else await once(make(step));
  }
  await flush(0);
  client.close();
}

export function ignoreGone(thrown: unknown): undefined {
  if (!(thrown instanceof Gone)) throw thrown;
}
