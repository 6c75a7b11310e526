// A group with members from one protocol to the other. Up: classic members go on as members of a consumer group, in the
// epoch that was their generation, with what their leader had assigned. Down: the classic members that are left when the
// last of the newer protocol has gone are a classic group again, in the generation that was the group's epoch.
import { kept, type KeptGroup, type Member } from "../classic/member.ts";
import { chooseProtocol } from "../classic/protocols.ts";
import type { Group } from "../classic/group.ts";
import { consumerProtocolType, decodeSubscription } from "../classic/subscription.ts";
import type { ConsumerGroup } from "../consumer/group.ts";
import type { ConsumerMember } from "../consumer/member.ts";
import { nothingAssigned } from "../consumer/assignment.ts";
import type { TopicsPicture } from "../consumer/topics.ts";
import { fromNames, readAssignment, withoutTaken, writeAssignment } from "./partitions.ts";

/** undefined: its members do not say in the way of consumers what they read. */
export function upgradedMembers(group: Group, topics: TopicsPicture): readonly ConsumerMember[] | undefined {
  if (group.protocolType !== consumerProtocolType) return undefined;
  const members = [...group.members.values()];
  // Nobody but ids that were given out and have not joined: those are no members.
  if (members.length === 0) return [];
  const protocol = group.protocolName ?? chooseProtocol(members);
  const taken = new Set<string>();
  const found = members.map((member) => upgradedMember(member, protocol, group.generationId, topics, taken));
  return found.some((member) => member === undefined) ? undefined : (found as ConsumerMember[]);
}

function upgradedMember(
  member: Member,
  protocol: string,
  epoch: number,
  topics: TopicsPicture,
  taken: Set<string>,
): ConsumerMember | undefined {
  const { id, instanceId, clientId, clientHost, rebalanceTimeoutMs, sessionTimeoutMs } = member;
  const chosen = member.protocols.find(({ name }) => name === protocol);
  const subscription = chosen && decodeSubscription(chosen.metadata);
  const named = readAssignment(member.assignment);
  if (subscription === undefined || named === undefined) return undefined;
  return {
    id,
    instanceId,
    rackId: subscription.rackId,
    clientId,
    clientHost,
    rebalanceTimeoutMs,
    serverAssignor: null,
    topicNames: [...new Set(subscription.topics)].sort(),
    topicRegex: null,
    classic: { sessionTimeoutMs, supportedProtocols: member.protocols },
    epoch,
    previousEpoch: epoch,
    state: "stable",
    assigned: withoutTaken(fromNames(named, topics), taken),
    revoking: nothingAssigned,
  };
}

/** Of a group that has only classic members. */
export function downgradedGroup(group: ConsumerGroup, topics: TopicsPicture, nowMs: number): KeptGroup {
  const members = [...group.members.values()].flatMap(({ classic, ...member }) =>
    classic === null ? [] : [{ ...member, ...classic, protocols: kept(classic.supportedProtocols) }],
  );
  const protocolName = chooseProtocol(members);
  return {
    generationId: group.epoch,
    protocolType: consumerProtocolType,
    protocolName,
    leaderId: null,
    changedAtMs: nowMs,
    members: members.map((member): Member => {
      const { id, instanceId, clientId, clientHost, sessionTimeoutMs, rebalanceTimeoutMs, protocols } = member;
      const { metadata } = protocols.find(({ name }) => name === protocolName)!;
      const assignment = writeAssignment(member.assigned, metadata, topics);
      const waiting = { answerJoin: undefined, answerSync: undefined, session: undefined };
      return { id, instanceId, clientId, clientHost, sessionTimeoutMs, rebalanceTimeoutMs, protocols, assignment, ...waiting };
    }),
  };
}
