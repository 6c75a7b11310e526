// A member of a consumer group under the classic protocol: joins, is told its partitions (or tells the others theirs),
// reads, commits, and leaves, vanishes or stays.
import { violation } from "../checker/records.ts";
import type { Client } from "../client.ts";
import type { MemberActor } from "../history.ts";
import { isRetriable, kafka, newClient, type World } from "../world.ts";
import { fetchOnce } from "./consumer.ts";
import { zeroUuid } from "../uuid.ts";
import { ignoreGone } from "./producer.ts";
import { TransactionClient } from "./transaction-client.ts";

const topic = "events";
const sessionTimeoutMs = 1_500;
const rebalanceTimeoutMs = 800;
const triesMax = 25;
const encodeList = (list: readonly number[]): Uint8Array => Buffer.from(JSON.stringify(list));
const decodeList = (bytes: Uint8Array): number[] => (bytes.length === 0 ? [] : (JSON.parse(Buffer.from(bytes).toString()) as number[]));

/** Nobody knows this member any more, or another one has come in its place. */
const isForgotten = (code: number): boolean => code === kafka.unknownMemberId || code === kafka.fencedInstanceId;

interface Membership {
  readonly memberId: string;
  readonly generationId: number;
  readonly joinedAt: number;
  readonly partitions: readonly number[];
}

/** The group's offsets, judged. */
export async function readOffsets(
  client: Client,
  world: World,
  group: string,
  requireStable = false,
): Promise<Map<number, number> | undefined> {
  await client.connect();
  const askedAt = world.clock.monotonic();
  const partitionIndexes = Array.from({ length: world.partitions }, (_, index) => index);
  const topics = [{ name: topic, partitionIndexes }];
  const answer = await client.send("OffsetFetch", 7, { groupId: group, topics, groups: [], requireStable }).catch(ignoreGone);
  if (answer === undefined || answer.errorCode !== 0) return undefined;
  const found = new Map<number, number>();
  for (const { index, committedOffset, metadata, errorCode } of answer.topics[0]!.partitions) {
    if (errorCode !== 0) return undefined;
    world.checker.group(group).committed(index, committedOffset, metadata ?? "", askedAt, requireStable);
    if (committedOffset >= 0) found.set(index, committedOffset);
  }
  return found;
}

export async function runMember(actor: MemberActor, world: World): Promise<void> {
  const { clock, checker, random, name } = world;
  const client = newClient(world);
  const group = checker.group(actor.group);
  const producer =
    actor.transactional === true ? new TransactionClient(world, name, random.below(2) === 0 ? "named" : "implicit") : undefined;
  let memberId = "";
  let commits = 0;

  for (const step of actor.steps) {
    let membership = await join();
    const position = new Map<number, number>();
    for (let round = 0; membership !== undefined && round < step.rounds; round++) {
      const offsets = position.size === 0 ? await readOffsets(client, world, actor.group) : undefined;
      for (const partition of membership.partitions) {
        const from = position.get(partition) ?? offsets?.get(partition) ?? 0;
        const fetched = await fetchOnce(client, world, { topic, partition, from, committedOnly: false, maxBytes: 2_000 });
        if (fetched !== undefined) position.set(partition, Math.max(fetched.next, checker.floorOf(topic, partition).start));
      }
      const goesOn = (position.size === 0 || (await commit(membership, position))) && (await heartbeat(membership));
      if (!goesOn) {
        const before: Membership = membership;
        membership = await join();
        // As a thread does that slept all the while. A group that was empty meanwhile may count generations anew.
        const isOver = membership !== undefined && before.generationId < membership.generationId;
        if (isOver && random.below(2) === 0) await commit(before, position);
        position.clear();
      }
      await clock.sleep(random.below(200));
    }
    if (step.end === "leave" && membership !== undefined) {
      await client
        .request("LeaveGroup", 3, { groupId: actor.group, memberId, members: [{ memberId, groupInstanceId: null }] })
        .catch(ignoreGone);
      memberId = "";
    }
    if (step.end === "vanish") {
      client.close();
      memberId = "";
    }
  }
  client.close();
  producer?.client.close();

  async function join(): Promise<Membership | undefined> {
    for (let tries = 0; tries < triesMax; tries++) {
      const membership = await joinOnce();
      if (membership !== undefined) return membership;
      await clock.sleep(20 + random.below(80));
    }
    return undefined;
  }

  async function joinOnce(): Promise<Membership | undefined> {
    await client.connect();
    const { life } = client;
    const protocols = [{ name: "range", metadata: encodeList([]) }];
    const groupInstanceId = actor.instance;
    const request = {
      groupId: actor.group,
      sessionTimeoutMs,
      rebalanceTimeoutMs,
      memberId,
      groupInstanceId,
      protocolType: "consumer",
      protocols,
      reason: null,
    };
    let askedAt = clock.monotonic();
    const joined = await client.send("JoinGroup", 7, request, 2 * rebalanceTimeoutMs).catch(ignoreGone);
    if (joined === undefined) return undefined;
    if (joined.errorCode === kafka.memberIdRequired) memberId = joined.memberId;
    if (isForgotten(joined.errorCode)) memberId = "";
    if (joined.errorCode !== 0) return undefined;
    memberId = joined.memberId;
    const { generationId } = joined;
    const joinedAt = clock.monotonic();
    group.told({ generation: generationId, askedAt, at: joinedAt, life, assigned: false });
    const ids = joined.members.map((member) => member.memberId);
    const assignments = ids.map((id, at) => {
      const mine = Array.from({ length: world.partitions }, (_, index) => index).filter((index) => index % ids.length === at);
      return { memberId: id, assignment: encodeList(mine) };
    });
    const sync = {
      groupId: actor.group,
      generationId,
      memberId,
      groupInstanceId,
      protocolType: "consumer",
      protocolName: "range",
      assignments,
    };
    askedAt = clock.monotonic();
    const synced = await client.send("SyncGroup", 5, sync, 2 * rebalanceTimeoutMs).catch(ignoreGone);
    if (synced === undefined) return undefined;
    if (isForgotten(synced.errorCode)) memberId = "";
    if (synced.errorCode !== 0) return undefined;
    const partitions = decodeList(synced.assignment);
    group.told({ generation: generationId, askedAt, at: clock.monotonic(), life, assigned: true });
    group.assigned(`${generationId} of ${joined.leader}`, actor.instance ?? memberId, partitions);
    return { memberId, generationId, joinedAt, partitions };
  }

  async function heartbeat({ generationId }: Membership): Promise<boolean> {
    const request = { groupId: actor.group, generationId, memberId, groupInstanceId: actor.instance };
    const answer = await client.request("Heartbeat", 4, request).catch(ignoreGone);
    if (answer === undefined) return true;
    if (isForgotten(answer.errorCode)) memberId = "";
    return answer.errorCode === 0;
  }

  /** All or nothing: where the group refuses one, the transaction is aborted. */
  async function commitInTransaction(
    through: TransactionClient,
    { generationId, joinedAt }: Membership,
    position: ReadonlyMap<number, number>,
  ): Promise<boolean> {
    if (!(await through.init())) return true;
    through.begin();
    let errorCode: number | undefined = kafka.none;
    for (const [partition, offset] of position) {
      const askedAt = clock.monotonic();
      const member = { memberId, generationId, groupInstanceId: actor.instance };
      errorCode = await through.commitOffsetAs(member, actor.group, { topic, partition }, offset, `${name}.${commits++}`);
      if (errorCode !== kafka.none) break;
      group.accepted(-1, generationId, joinedAt, askedAt);
    }
    if (errorCode !== undefined && isForgotten(errorCode)) memberId = "";
    await through.end(errorCode === kafka.none);
    return errorCode === kafka.none;
  }

  async function commit(membership: Membership, position: ReadonlyMap<number, number>): Promise<boolean> {
    if (producer !== undefined) return commitInTransaction(producer, membership, position);
    const { generationId, joinedAt } = membership;
    await client.connect();
    const sentAt = clock.monotonic();
    const committing = [...position].map(([index, offset]) => {
      const entry = { id: `${name}.${commits++}`, offset, sentAt, acknowledgedAt: Infinity, refused: false, transaction: undefined };
      group.committing(index, entry);
      return { index, entry };
    });
    const partitions = committing.map(({ index, entry }) => ({
      index,
      committedOffset: entry.offset,
      committedLeaderEpoch: -1,
      committedMetadata: entry.id,
    }));
    const request = {
      groupId: actor.group,
      generationId,
      memberId,
      groupInstanceId: actor.instance,
      retentionTimeMs: -1,
      topics: [{ name: topic, topicId: zeroUuid, partitions }],
    };
    const { life } = client;
    const answer = await client.send("OffsetCommit", 7, request).catch(ignoreGone);
    if (answer === undefined) return true;
    let fine = true;
    for (const [at, { errorCode }] of answer.topics[0]!.partitions.entries()) {
      const { entry } = committing[at]!;
      fine &&= errorCode === 0;
      if (errorCode === 0) {
        entry.acknowledgedAt = clock.monotonic();
        group.accepted(life, generationId, joinedAt, sentAt);
      } else if (isForgotten(errorCode)) memberId = "";
      else if (isRetriable(errorCode)) continue;
      else if (![kafka.rebalanceInProgress, kafka.illegalGeneration, kafka.staleMemberEpoch].some((one) => one === errorCode))
        violation(`${name}: a commit was refused with ${errorCode}`);
      if (errorCode !== 0) entry.refused = true;
    }
    return fine;
  }
}
