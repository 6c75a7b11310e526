// ListGroups (16), versions 0-5. Filters compare without regard to case, as Kafka's do. The types are
// "classic" and "consumer".
import { apis, type ListGroupsRequest, type ListGroupsResponseInput } from "../generated/index.ts";
import { ConsumerGroup } from "../groups/consumer/group.ts";
import { kafkaError } from "../protocol/error-codes.ts";
import { clusterName } from "../security/authorization.ts";
import { codecOf } from "./codec-of.ts";
import { defineHandler, type RequestContext } from "./handler.ts";

const passes = (filter: readonly string[], value: string): boolean =>
  filter.length === 0 || filter.some((word) => word.toLowerCase() === value.toLowerCase());

function listGroups(request: ListGroupsRequest, { broker, may }: RequestContext): ListGroupsResponseInput {
  const all = may("describe", "cluster", clusterName);
  const ids = all ? broker.groups.ids() : broker.groups.ids().filter((groupId) => may("describe", "group", groupId));
  const groups = ids.map((groupId) => {
    const group = broker.groups.get(groupId);
    const groupState = group?.state ?? "Empty";
    if (group instanceof ConsumerGroup) return { groupId, protocolType: "consumer", groupState, groupType: "consumer" };
    // Whoever only committed offsets has no protocol.
    return { groupId, protocolType: group?.protocolType ?? "", groupState, groupType: "classic" };
  });
  const listed = groups.filter(
    ({ groupState, groupType }) => passes(request.statesFilter, groupState) && passes(request.typesFilter, groupType),
  );
  return { errorCode: kafkaError.none, groups: listed };
}

export const listGroupsHandler = defineHandler(codecOf(apis, 16), listGroups);
