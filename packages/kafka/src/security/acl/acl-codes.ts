// What a rule or a filter may say, in Kafka's numbers.
import { clusterName, operationCodes, resourceCodes } from "../authorization.ts";
import { type Acl, type AclFilter, all, any, patternTypes, permissions } from "./acl.ts";

const resourceNumbers = new Set<number>(Object.values(resourceCodes));
const operationNumbers = new Set<number>([all, ...Object.values(operationCodes)]);

/** What is wrong with a rule that is to be made. */
export function aclFault({ resourceType, resourceName, patternType, principal, host, operation, permission }: Acl): string | undefined {
  if (!resourceNumbers.has(resourceType)) return `there is no resource type ${resourceType}`;
  if (resourceName === "") return "the resource has no name";
  if (resourceType === resourceCodes.cluster && resourceName !== clusterName) return `the only cluster is "${clusterName}"`;
  if (patternType !== patternTypes.literal && patternType !== patternTypes.prefixed)
    return `a rule is literal or prefixed, not ${patternType}`;
  if (!/^[^:]+:.+$/.test(principal)) return `"${principal}" is no principal: they look like User:alice`;
  if (host === "") return "the host is empty: * stands for all";
  if (!operationNumbers.has(operation)) return `there is no operation ${operation}`;
  if (permission !== permissions.allow && permission !== permissions.deny) return `a rule allows or denies; ${permission} does neither`;
  return undefined;
}

export function filterFault({ resourceType, patternType, operation, permission }: AclFilter): string | undefined {
  const known =
    (resourceType === any || resourceNumbers.has(resourceType)) &&
    (Object.values(patternTypes) as number[]).includes(patternType) &&
    (operation === any || operationNumbers.has(operation)) &&
    (Object.values(permissions) as number[]).includes(permission);
  return known ? undefined : "the filter has a value that nobody knows";
}
