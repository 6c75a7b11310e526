// What a principal may do with one resource, as the bits that Metadata, DescribeGroups and DescribeCluster answer:
// bit n for Kafka's operation number n. Only operations that make sense for the type of resource are asked.
import { clusterName, operationCodes, type Operation, type ResourceType } from "./authorization.ts";

/** Of an answer whose request did not ask. */
export const operationsNotAsked = -2_147_483_648;

const operationsOf: Readonly<Record<"topic" | "group" | "cluster", readonly Operation[]>> = {
  topic: ["read", "write", "create", "delete", "alter", "describe", "describeConfigs", "alterConfigs"],
  group: ["read", "delete", "describe", "describeConfigs", "alterConfigs"],
  cluster: ["create", "alter", "describe", "clusterAction", "describeConfigs", "alterConfigs", "idempotentWrite"],
};

interface Asker {
  readonly may: (operation: Operation, resource: ResourceType, name: string) => boolean;
}

export function authorizedOperations(type: keyof typeof operationsOf, name: string, asker: Asker): number {
  let bits = 0;
  for (const operation of operationsOf[type]) if (asker.may(operation, type, name)) bits |= 1 << operationCodes[operation];
  return bits;
}

/** None at all for those who may not describe the cluster. */
export const clusterOperations = (asker: Asker): number =>
  asker.may("describe", "cluster", clusterName) ? authorizedOperations("cluster", clusterName, asker) : 0;
