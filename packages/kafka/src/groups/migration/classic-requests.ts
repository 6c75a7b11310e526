// JoinGroup, SyncGroup, Heartbeat and LeaveGroup of classic members in a consumer group. Nobody leads there: a join is
// taken as a heartbeat of the newer protocol that says everything, a sync tells what came of it, and a heartbeat says
// when to join again. The generation of a member is its epoch.
import { type Random, uuid } from "@millrace/core";
import { kafkaError } from "../../protocol/error-codes.ts";
import { refusedJoin, refusedSync } from "../classic/answers.ts";
import type { SyncRequest } from "../classic/group.ts";
import { type JoinAnswer, type JoinRequest, kept, type SyncAnswer } from "../classic/member.ts";
import { commonProtocols } from "../classic/protocols.ts";
import { consumerProtocolType, decodeSubscription } from "../classic/subscription.ts";
import type { ConsumerGroup } from "../consumer/group.ts";
import { type ConsumerMember, joiningEpoch } from "../consumer/member.ts";
import type { TopicsPicture } from "../consumer/topics.ts";
import { fromNames, writeAssignment } from "./partitions.ts";
import { type ClassicEvent, type ClassicReaction, classicReactions } from "./standing.ts";

/** To be answered when the group is saved. */
export function joinConsumerGroup(group: ConsumerGroup, request: JoinRequest, topics: TopicsPicture, random: Random): JoinAnswer {
  const { groupInstanceId: instanceId, sessionTimeoutMs, rebalanceTimeoutMs, clientId, clientHost, protocols } = request;
  const [first] = protocols;
  const subscription = first && decodeSubscription(first.metadata);
  const fits = request.protocolType === consumerProtocolType && isKnownToOthers(group, request);
  if (subscription === undefined || !fits) return refusedJoin("", kafkaError.inconsistentGroupProtocol);
  const isNew = request.memberId === "";
  const memberId = isNew ? uuid(random) : request.memberId;
  if (isNew && instanceId === null && request.memberIdRequired) return refusedJoin(memberId, kafkaError.memberIdRequired);
  const fault = isNew || instanceId === null ? kafkaError.none : group.memberFault(memberId, instanceId);
  if (fault !== kafkaError.none) return refusedJoin("", fault);
  const answer = group.heartbeat({
    memberId,
    memberEpoch: joiningEpoch,
    instanceId,
    rackId: subscription.rackId,
    rebalanceTimeoutMs,
    topicNames: subscription.topics,
    topicRegex: "",
    serverAssignor: null,
    owned: fromNames(subscription.ownedPartitions, topics),
    clientId,
    clientHost,
    classic: { sessionTimeoutMs, supportedProtocols: kept(protocols) },
  });
  if (answer.errorCode !== kafkaError.none) return refusedJoin("", answer.errorCode);
  return {
    errorCode: kafkaError.none,
    generationId: answer.memberEpoch,
    protocolType: consumerProtocolType,
    protocolName: first!.name,
    leader: "",
    skipAssignment: false,
    memberId,
    members: [],
  };
}

/** Should the group be theirs alone again, its members must have a protocol in common. */
function isKnownToOthers(group: ConsumerGroup, { memberId, protocols }: JoinRequest): boolean {
  const others = [...group.members.values()].flatMap(({ id, classic }) =>
    classic === null || id === memberId ? [] : [{ protocols: classic.supportedProtocols }],
  );
  return commonProtocols([{ protocols }, ...others]).length > 0;
}

export function syncConsumerGroup(group: ConsumerGroup, request: SyncRequest, topics: TopicsPicture): SyncAnswer {
  const { memberId, groupInstanceId, generationId, protocolType, protocolName } = request;
  const found = find(group, memberId, groupInstanceId, generationId);
  if (typeof found === "number") return refusedSync(found);
  const { name, metadata } = found.classic.supportedProtocols[0]!;
  if ((protocolType !== null && protocolType !== consumerProtocolType) || (protocolName !== null && protocolName !== name)) {
    return refusedSync(kafkaError.inconsistentGroupProtocol);
  }
  if (react(group, found, "sync") === "rejoin") return refusedSync(kafkaError.rebalanceInProgress);
  group.wasSynchronised(memberId);
  const assignment = writeAssignment(found.assigned, metadata, topics);
  return { errorCode: kafkaError.none, protocolType: consumerProtocolType, protocolName: name, assignment };
}

export function heartbeatConsumerGroup(group: ConsumerGroup, memberId: string, instanceId: string | null, generationId: number): number {
  const found = find(group, memberId, instanceId, generationId);
  if (typeof found === "number") return found;
  group.wasHeard(memberId);
  return react(group, found, "heartbeat") === "rejoin" ? kafkaError.rebalanceInProgress : kafkaError.none;
}

export function leaveConsumerGroup(group: ConsumerGroup, memberId: string, instanceId: string | null): number {
  // An administrator may name a static member by its instance alone.
  const id = memberId === "" && instanceId !== null ? (group.memberOf(instanceId) ?? "") : memberId;
  const fault = group.memberFault(id, instanceId);
  if (fault === kafkaError.none) group.expel(id);
  return fault;
}

type ClassicMember = ConsumerMember & { readonly classic: NonNullable<ConsumerMember["classic"]> };

function find(group: ConsumerGroup, memberId: string, instanceId: string | null, generationId: number): ClassicMember | number {
  const fault = group.memberFault(memberId, instanceId);
  if (fault !== kafkaError.none) return fault;
  const member = group.members.get(memberId)!;
  if (member.classic === null) return kafkaError.unknownMemberId;
  return member.epoch === generationId ? { ...member, classic: member.classic } : kafkaError.illegalGeneration;
}

function react(group: ConsumerGroup, { id, state }: ClassicMember, event: ClassicEvent): ClassicReaction {
  const reaction = classicReactions[state][group.standingOf(id)][event];
  if (reaction === "rejoin") group.wasAskedToJoin(id);
  return reaction;
}
