// JoinGroup (11), versions 0-9. Answered when all members have joined, or the rebalance timeout has passed.
import { apis, type JoinGroupRequest, type JoinGroupResponseInput } from "../generated/index.ts";
import { refusedJoin } from "../groups/classic/answers.ts";
import { kafkaError } from "../protocol/error-codes.ts";
import { codecOf } from "./codec-of.ts";
import { defineHandler, type RequestContext } from "./handler.ts";

async function joinGroup(request: JoinGroupRequest, context: RequestContext): Promise<JoinGroupResponseInput> {
  const { version, clientId, clientHost, broker } = context;
  if (!context.may("read", "group", request.groupId)) {
    const refused = refusedJoin(request.memberId, kafkaError.groupAuthorizationFailed);
    return version >= 7 ? refused : { ...refused, protocolName: "" };
  }
  const answer = await broker.groups.join(request.groupId, {
    ...request,
    clientId,
    clientHost,
    // Version 0 has one timeout for both.
    rebalanceTimeoutMs: request.rebalanceTimeoutMs < 0 ? request.sessionTimeoutMs : request.rebalanceTimeoutMs,
    memberIdRequired: version >= 4,
    canSkipAssignment: version >= 9,
  });
  // Null names an absent protocol only from version 7 on.
  return version >= 7 ? answer : { ...answer, protocolName: answer.protocolName ?? "" };
}

export const joinGroupHandler = defineHandler(codecOf(apis, 11), joinGroup);
