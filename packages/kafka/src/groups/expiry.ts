// From when the retention of a committed offset counts (KIP-211): not while its group may still need it.
import { ConsumerGroup } from "./consumer/group.ts";
import { subscribedTopics } from "./classic/subscription.ts";
import type { Group } from "./classic/group.ts";
import type { CommittedOffset } from "./offset-records.ts";

/** undefined: it is in use. */
export function unusedSince(
  group: Group | ConsumerGroup | undefined,
  topic: string,
  { commitTimestampMs }: CommittedOffset,
): number | undefined {
  // Committed by a client that keeps its offsets without a group.
  if (group === undefined) return commitTimestampMs;
  if (group.members.size === 0) {
    return Math.max(commitTimestampMs, group instanceof ConsumerGroup ? group.emptySinceMs : group.changedAtMs);
  }
  const topics = group instanceof ConsumerGroup ? group.subscribedTopics() : group.state === "Stable" ? subscribedTopics(group) : undefined;
  return topics === undefined || topics.has(topic) ? undefined : commitTimestampMs;
}
