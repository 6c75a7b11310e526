// One rule of Kafka's model (KIP-11, KIP-290): this principal from this host may, or may not, do this operation with
// the resources of this pattern. Numbers are Kafka's. Also the filters by which rules are listed and deleted.
import type { SecurityRecord } from "../store.ts";

export const any = 1;
/** Of operations. */
export const all = 2;
export const patternTypes = { any, match: 2, literal: 3, prefixed: 4 } as const;
export const permissions = { any, deny: 2, allow: 3 } as const;
export const wildcard = "*";
export const everyone = "User:*";

export interface Acl {
  readonly resourceType: number;
  readonly resourceName: string;
  readonly patternType: number;
  readonly principal: string;
  readonly host: string;
  readonly operation: number;
  readonly permission: number;
}

/** null: any. */
export interface AclFilter {
  readonly resourceType: number;
  readonly resourceName: string | null;
  readonly patternType: number;
  readonly principal: string | null;
  readonly host: string | null;
  readonly operation: number;
  readonly permission: number;
}

/** What the pattern of a filter says of the pattern of a rule; `match` finds every rule that touches the named resource. */
function matchesPattern(filter: AclFilter, acl: Acl): boolean {
  const { patternType, resourceName } = filter;
  const { literal, match } = patternTypes;
  if (patternType !== any && patternType !== match && patternType !== acl.patternType) return false;
  if (resourceName === null) return true;
  if (patternType !== match) return resourceName === acl.resourceName;
  if (acl.patternType !== literal) return resourceName.startsWith(acl.resourceName);
  return acl.resourceName === resourceName || acl.resourceName === wildcard;
}

export function matches(filter: AclFilter, acl: Acl): boolean {
  return (
    (filter.resourceType === any || filter.resourceType === acl.resourceType) &&
    (filter.principal === null || filter.principal === acl.principal) &&
    (filter.host === null || filter.host === acl.host) &&
    (filter.operation === any || filter.operation === acl.operation) &&
    (filter.permission === any || filter.permission === acl.permission) &&
    matchesPattern(filter, acl)
  );
}

/** A rule is its own key. */
export function aclRecord(acl: Acl, kept: boolean): SecurityRecord {
  const { resourceType, resourceName, patternType, principal, host, operation, permission } = acl;
  const numbers = [resourceType, patternType, operation, permission].join(",");
  return { key: ["acl", numbers, resourceName, principal, host], value: kept ? {} : null };
}

export function aclOf({ key }: SecurityRecord): Acl {
  const [, numbers, resourceName, principal, host] = key as readonly [string, string, string, string, string];
  const [resourceType, patternType, operation, permission] = numbers.split(",").map(Number) as [number, number, number, number];
  return { resourceType, resourceName, patternType, principal, host, operation, permission };
}
