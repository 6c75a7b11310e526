// What is wrong with a ConsumerGroupHeartbeat whatever its group is like, and with its epoch given the member's.
import { kafkaError } from "../../protocol/error-codes.ts";
import { isSubset } from "./assignment.ts";
import {
  awayEpoch,
  type ConsumerMember,
  type HeartbeatAnswer,
  type HeartbeatRequest,
  joiningEpoch,
  leavingEpoch,
  refusedHeartbeat,
} from "./member.ts";
import { isTopicExpression } from "./subscription.ts";

const invalid = (message: string): HeartbeatAnswer => refusedHeartbeat(kafkaError.invalidRequest, message);

export function requestFault(groupId: string, request: HeartbeatRequest, offered: readonly string[]): HeartbeatAnswer | undefined {
  const { memberId, memberEpoch, instanceId, rackId, topicNames, topicRegex, serverAssignor, owned } = request;
  if (groupId === "") return invalid("the group id is empty");
  if (memberId === "") return invalid("the member id is empty");
  if (instanceId === "") return invalid("the instance id is empty");
  if (rackId === "") return invalid("the rack id is empty");
  if (memberEpoch < awayEpoch) return invalid(`there is no member epoch ${memberEpoch}`);
  if (memberEpoch === awayEpoch && instanceId === null) return invalid("only a static member leaves for a while: the instance id is null");
  if (memberEpoch === joiningEpoch) {
    if (request.rebalanceTimeoutMs < 0) return invalid("a member that joins says its rebalance timeout");
    if (owned === null || owned.size > 0) return invalid("a member that joins owns no partitions");
    if (topicNames === null && topicRegex === null) return invalid("a member that joins says what it is subscribed to");
  }
  if (serverAssignor !== null && !offered.includes(serverAssignor)) {
    return refusedHeartbeat(
      kafkaError.unsupportedAssignor,
      `the assignor "${serverAssignor}" is not known; there are ${offered.join(", ")}`,
    );
  }
  if (topicRegex !== null && topicRegex !== "" && !isTopicExpression(topicRegex)) {
    return refusedHeartbeat(kafkaError.invalidRegularExpression, `"${topicRegex}" is no regular expression that RE2 knows`);
  }
  return undefined;
}

/**
 * A member is in the epoch that it was told last, or, when that answer was lost, in the one before, owning nothing that
 * it may not use. Anything else means that it was given up, or is not who it says.
 */
export function epochFault(member: ConsumerMember, { memberEpoch, owned }: HeartbeatRequest): HeartbeatAnswer | undefined {
  if (memberEpoch === member.epoch) return undefined;
  const lostAnswer = memberEpoch === member.previousEpoch && owned !== null && isSubset(owned, member.assigned);
  if (memberEpoch < member.epoch && lostAnswer) return undefined;
  return refusedHeartbeat(
    kafkaError.fencedMemberEpoch,
    `the member's epoch is ${member.epoch} and not ${memberEpoch}: it gives its partitions up and joins again`,
  );
}

export const isLeaving = ({ memberEpoch }: HeartbeatRequest): boolean => memberEpoch === leavingEpoch || memberEpoch === awayEpoch;
