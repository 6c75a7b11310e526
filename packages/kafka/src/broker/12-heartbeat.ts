// Heartbeat (12), versions 0-4.
import { apis, type HeartbeatRequest, type HeartbeatResponseInput } from "../generated/index.ts";
import { kafkaError } from "../protocol/error-codes.ts";
import { codecOf } from "./codec-of.ts";
import { defineHandler, type RequestContext } from "./handler.ts";

function heartbeat(
  { groupId, memberId, groupInstanceId, generationId }: HeartbeatRequest,
  { broker, may }: RequestContext,
): HeartbeatResponseInput {
  if (!may("read", "group", groupId)) return { errorCode: kafkaError.groupAuthorizationFailed };
  return { errorCode: broker.groups.heartbeat(groupId, memberId, groupInstanceId, generationId) };
}

export const heartbeatHandler = defineHandler(codecOf(apis, 12), heartbeat);
