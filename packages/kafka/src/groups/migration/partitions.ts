// Partitions as classic members write them, by the names of topics, and as consumer groups have them, by their ids.
import { ByteReader, ByteWriter, MillraceError } from "@millrace/core";
import { decodeConsumerProtocolAssignment, encodeConsumerProtocolAssignment } from "../../generated/index.ts";
import { decodeSubscription } from "../classic/subscription.ts";
import { type Assignment, nothingAssigned, type TopicKey } from "../consumer/assignment.ts";
import type { TopicsPicture } from "../consumer/topics.ts";

const assignmentVersionMax = 3;

export interface NamedPartitions {
  readonly topic: string;
  readonly partitions: readonly number[];
}

/** Topics that are no more are left out. */
export function fromNames(named: readonly NamedPartitions[], topics: TopicsPicture): Assignment {
  const found = new Map<TopicKey, Set<number>>();
  for (const { topic, partitions } of named) {
    const known = topics.byName.get(topic);
    if (known !== undefined) found.set(known.key, new Set([...(found.get(known.key) ?? []), ...partitions]));
  }
  return found;
}

/** What a leader has assigned; undefined: these bytes are no assignment. */
export function readAssignment(bytes: Uint8Array): readonly NamedPartitions[] | undefined {
  if (bytes.length === 0) return [];
  try {
    const reader = new ByteReader(bytes);
    const version = Math.min(reader.int16(), assignmentVersionMax);
    return version < 0 ? undefined : decodeConsumerProtocolAssignment(reader, version).assignedPartitions;
  } catch (error) {
    if (error instanceof MillraceError) return undefined;
    throw error;
  }
}

/** In the version that the member's subscription is in. */
export function writeAssignment(assignment: Assignment, subscription: Uint8Array, topics: TopicsPicture): Uint8Array {
  const version = decodeSubscription(subscription)?.version ?? 0;
  const assignedPartitions = [...assignment].flatMap(([key, partitions]) => {
    const topic = topics.nameOf(key);
    return topic === undefined ? [] : [{ topic, partitions: [...partitions].sort((one, other) => one - other) }];
  });
  const writer = new ByteWriter(128);
  writer.int16(version);
  encodeConsumerProtocolAssignment(writer, { assignedPartitions, userData: null }, version);
  return writer.finish();
}

/** Those that are in none of the assignments before it. */
export function withoutTaken(assignment: Assignment, taken: Set<string>): Assignment {
  const kept = new Map<TopicKey, Set<number>>();
  for (const [topic, partitions] of assignment) {
    const free = new Set([...partitions].filter((partition) => !taken.has(`${partition} ${topic}`)));
    for (const partition of free) taken.add(`${partition} ${topic}`);
    if (free.size > 0) kept.set(topic, free);
  }
  return kept.size === 0 ? nothingAssigned : kept;
}
