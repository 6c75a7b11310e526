// Groups as people look at them: of both protocols, who is a member, what it has, where the group stands.
import { consumerProtocolType } from "../groups/classic/subscription.ts";
import type { Group } from "../groups/classic/group.ts";
import { partitionsOf } from "../groups/consumer/assignment.ts";
import type { ConsumerGroup } from "../groups/consumer/group.ts";
import type { GroupCoordinator } from "../groups/coordinator.ts";
import { readAssignment } from "../groups/migration/partitions.ts";

export interface TopicPartition {
  readonly topic: string;
  readonly partition: number;
}

export interface GroupMember {
  readonly memberId: string;
  /** Of a static member. */
  readonly instanceId: string | null;
  readonly clientId: string;
  readonly clientHost: string;
  readonly partitions: readonly TopicPartition[];
}

export interface GroupView {
  readonly groupId: string;
  /** Which protocol its members speak: `consumer` is KIP-848's. */
  readonly type: "classic" | "consumer";
  readonly state: string;
  /** How partitions are assigned; null where it is not decided. */
  readonly assignor: string | null;
  readonly members: readonly GroupMember[];
  readonly offsets: readonly (TopicPartition & { readonly offset: number; readonly metadata: string; readonly committedAtMs: number })[];
}

export function groupViews(groups: GroupCoordinator): GroupView[] {
  return groups.ids().map((groupId) => {
    const offsets = [...groups.offsets.topicsOf(groupId)].flatMap(([topic, partitions]) =>
      [...partitions].map(([partition, { offset, metadata, commitTimestampMs }]) => {
        return { topic, partition, offset, metadata, committedAtMs: commitTimestampMs };
      }),
    );
    const consumer = groups.consumer(groupId);
    if (consumer !== undefined) {
      return {
        groupId,
        type: "consumer",
        state: consumer.state,
        assignor: consumer.assignor,
        members: consumerMembers(consumer, groups),
        offsets,
      };
    }
    const classic = groups.classic(groupId);
    const members = classic === undefined ? [] : classicMembers(classic);
    return { groupId, type: "classic", state: classic?.state ?? "Empty", assignor: classic?.protocolName ?? null, members, offsets };
  });
}

function consumerMembers(group: ConsumerGroup, { topics }: GroupCoordinator): GroupMember[] {
  return [...group.members.values()].map(({ id, instanceId, clientId, clientHost, assigned }) => {
    const partitions = [...partitionsOf(assigned)].map(([key, partition]) => ({ topic: topics.nameOf(key) ?? "", partition }));
    return { memberId: id, instanceId, clientId, clientHost, partitions };
  });
}

function classicMembers({ members, protocolType }: Group): GroupMember[] {
  return [...members.values()].map(({ id, instanceId, clientId, clientHost, assignment }) => {
    const partitions = protocolType === consumerProtocolType ? assignedPartitions(assignment) : [];
    return { memberId: id, instanceId, clientId, clientHost, partitions };
  });
}

/** What the leader assigned, as clients tell each other; nothing where these bytes say something else. */
const assignedPartitions = (assignment: Uint8Array): TopicPartition[] =>
  (readAssignment(assignment) ?? []).flatMap(({ topic, partitions }) => partitions.map((partition) => ({ topic, partition })));
