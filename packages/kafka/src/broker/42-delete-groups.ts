// DeleteGroups (42), versions 0-2: forgets the offsets of groups that have no members.
import { apis, type DeleteGroupsRequest, type DeleteGroupsResponseInput } from "../generated/index.ts";
import { kafkaError } from "../protocol/error-codes.ts";
import { codecOf } from "./codec-of.ts";
import { kafkaFailure } from "./error-map.ts";
import { defineHandler, type RequestContext } from "./handler.ts";

async function deleteGroups(request: DeleteGroupsRequest, { broker, may }: RequestContext): Promise<DeleteGroupsResponseInput> {
  const results: { groupId: string; errorCode: number }[] = [];
  for (const groupId of request.groupIds) {
    if (!may("delete", "group", groupId)) {
      results.push({ groupId, errorCode: kafkaError.groupAuthorizationFailed });
      continue;
    }
    const errorCode = await broker.groups.delete(groupId).catch((error: unknown) => kafkaFailure(error).code);
    results.push({ groupId, errorCode });
  }
  return { results };
}

export const deleteGroupsHandler = defineHandler(codecOf(apis, 42), deleteGroups);
