// What a consumer group is subscribed to, and the target assignment that an assignor makes of it.
import type { Assignment, TopicKey } from "./assignment.ts";
import type { AssigningMember } from "./assignors/assignor.ts";
import { type AssignorName, assignors } from "./assignors/index.ts";
import type { ConsumerMember } from "./member.ts";
import { subscribedTopics, type TopicExpressions } from "./subscription.ts";
import type { KnownTopic, TopicsPicture } from "./topics.ts";

export interface Subscribed {
  /** By member. */
  readonly topics: ReadonlyMap<string, ReadonlyMap<TopicKey, KnownTopic>>;
  readonly all: ReadonlyMap<TopicKey, KnownTopic>;
  /** Of everything about the topics that an assignment depends on. */
  readonly hash: number;
}

export function subscribedBy(members: Iterable<ConsumerMember>, topics: TopicsPicture, expressions: TopicExpressions): Subscribed {
  const byMember = new Map<string, ReadonlyMap<TopicKey, KnownTopic>>();
  const all = new Map<TopicKey, KnownTopic>();
  const asked = new Set<string>();
  for (const member of members) {
    const found = subscribedTopics(member, topics, expressions);
    byMember.set(member.id, found);
    for (const [key, topic] of found) all.set(key, topic);
    if (member.topicRegex !== null) asked.add(member.topicRegex);
  }
  expressions.keep(asked);
  return { topics: byMember, all, hash: hashOf(all) };
}

/** FNV-1a over topics and their sizes, in the order of their ids; 0 where there are none. */
function hashOf(topics: ReadonlyMap<TopicKey, KnownTopic>): number {
  if (topics.size === 0) return 0;
  let hash = 0x811c_9dc5;
  const text = [...topics.values()].map(({ key, partitions }) => `${key}:${partitions}`).sort();
  for (const byte of Buffer.from(text.join())) hash = Math.imul(hash ^ byte, 0x0100_0193) >>> 0;
  return hash === 0 ? 1 : hash;
}

export function makeTarget(
  members: ReadonlyMap<string, ConsumerMember>,
  previous: ReadonlyMap<string, Assignment>,
  subscribed: Subscribed,
  assignor: AssignorName,
): ReadonlyMap<string, Assignment> {
  const assigning = [...members.values()].map(({ id, instanceId }): AssigningMember => {
    return { id, instanceId, topics: new Set(subscribed.topics.get(id)!.keys()), previous: previous.get(id) ?? new Map() };
  });
  const counts = new Map([...subscribed.all].map(([key, { partitions }]) => [key, partitions]));
  return assignors[assignor](assigning, counts);
}
