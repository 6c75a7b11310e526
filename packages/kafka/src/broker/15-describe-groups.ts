// DescribeGroups (15), versions 0-6: members of classic groups with their subscriptions and assignments as they sent
// them. Consumer groups are described by ConsumerGroupDescribe (69).
import { apis, type DescribeGroupsRequest, type DescribeGroupsResponseInput } from "../generated/index.ts";
import { metadataFor } from "../groups/classic/member.ts";
import { kafkaError } from "../protocol/error-codes.ts";
import { authorizedOperations, operationsNotAsked } from "../security/authorized-operations.ts";
import { codecOf } from "./codec-of.ts";
import { defineHandler, type RequestContext } from "./handler.ts";

type GroupAnswer = DescribeGroupsResponseInput["groups"][number];

function describeGroup(groupId: string, withOperations: boolean, context: RequestContext): GroupAnswer {
  const { broker, version } = context;
  if (!context.may("describe", "group", groupId)) {
    return { errorCode: kafkaError.groupAuthorizationFailed, groupId, groupState: "", protocolType: "", protocolData: "", members: [] };
  }
  const group = broker.groups.classic(groupId);
  const empty = {
    errorCode: kafkaError.none,
    groupId,
    protocolType: group?.protocolType ?? "",
    protocolData: "",
    members: [],
    authorizedOperations: withOperations ? authorizedOperations("group", groupId, context) : operationsNotAsked,
  };
  if (group === undefined) {
    if (broker.groups.consumer(groupId) === undefined && broker.groups.offsets.has(groupId)) return { ...empty, groupState: "Empty" };
    if (version < 6) return { ...empty, groupState: "Dead" };
    const errorMessage = `there is no classic group "${groupId}"`;
    return { ...empty, groupState: "Dead", errorCode: kafkaError.groupIdNotFound, errorMessage, authorizedOperations: operationsNotAsked };
  }
  const members = [...group.members.values()].map((member) => ({
    memberId: member.id,
    groupInstanceId: member.instanceId,
    clientId: member.clientId,
    clientHost: member.clientHost,
    memberMetadata: metadataFor(member, group.protocolName ?? ""),
    memberAssignment: member.assignment,
  }));
  return { ...empty, groupState: group.state, protocolData: group.protocolName ?? "", members };
}

function describeGroups(request: DescribeGroupsRequest, context: RequestContext): DescribeGroupsResponseInput {
  // Each once: one that is named a thousand times would be told of as often, with all its members.
  return { groups: [...new Set(request.groups)].map((groupId) => describeGroup(groupId, request.includeAuthorizedOperations, context)) };
}

export const describeGroupsHandler = defineHandler(codecOf(apis, 15), describeGroups);
