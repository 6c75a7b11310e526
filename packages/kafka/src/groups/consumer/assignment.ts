// Which partitions belong together with a member: sets of partition numbers by topic. Topics are named by their id in
// hexadecimal, so that a topic deleted and made again under its old name is another one.
export type TopicKey = string;
export type Assignment = ReadonlyMap<TopicKey, ReadonlySet<number>>;

export const nothingAssigned: Assignment = new Map();

export interface TopicPartitions {
  readonly topicId: Uint8Array;
  readonly partitions: readonly number[];
}

export const topicKey = (id: Uint8Array): TopicKey => Buffer.from(id).toString("hex");
const topicId = (key: TopicKey): Uint8Array => new Uint8Array(Buffer.from(key, "hex"));

export function fromTopicPartitions(list: readonly TopicPartitions[]): Assignment {
  const found = new Map<TopicKey, Set<number>>();
  for (const { topicId: id, partitions } of list) {
    const key = topicKey(id);
    const numbers = found.get(key) ?? new Set<number>();
    for (const partition of partitions) numbers.add(partition);
    found.set(key, numbers);
  }
  return found;
}

export const toTopicPartitions = (assignment: Assignment): TopicPartitions[] =>
  [...assignment].map(([key, partitions]) => ({ topicId: topicId(key), partitions: [...partitions].sort((one, other) => one - other) }));

export function* partitionsOf(assignment: Assignment): Iterable<readonly [TopicKey, number]> {
  for (const [topic, partitions] of assignment) for (const partition of partitions) yield [topic, partition];
}

export const includes = (assignment: Assignment, topic: TopicKey, partition: number): boolean =>
  assignment.get(topic)?.has(partition) === true;

export function sameAssignment(one: Assignment, other: Assignment): boolean {
  return one.size === other.size && isSubset(one, other) && isSubset(other, one);
}

export function isSubset(part: Assignment, whole: Assignment): boolean {
  for (const [topic, partition] of partitionsOf(part)) if (!includes(whole, topic, partition)) return false;
  return true;
}

export const overlaps = (one: Assignment, other: Assignment): boolean => {
  for (const [topic, partition] of partitionsOf(one)) if (includes(other, topic, partition)) return true;
  return false;
};

/** Those partitions for which the question is answered with yes. */
export function filterAssignment(assignment: Assignment, keep: (topic: TopicKey, partition: number) => boolean): Assignment {
  const kept = new Map<TopicKey, Set<number>>();
  for (const [topic, partitions] of assignment) {
    const numbers = new Set([...partitions].filter((partition) => keep(topic, partition)));
    if (numbers.size > 0) kept.set(topic, numbers);
  }
  return kept;
}

export function union(one: Assignment, other: Assignment): Assignment {
  const all = new Map<TopicKey, ReadonlySet<number>>(one);
  for (const [topic, partitions] of other) all.set(topic, new Set([...(all.get(topic) ?? []), ...partitions]));
  return all;
}
