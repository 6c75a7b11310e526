// SyncGroup (14), versions 0-5. Answered when the leader has sent everyone's assignment.
import { apis, type SyncGroupRequest, type SyncGroupResponseInput } from "../generated/index.ts";
import { refusedSync } from "../groups/classic/answers.ts";
import { kafkaError } from "../protocol/error-codes.ts";
import { codecOf } from "./codec-of.ts";
import { defineHandler, type RequestContext } from "./handler.ts";

function syncGroup(
  request: SyncGroupRequest,
  { broker, may, version }: RequestContext,
): SyncGroupResponseInput | Promise<SyncGroupResponseInput> {
  if (!may("read", "group", request.groupId)) return refusedSync(kafkaError.groupAuthorizationFailed);
  // From version 5 on a member says which protocol it believes in.
  if (version >= 5 && (request.protocolType === null || request.protocolName === null)) {
    return refusedSync(kafkaError.inconsistentGroupProtocol);
  }
  return broker.groups.sync(request.groupId, request);
}

export const syncGroupHandler = defineHandler(codecOf(apis, 14), syncGroup);
