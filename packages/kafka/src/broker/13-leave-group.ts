// LeaveGroup (13), versions 0-5: one member before version 3, several (for administrators) from then on.
import { apis, type LeaveGroupRequest, type LeaveGroupResponseInput } from "../generated/index.ts";
import { kafkaError } from "../protocol/error-codes.ts";
import { codecOf } from "./codec-of.ts";
import { defineHandler, type RequestContext } from "./handler.ts";

function leaveGroup(request: LeaveGroupRequest, { broker, version, may }: RequestContext): LeaveGroupResponseInput {
  if (!may("read", "group", request.groupId)) return { errorCode: kafkaError.groupAuthorizationFailed };
  if (request.groupId === "") return { errorCode: kafkaError.invalidGroupId };
  const leave = (memberId: string, instanceId: string | null): number => broker.groups.leave(request.groupId, memberId, instanceId);
  if (version < 3) return { errorCode: leave(request.memberId, null) };
  const members = request.members.map(({ memberId, groupInstanceId }) => {
    return { memberId, groupInstanceId, errorCode: leave(memberId, groupInstanceId) };
  });
  return { errorCode: kafkaError.none, members };
}

export const leaveGroupHandler = defineHandler(codecOf(apis, 13), leaveGroup);
