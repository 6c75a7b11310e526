// ConsumerGroupHeartbeat (68), versions 0-1 (KIP-848): a member of a consumer group says what it wants and holds, and is
// told its epoch and, when there is news, its partitions. Before version 1 the broker gives a member its id.
import { uuid } from "@millrace/core";
import { apis, type ConsumerGroupHeartbeatRequest, type ConsumerGroupHeartbeatResponseInput } from "../generated/index.ts";
import { fromTopicPartitions, toTopicPartitions } from "../groups/consumer/assignment.ts";
import { joiningEpoch } from "../groups/consumer/member.ts";
import { kafkaError } from "../protocol/error-codes.ts";
import { codecOf } from "./codec-of.ts";
import { defineHandler, type RequestContext } from "./handler.ts";

const refused = (errorCode: number, errorMessage: string | null): ConsumerGroupHeartbeatResponseInput => {
  return { errorCode, errorMessage, memberEpoch: 0, heartbeatIntervalMs: 0 };
};

async function consumerGroupHeartbeat(
  request: ConsumerGroupHeartbeatRequest,
  context: RequestContext,
): Promise<ConsumerGroupHeartbeatResponseInput> {
  const { broker, version, clientId, clientHost, may } = context;
  const { groupId, memberEpoch, subscribedTopicNames, topicPartitions } = request;
  if (!may("read", "group", groupId)) return refused(kafkaError.groupAuthorizationFailed, null);
  if (subscribedTopicNames?.some((name) => !may("describe", "topic", name)) === true) {
    return refused(kafkaError.topicAuthorizationFailed, null);
  }
  const getsId = version === 0 && request.memberId === "" && memberEpoch === joiningEpoch;
  const { errorCode, errorMessage, memberId, assignment, ...answer } = await broker.groups.consumerHeartbeat(groupId, {
    ...request,
    memberId: getsId ? uuid(broker.random) : request.memberId,
    topicNames: subscribedTopicNames,
    topicRegex: request.subscribedTopicRegex,
    owned: topicPartitions === null ? null : fromTopicPartitions(topicPartitions),
    clientId,
    clientHost,
    sees: (topic) => may("describe", "topic", topic),
  });
  if (errorCode !== kafkaError.none) return refused(errorCode, errorMessage);
  return {
    errorCode,
    memberId,
    memberEpoch: answer.memberEpoch,
    heartbeatIntervalMs: memberEpoch < 0 ? 0 : broker.groups.settings.valueOf(groupId, "consumer.heartbeat.interval.ms"),
    assignment: assignment === null ? null : { topicPartitions: toTopicPartitions(assignment) },
  };
}

export const consumerGroupHeartbeatHandler = defineHandler(codecOf(apis, 68), consumerGroupHeartbeat);
