// ConsumerGroupDescribe (69), versions 0-1: consumer groups with their epochs, and of each member what it has and what
// it shall have.
import { apis, type ConsumerGroupDescribeRequest, type ConsumerGroupDescribeResponseInput } from "../generated/index.ts";
import { type Assignment, toTopicPartitions, topicKey, union } from "../groups/consumer/assignment.ts";
import type { ConsumerGroup } from "../groups/consumer/group.ts";
import { kafkaError } from "../protocol/error-codes.ts";
import { authorizedOperations, operationsNotAsked } from "../security/authorized-operations.ts";
import { codecOf } from "./codec-of.ts";
import { defineHandler, type RequestContext } from "./handler.ts";

type GroupAnswer = ConsumerGroupDescribeResponseInput["groups"][number];

/** KIP-848's numbers of members by the protocol that they speak. */
const memberTypes = { classic: 0, consumer: 1 };

const refused = (groupId: string, errorCode: number, errorMessage: string | null = null): GroupAnswer => ({
  errorCode,
  errorMessage,
  groupId,
  groupState: "",
  groupEpoch: 0,
  assignmentEpoch: 0,
  assignorName: "",
  members: [],
});

function namedPartitions(assignment: Assignment, { broker }: RequestContext) {
  const topicPartitions = toTopicPartitions(assignment).map(({ topicId, partitions }) => {
    return { topicId, topicName: broker.groups.topics.nameOf(topicKey(topicId)) ?? "", partitions };
  });
  return { topicPartitions };
}

function describeMembers(group: ConsumerGroup, context: RequestContext): GroupAnswer["members"] {
  return [...group.members.values()].map((member) => ({
    memberId: member.id,
    instanceId: member.instanceId,
    rackId: member.rackId,
    memberEpoch: member.epoch,
    clientId: member.clientId,
    clientHost: member.clientHost,
    subscribedTopicNames: member.topicNames,
    subscribedTopicRegex: member.topicRegex,
    // What it was told to give up it has until it says that it has not.
    assignment: namedPartitions(union(member.assigned, member.revoking), context),
    targetAssignment: namedPartitions(group.targetOf(member.id), context),
    memberType: member.classic === null ? memberTypes.consumer : memberTypes.classic,
  }));
}

function describeGroup(groupId: string, withOperations: boolean, context: RequestContext): GroupAnswer {
  if (groupId === "") return refused(groupId, kafkaError.invalidGroupId, "the group id is empty");
  if (!context.may("describe", "group", groupId)) return refused(groupId, kafkaError.groupAuthorizationFailed);
  const group = context.broker.groups.consumer(groupId);
  if (group === undefined) return refused(groupId, kafkaError.groupIdNotFound, `there is no consumer group "${groupId}"`);
  // Topics that may not be described are not told of by the way.
  const topics = group.subscribedTopics();
  if ([...topics].some((topic) => !context.may("describe", "topic", topic))) {
    return refused(groupId, kafkaError.topicAuthorizationFailed, "the group has a topic that may not be described");
  }
  return {
    errorCode: kafkaError.none,
    groupId,
    groupState: group.state,
    groupEpoch: group.epoch,
    assignmentEpoch: group.targetEpoch,
    assignorName: group.assignor,
    members: describeMembers(group, context),
    authorizedOperations: withOperations ? authorizedOperations("group", groupId, context) : operationsNotAsked,
  };
}

function consumerGroupDescribe(request: ConsumerGroupDescribeRequest, context: RequestContext): ConsumerGroupDescribeResponseInput {
  // Each once: one that is named a thousand times would be told of as often, with all its members.
  return { groups: [...new Set(request.groupIds)].map((groupId) => describeGroup(groupId, request.includeAuthorizedOperations, context)) };
}

export const consumerGroupDescribeHandler = defineHandler(codecOf(apis, 69), consumerGroupDescribe);
