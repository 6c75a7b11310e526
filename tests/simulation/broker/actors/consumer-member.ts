// A member of a consumer group under KIP-848's protocol: heartbeats say what it holds, answers say what it shall hold.
// It lets go of partitions at once, and counts a partition as its own only as long as the broker must think so too.
import { violation } from "../checker/records.ts";
import type { ConsumerMemberActor } from "../history.ts";
import { isRetriable, kafka, newClient, topicOf, type World } from "../world.ts";
import { fetchOnce } from "./consumer.ts";
import { readOffsets } from "./member.ts";
import { ignoreGone } from "./producer.ts";

const topic = "events";
export const sessionTimeoutMs = 3_000;
const rebalanceTimeoutMs = 2_000;
const joining = 0;
const leaving = -1;
const isExpected = (code: number): boolean =>
  [
    kafka.none,
    kafka.unknownMemberId,
    kafka.staleMemberEpoch,
    kafka.illegalGeneration,
    kafka.rebalanceInProgress,
    kafka.groupIdNotFound,
  ].some((one) => one === code);

export async function runConsumerMember(actor: ConsumerMemberActor, world: World): Promise<void> {
  const { clock, checker, random, name } = world;
  const client = newClient(world);
  const group = checker.group(actor.group);
  const { topicId } = topicOf(world, topic);
  let memberId = newId();
  let epoch = joining;
  let owned = new Set<number>();
  /** The broker may not have heard, or we may not have. */
  let saysAll = true;
  let commits = 0;
  let calmSince = 0;

  for (const step of actor.steps) {
    const position = new Map<number, number>();
    for (let round = 0; round < step.rounds; round++) {
      await heartbeat();
      const offsets = owned.size > position.size ? await readOffsets(client, world, actor.group) : undefined;
      for (const partition of position.keys()) if (!owned.has(partition)) position.delete(partition);
      for (const partition of owned) {
        const from = position.get(partition) ?? offsets?.get(partition) ?? 0;
        const fetched = await fetchOnce(client, world, { topic, partition, from, committedOnly: false, maxBytes: 2_000 });
        if (fetched !== undefined) position.set(partition, Math.max(fetched.next, checker.floorOf(topic, partition).start));
      }
      if (position.size > 0 && epoch > 0) await commit(position, memberId, epoch, false);
      await clock.sleep(random.below(300));
    }
    if (step.end === "stay") continue;
    const before = { memberId, epoch };
    letGo();
    if (step.end === "vanish") client.close();
    else if ((await leave()) && position.size > 0) await commit(position, before.memberId, before.epoch, true);
    memberId = newId();
  }
  client.close();

  function newId(): string {
    return Buffer.from(random.uuidBytes()).toString("hex");
  }

  function letGo(): void {
    group.releases(memberId, owned);
    owned = new Set();
    epoch = joining;
    saysAll = true;
  }

  async function heartbeat(): Promise<void> {
    await client.connect();
    const sentAt = clock.monotonic();
    const topicPartitions = epoch === joining ? [] : owned.size === 0 ? [] : [{ topicId, partitions: [...owned] }];
    const all = { rebalanceTimeoutMs, subscribedTopicNames: [topic], topicPartitions };
    const request = { groupId: actor.group, memberId, memberEpoch: epoch, ...(saysAll ? all : {}) };
    const answer = await client.send("ConsumerGroupHeartbeat", 1, request).catch(ignoreGone);
    if (answer === undefined || isRetriable(answer.errorCode)) {
      saysAll = true;
      return;
    }
    const { errorCode, memberEpoch, assignment } = answer;
    if (errorCode === kafka.unknownMemberId || errorCode === kafka.fencedMemberEpoch) return letGo();
    // The group may be one of the classic protocol at the moment.
    if (errorCode === kafka.groupIdNotFound && actor.group === "g") return letGo();
    if (errorCode !== 0) violation(`${name}: a heartbeat was answered with ${errorCode}`);
    epoch = memberEpoch;
    saysAll = assignment !== null;
    const target = assignment === null ? owned : new Set(assignment.topicPartitions.flatMap(({ partitions }) => partitions));
    const lost = [...owned].filter((partition) => !target.has(partition));
    group.releases(memberId, lost);
    owned = target;
    // The time to let go may have begun to run with any heartbeat since the last one after which nothing was to let go.
    if (lost.length === 0) calmSince = sentAt;
    group.owns(memberId, owned, clock.monotonic(), Math.min(sentAt + sessionTimeoutMs, calmSince + rebalanceTimeoutMs));
  }

  async function leave(): Promise<boolean> {
    const request = { groupId: actor.group, memberId, memberEpoch: leaving, topicPartitions: null };
    const answer = await client.request("ConsumerGroupHeartbeat", 1, request).catch(ignoreGone);
    return answer?.errorCode === 0;
  }

  /** Who has left may commit nothing any more. */
  async function commit(position: ReadonlyMap<number, number>, member: string, memberEpoch: number, left: boolean): Promise<void> {
    const sentAt = clock.monotonic();
    const committing = [...position].map(([index, offset]) => {
      const entry = { id: `${name}.${commits++}`, offset, sentAt, acknowledgedAt: Infinity, refused: false, transaction: undefined };
      group.committing(index, entry);
      return { index, entry };
    });
    const partitions = committing.map(({ index, entry }) => ({ index, committedOffset: entry.offset, committedMetadata: entry.id }));
    const topics = [{ name: topic, topicId, partitions }];
    const request = { groupId: actor.group, generationId: memberEpoch, memberId: member, topics };
    const answer = await client.request("OffsetCommit", 9, request).catch(ignoreGone);
    for (const [at, { errorCode }] of (answer?.topics[0]?.partitions ?? []).entries()) {
      const { entry } = committing[at]!;
      if (isRetriable(errorCode)) continue;
      if (errorCode !== 0) entry.refused = true;
      else if (left) violation(`${name}: a member that had left committed`);
      else entry.acknowledgedAt = clock.monotonic();
      if (!isExpected(errorCode)) {
        violation(`${name}: a commit was refused with ${errorCode}`);
      }
    }
  }
}
