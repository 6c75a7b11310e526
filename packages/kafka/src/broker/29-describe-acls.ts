// DescribeAcls (29), versions 1-3: the rules that a filter finds, by the pattern of their resources.
import { apis, type DescribeAclsRequest, type DescribeAclsResponseInput } from "../generated/index.ts";
import { kafkaError } from "../protocol/error-codes.ts";
import { type AclFilter, matches } from "../security/acl/acl.ts";
import { filterFault } from "../security/acl/acl-codes.ts";
import { clusterName } from "../security/authorization.ts";
import { codecOf } from "./codec-of.ts";
import { defineHandler, type RequestContext } from "./handler.ts";

type ResourceAnswer = DescribeAclsResponseInput["resources"][number];

export const filterOf = (request: DescribeAclsRequest): AclFilter => ({
  resourceType: request.resourceTypeFilter,
  resourceName: request.resourceNameFilter,
  patternType: request.patternTypeFilter,
  principal: request.principalFilter,
  host: request.hostFilter,
  operation: request.operation,
  permission: request.permissionType,
});

export const rulesAreOff = "this broker asks nobody who they are, so rules have no meaning";

/** Why nobody here may ask about rules, or not this one. */
export function aclRefusal(
  operation: "describe" | "alter",
  { broker, may }: RequestContext,
): { errorCode: number; errorMessage: string } | undefined {
  if (!may(operation, "cluster", clusterName)) {
    return { errorCode: kafkaError.clusterAuthorizationFailed, errorMessage: `not authorized to ${operation} the cluster` };
  }
  return broker.security.authorizer.enabled ? undefined : { errorCode: kafkaError.securityDisabled, errorMessage: rulesAreOff };
}

function describeAcls(request: DescribeAclsRequest, context: RequestContext): DescribeAclsResponseInput {
  const refused = aclRefusal("describe", context);
  if (refused !== undefined) return { ...refused, resources: [] };
  const filter = filterOf(request);
  const fault = filterFault(filter);
  if (fault !== undefined) return { errorCode: kafkaError.invalidRequest, errorMessage: fault, resources: [] };
  const resources = new Map<string, ResourceAnswer & { acls: ResourceAnswer["acls"][number][] }>();
  for (const acl of context.broker.security.authorizer.acls()) {
    if (!matches(filter, acl)) continue;
    const { resourceType, resourceName, patternType, principal, host, operation, permission } = acl;
    const key = JSON.stringify([resourceType, patternType, resourceName]);
    const resource = resources.get(key) ?? { resourceType, resourceName, patternType, acls: [] };
    resource.acls.push({ principal, host, operation, permissionType: permission });
    resources.set(key, resource);
  }
  return { errorCode: kafkaError.none, resources: [...resources.values()] };
}

export const describeAclsHandler = defineHandler(codecOf(apis, 29), describeAcls);
