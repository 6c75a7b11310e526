// ListConfigResources (74), versions 0-1: the topics, the broker, and the groups for which something is set. Version 0
// asks for clients' metrics alone, of which there are none; nor are there settings of the broker's loggers.
import { apis, type ListConfigResourcesRequest, type ListConfigResourcesResponseInput } from "../generated/index.ts";
import { kafkaError } from "../protocol/error-codes.ts";
import { clusterName } from "../security/authorization.ts";
import { resourceType } from "./32-describe-configs.ts";
import { codecOf } from "./codec-of.ts";
import { defineHandler, type RequestContext } from "./handler.ts";

/** Topics, brokers, loggers of brokers, clients' metrics, groups. */
const knownTypes: readonly number[] = [resourceType.topic, resourceType.broker, 8, 16, resourceType.group];

function listConfigResources(
  { resourceTypes }: ListConfigResourcesRequest,
  { broker, may, version }: RequestContext,
): ListConfigResourcesResponseInput {
  if (!may("describeConfigs", "cluster", clusterName)) return { errorCode: kafkaError.clusterAuthorizationFailed, configResources: [] };
  if (!resourceTypes.every((type) => knownTypes.includes(type))) return { errorCode: kafkaError.unsupportedVersion, configResources: [] };
  const asked = (type: number): boolean => version > 0 && (resourceTypes.length === 0 || resourceTypes.includes(type));
  const brokers = asked(resourceType.broker) ? [String(broker.settings.nodeId)] : [];
  const topics = asked(resourceType.topic) ? broker.log.topics().map(({ name }) => name) : [];
  const groups = asked(resourceType.group) ? broker.groups.settings.groups() : [];
  return {
    errorCode: kafkaError.none,
    configResources: [
      ...groups.map((resourceName) => ({ resourceName, resourceType: resourceType.group })),
      ...brokers.map((resourceName) => ({ resourceName, resourceType: resourceType.broker })),
      ...topics.map((resourceName) => ({ resourceName, resourceType: resourceType.topic })),
    ],
  };
}

export const listConfigResourcesHandler = defineHandler(codecOf(apis, 74), listConfigResources);
