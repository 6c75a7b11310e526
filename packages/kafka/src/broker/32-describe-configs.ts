// DescribeConfigs (32), versions 1-4: of topics (every setting with its source), of groups and of the broker.
import { isTopicName } from "@millrace/log";
import {
  apis,
  type DescribeConfigsRequest,
  type DescribeConfigsRequestResource,
  type DescribeConfigsResponseInput,
} from "../generated/index.ts";
import { kafkaError } from "../protocol/error-codes.ts";
import { clusterName } from "../security/authorization.ts";
import { codecOf } from "./codec-of.ts";
import { describeGroupConfig } from "./group-config.ts";
import { defineHandler, type RequestContext } from "./handler.ts";
import { defaultSettings, settingNames } from "./settings.ts";
import { configSource, configType, type ConfigView, describeTopicConfig } from "./topic-config-view.ts";

export const resourceType = { topic: 2, broker: 4, group: 32 } as const;

/** The error of those who may not: settings of the broker are a right on the cluster. */
export function configRefusal(
  operation: "describeConfigs" | "alterConfigs",
  type: number,
  name: string,
  { may }: RequestContext,
): number | undefined {
  if (type === resourceType.topic) return may(operation, "topic", name) ? undefined : kafkaError.topicAuthorizationFailed;
  if (type === resourceType.group) return may(operation, "group", name) ? undefined : kafkaError.groupAuthorizationFailed;
  return may(operation, "cluster", clusterName) ? undefined : kafkaError.clusterAuthorizationFailed;
}

type ResultAnswer = DescribeConfigsResponseInput["results"][number];

/** What was given when the broker was started is told from what it is by default. */
function brokerConfig(names: readonly string[] | null, { settings }: RequestContext["broker"]): ConfigView[] {
  return settingNames
    .filter(({ name }) => names === null || names.includes(name))
    .map(({ name, of, type }) => {
      const value = of(settings);
      const fallback = of(defaultSettings);
      const synonyms = [{ name, value: fallback, source: configSource.default as number }];
      if (value !== fallback) synonyms.unshift({ name, value, source: configSource.staticBroker });
      return {
        name,
        value,
        readOnly: true,
        configSource: synonyms[0]!.source,
        synonyms,
        configType: configType[type],
        documentation: "",
      };
    });
}

function describeOne(resource: DescribeConfigsRequestResource, request: DescribeConfigsRequest, context: RequestContext): ResultAnswer {
  const { broker } = context;
  const { resourceType: type, resourceName } = resource;
  // None named means all, as in Kafka.
  const configurationKeys = resource.configurationKeys?.length === 0 ? null : resource.configurationKeys;
  const answer = (errorCode: number, errorMessage: string | null, configs: readonly ConfigView[] = []): ResultAnswer => ({
    errorCode,
    errorMessage,
    resourceType: type,
    resourceName,
    configs: configs.map((config) => ({
      ...config,
      synonyms: request.includeSynonyms ? config.synonyms : [],
      documentation: request.includeDocumentation ? config.documentation : null,
    })),
  });
  const forbidden = configRefusal("describeConfigs", type, resourceName, context);
  if (forbidden !== undefined) return answer(forbidden, `not authorized to describe the settings of "${resourceName}"`);
  if (type === resourceType.topic) {
    if (!isTopicName(resourceName)) return answer(kafkaError.invalidTopic, `"${resourceName}" is not a topic name`);
    const topic = broker.log.topic(resourceName);
    if (topic === undefined) return answer(kafkaError.unknownTopicOrPartition, `topic "${resourceName}" does not exist`);
    return answer(kafkaError.none, null, describeTopicConfig(topic.config, configurationKeys));
  }
  if (type === resourceType.group) {
    if (resourceName === "") return answer(kafkaError.invalidRequest, "a group must be named");
    return answer(kafkaError.none, null, describeGroupConfig(resourceName, configurationKeys, broker));
  }
  // The empty name: what was set for all brokers at once, which nothing can be.
  if (type === resourceType.broker && resourceName === "") return answer(kafkaError.none, null);
  if (type === resourceType.broker && resourceName === String(broker.settings.nodeId)) {
    return answer(kafkaError.none, null, brokerConfig(configurationKeys, broker));
  }
  return answer(kafkaError.invalidRequest, `there is no resource of type ${type} named "${resourceName}"`);
}

function describeConfigs(request: DescribeConfigsRequest, context: RequestContext): DescribeConfigsResponseInput {
  // Each once: the answer is far longer than the question.
  const resources = new Map(request.resources.map((resource) => [`${resource.resourceType} ${resource.resourceName}`, resource]));
  return { results: [...resources.values()].map((resource) => describeOne(resource, request, context)) };
}

export const describeConfigsHandler = defineHandler(codecOf(apis, 32), describeConfigs);
