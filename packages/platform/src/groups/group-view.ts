// Consumer groups as people see them: who reads what, how far behind, and for how long.
import type { GroupView as BrokerGroup } from "@millrace/kafka";
import type { Caller } from "../access/caller.ts";
import type { GroupDetail, GroupPositionView, GroupSummary } from "../api/types.ts";
import { errors } from "../errors.ts";
import type { Services } from "../services.ts";

export type GroupServices = Pick<Services, "broker" | "log" | "groupLags">;

export function findGroup({ broker }: Pick<Services, "broker">, name: string): BrokerGroup {
  const found = broker.groups().find(({ groupId }) => groupId === name);
  if (found === undefined) throw errors.groupUnknown(name);
  return found;
}

const named = (topic: string, partition: number): string => `${partition}/${topic}`;

/** By topic and partition: what the group has committed, and what its members have without having committed yet. */
export function groupPositionViews({ log }: Pick<Services, "log">, group: BrokerGroup): GroupPositionView[] {
  const members = new Map(
    group.members.flatMap(({ memberId, partitions }) =>
      partitions.map(({ topic, partition }) => [named(topic, partition), memberId] as const),
    ),
  );
  const offsets = new Map(group.offsets.map((position) => [named(position.topic, position.partition), position]));
  const places = new Map(
    [...group.offsets, ...group.members.flatMap(({ partitions }) => partitions)].map(({ topic, partition }) => [
      named(topic, partition),
      { topic, partition },
    ]),
  );
  return [...places]
    .flatMap(([name, { topic, partition }]): GroupPositionView[] => {
      if (partition >= (log.topic(topic)?.partitions ?? 0)) return [];
      const { start, end } = log.offsets(topic, partition);
      const committed = offsets.get(name);
      return [
        {
          topic,
          partition,
          offset: committed?.offset ?? null,
          end,
          // Records that are gone cannot be read any more, so they are nothing to catch up with.
          lag: Math.max(0, end - Math.max(start, committed?.offset ?? start)),
          metadata: committed?.metadata ?? "",
          committedAtMs: committed?.committedAtMs ?? null,
          memberId: members.get(name) ?? null,
        },
      ];
    })
    .sort((a, b) => (a.topic === b.topic ? a.partition - b.partition : a.topic < b.topic ? -1 : 1));
}

const lagOf = (positions: readonly GroupPositionView[]): number => positions.reduce((sum, { lag }) => sum + lag, 0);

function summaryOf(services: GroupServices, group: BrokerGroup, positions: readonly GroupPositionView[]): GroupSummary {
  const { groupId, type, state, assignor, members } = group;
  return {
    group: groupId,
    type,
    state,
    assignor,
    members: members.length,
    topics: [...new Set(positions.map(({ topic }) => topic))],
    lag: lagOf(positions),
    lagHistory: services.groupLags.of(groupId),
  };
}

/** Positions in topics that the caller may see. */
const seenBy = (services: GroupServices, group: BrokerGroup, caller: Caller): GroupPositionView[] =>
  groupPositionViews(services, group).filter(({ topic }) => caller.may("describe", "topic", topic));

export const groupSummaries = (services: GroupServices, caller: Caller): GroupSummary[] =>
  services.broker
    .groups()
    .filter(({ groupId }) => caller.may("describe", "group", groupId))
    .map((group) => summaryOf(services, group, seenBy(services, group, caller)));

export function groupDetail(services: GroupServices, name: string, caller: Caller): GroupDetail {
  const group = findGroup(services, name);
  const positions = seenBy(services, group, caller);
  const memberList = group.members.map((member) => ({
    ...member,
    partitions: member.partitions.filter(({ topic }) => caller.may("describe", "topic", topic)),
  }));
  return { ...summaryOf(services, group, positions), memberList, positions };
}

/** How far every group is behind, for sampling. */
export const groupLags = (services: Pick<Services, "broker" | "log">): ReadonlyMap<string, number> =>
  new Map(services.broker.groups().map((group) => [group.groupId, lagOf(groupPositionViews(services, group))]));
