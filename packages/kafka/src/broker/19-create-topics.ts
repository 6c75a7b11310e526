// CreateTopics (19), versions 2-7. There is one broker: a replication factor of 1 or -1 (the default), assignments
// only to it. validateOnly makes the same checks and creates nothing.
import { limits } from "@millrace/core";
import { checkTopicConfig, isTopicName } from "@millrace/log";
import { apis, type CreateTopicsRequest, type CreateTopicsRequestTopic, type CreateTopicsResponseInput } from "../generated/index.ts";
import { kafkaError } from "../protocol/error-codes.ts";
import { zeroUuid } from "../protocol/primitives.ts";
import { clusterName } from "../security/authorization.ts";
import { codecOf } from "./codec-of.ts";
import { describeTopicConfig } from "./topic-config-view.ts";
import { kafkaFailure, type KafkaFailure } from "./error-map.ts";
import { defineHandler, type RequestContext } from "./handler.ts";
import { Slices } from "./slices.ts";

type TopicAnswer = CreateTopicsResponseInput["topics"][number];

const configOf = (topic: CreateTopicsRequestTopic): Record<string, string> =>
  Object.fromEntries(topic.configs.map(({ name, value }) => [name, value ?? ""]));

/** The number of partitions that is asked for, or what is wrong with the request. */
function partitionCount(topic: CreateTopicsRequestTopic, { settings }: RequestContext["broker"]): number | KafkaFailure {
  const { assignments, partitions, replicationFactor } = topic;
  if (assignments.length > 0) {
    if (partitions !== -1 || replicationFactor !== -1) {
      return { code: kafkaError.invalidRequest, message: "with assignments, partitions and replication factor must be -1" };
    }
    const numbers = new Set(assignments.map(({ partition }) => partition));
    const sound = assignments.every(
      ({ partition, brokerIds }) =>
        partition >= 0 && partition < numbers.size && brokerIds.length === 1 && brokerIds[0] === settings.nodeId,
    );
    if (sound && numbers.size === assignments.length) return numbers.size;
    return {
      code: kafkaError.invalidReplicaAssignment,
      message: `partitions are numbered from 0, each on broker ${settings.nodeId} alone`,
    };
  }
  if (replicationFactor !== -1 && replicationFactor !== 1) {
    return {
      code: kafkaError.invalidReplicationFactor,
      message: `there is 1 broker, so the replication factor is 1, not ${replicationFactor}`,
    };
  }
  const count = partitions === -1 ? settings.defaultPartitions : partitions;
  if (count >= 1 && count <= limits.partitionsPerTopic) return count;
  return { code: kafkaError.invalidPartitions, message: `a topic has 1 to ${limits.partitionsPerTopic} partitions, not ${count}` };
}

function objection(
  { name, configs }: CreateTopicsRequestTopic,
  doubled: boolean,
  { broker, may }: RequestContext,
): KafkaFailure | undefined {
  const { log } = broker;
  if (doubled) return { code: kafkaError.invalidRequest, message: `"${name}" stands more than once in the request` };
  if (!may("create", "cluster", clusterName) && !may("create", "topic", name))
    return { code: kafkaError.topicAuthorizationFailed, message: `not authorized to create topic "${name}"` };
  if (!isTopicName(name)) return { code: kafkaError.invalidTopic, message: `"${name}" is not a topic name` };
  if (name.startsWith("__"))
    return { code: kafkaError.invalidTopic, message: "names that begin with two underscores are the broker's own" };
  if (log.topic(name) !== undefined) return { code: kafkaError.topicAlreadyExists, message: `topic "${name}" exists already` };
  const empty = configs.find(({ value }) => value === null);
  return empty && { code: kafkaError.invalidConfig, message: `setting ${empty.name} has no value` };
}

/** Since version 6; older clients have the change made, and wait afterwards (KIP-599). */
export const tooManyChanges: KafkaFailure = {
  code: kafkaError.throttlingQuotaExceeded,
  message: "the quota of changes to topics is used up for now",
};

async function createOne(
  topic: CreateTopicsRequestTopic,
  doubled: boolean,
  validateOnly: boolean,
  context: RequestContext,
): Promise<TopicAnswer> {
  const { broker } = context;
  const { name } = topic;
  const refuse = ({ code, message }: KafkaFailure): TopicAnswer => ({
    name,
    topicId: zeroUuid,
    errorCode: code,
    errorMessage: message,
    configs: [],
  });
  const wrong = objection(topic, doubled, context);
  if (wrong !== undefined) return refuse(wrong);
  const partitions = partitionCount(topic, broker);
  if (typeof partitions !== "number") return refuse(partitions);
  const config = configOf(topic);
  try {
    checkTopicConfig(config);
    if (!validateOnly && !context.mayMutate(partitions, context.version < 6)) return refuse(tooManyChanges);
    const topicId = validateOnly ? zeroUuid : (await broker.log.createTopic({ name, partitions, config })).id;
    const created = { name, topicId, errorCode: kafkaError.none };
    if (!context.may("describeConfigs", "topic", name)) return { ...created, topicConfigErrorCode: kafkaError.topicAuthorizationFailed };
    return { ...created, partitions, replicationFactor: 1, configs: describeTopicConfig(config, null) };
  } catch (error) {
    return refuse(kafkaFailure(error));
  }
}

async function createTopics(request: CreateTopicsRequest, context: RequestContext): Promise<CreateTopicsResponseInput> {
  const seen = new Map<string, number>();
  for (const { name } of request.topics) seen.set(name, (seen.get(name) ?? 0) + 1);
  const topics: TopicAnswer[] = [];
  const slices = new Slices(context.broker.clock);
  for (const topic of request.topics) {
    topics.push(await createOne(topic, seen.get(topic.name)! > 1, request.validateOnly, context));
    await slices.next();
  }
  return { topics };
}

export const createTopicsHandler = defineHandler(codecOf(apis, 19), createTopics);
