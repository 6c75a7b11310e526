// Metadata (3), versions 0-13. One broker leads everything. A topic that is asked for by name and does not exist is
// created on the spot when the client and `auto.create.topics.enable` allow it.
import { isTopicName, type TopicInfo } from "@millrace/log";
import { apis, type MetadataRequest, type MetadataRequestTopic, type MetadataResponseInput } from "../generated/index.ts";
import { kafkaError } from "../protocol/error-codes.ts";
import { zeroUuid } from "../protocol/primitives.ts";
import { clusterName } from "../security/authorization.ts";
import { authorizedOperations, clusterOperations, operationsNotAsked } from "../security/authorized-operations.ts";
import { codecOf } from "./codec-of.ts";
import { kafkaFailure } from "./error-map.ts";
import { defineHandler, type RequestContext } from "./handler.ts";
import { answerParts } from "./slices.ts";

type TopicAnswer = MetadataResponseInput["topics"][number];

function describe(topic: TopicInfo, nodeId: number): TopicAnswer {
  const nodes = [nodeId];
  const partitions = Array.from({ length: topic.partitions }, (_, index) => ({
    errorCode: kafkaError.none,
    index,
    leaderId: nodeId,
    leaderEpoch: 0,
    replicaNodes: nodes,
    isrNodes: nodes,
  }));
  return { errorCode: kafkaError.none, name: topic.name, topicId: topic.id, isInternal: topic.internal, partitions };
}

const unknown = (name: string | null, topicId: Uint8Array, errorCode: number): TopicAnswer => ({
  errorCode,
  name,
  topicId,
  partitions: [],
});

async function findOrCreate(name: string, allowed: boolean, { broker, may }: RequestContext): Promise<TopicAnswer> {
  const { log, settings } = broker;
  if (!may("describe", "topic", name)) return unknown(name, zeroUuid, kafkaError.topicAuthorizationFailed);
  const topic = log.topic(name);
  if (topic !== undefined) return describe(topic, settings.nodeId);
  if (!isTopicName(name)) return unknown(name, zeroUuid, kafkaError.invalidTopic);
  // Names that begin with two underscores are the broker's own.
  if (!allowed || !settings.autoCreateTopics || name.startsWith("__")) return unknown(name, zeroUuid, kafkaError.unknownTopicOrPartition);
  if (!may("create", "cluster", clusterName) && !may("create", "topic", name)) {
    return unknown(name, zeroUuid, kafkaError.topicAuthorizationFailed);
  }
  try {
    return describe(await log.createTopic({ name, partitions: settings.defaultPartitions }), settings.nodeId);
  } catch (error) {
    // Two clients may have asked for it at once.
    const made = log.topic(name);
    return made === undefined ? unknown(name, zeroUuid, kafkaFailure(error).code) : describe(made, settings.nodeId);
  }
}

async function findTopic(asked: MetadataRequestTopic, allowed: boolean, context: RequestContext): Promise<TopicAnswer> {
  const { topicId } = asked;
  // Whoever asks by id may leave the name empty instead of null, as Java's consumers do.
  const byName = topicId.every((byte) => byte === 0);
  if (asked.name !== null && byName) return findOrCreate(asked.name, allowed, context);
  const topic = context.broker.topicIds.find(topicId);
  // Only from version 12 on an answer may leave the name out.
  const name = context.version >= 12 ? null : "";
  const visible = topic !== undefined && context.may("describe", "topic", topic.name);
  return !visible ? unknown(name, topicId, kafkaError.unknownTopicId) : describe(topic, context.broker.settings.nodeId);
}

function visibleTopics({ broker, may }: RequestContext): TopicAnswer[] {
  const topics = broker.log.topics().filter(({ name }) => may("describe", "topic", name));
  return topics.map((topic) => describe(topic, broker.settings.nodeId));
}

/** Of topics that do not exist too, as in Kafka. */
function withOperations(topic: TopicAnswer, context: RequestContext): TopicAnswer {
  const { name, errorCode } = topic;
  if (name === null || name === "" || errorCode === kafkaError.topicAuthorizationFailed) return topic;
  return { ...topic, topicAuthorizedOperations: authorizedOperations("topic", name, context) };
}

/** Each once, as in Kafka: a topic of a thousand partitions is told of at length. */
async function namedTopics({ topics, allowAutoTopicCreation }: MetadataRequest, context: RequestContext): Promise<TopicAnswer[]> {
  const asked = new Map((topics ?? []).map((topic) => [`${topic.name} ${Buffer.from(topic.topicId).toString("hex")}`, topic]));
  const [answers] = await answerParts(
    context.broker.clock,
    [asked],
    (all) => [...all.values()],
    (_, topic) => findTopic(topic, allowAutoTopicCreation, context),
  );
  return answers!;
}

async function metadata(request: MetadataRequest, context: RequestContext): Promise<MetadataResponseInput> {
  const { broker, advertised, version } = context;
  const { nodeId } = broker.settings;
  const all = request.topics === null || (version === 0 && request.topics.length === 0);
  const topics = all ? visibleTopics(context) : await namedTopics(request, context);
  return {
    brokers: [{ nodeId, ...advertised }],
    clusterId: broker.log.clusterId,
    controllerId: nodeId,
    topics: request.includeTopicAuthorizedOperations ? topics.map((topic) => withOperations(topic, context)) : topics,
    clusterAuthorizedOperations: request.includeClusterAuthorizedOperations ? clusterOperations(context) : operationsNotAsked,
  };
}

export const metadataHandler = defineHandler(codecOf(apis, 3), metadata);
