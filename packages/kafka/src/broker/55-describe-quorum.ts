// DescribeQuorum (55), versions 0-2: this broker is the only voter and always the leader. Its metadata is in files, not
// in a replicated log, so the offsets of that log are 0.
import { apis, type DescribeQuorumRequest, type DescribeQuorumResponseInput } from "../generated/index.ts";
import { kafkaError } from "../protocol/error-codes.ts";
import { zeroUuid } from "../protocol/primitives.ts";
import { clusterName } from "../security/authorization.ts";
import { codecOf } from "./codec-of.ts";
import { defineHandler, type RequestContext } from "./handler.ts";

const metadataTopic = "__cluster_metadata";

type PartitionAnswer = DescribeQuorumResponseInput["topics"][number]["partitions"][number];

function describe(topic: string, partitionIndex: number, { broker }: RequestContext): PartitionAnswer {
  const nobody = { leaderId: 0, leaderEpoch: 0, highWatermark: 0, currentVoters: [], observers: [] };
  if (topic !== metadataTopic || partitionIndex !== 0) {
    const errorMessage = `only partition 0 of ${metadataTopic} has a quorum`;
    return { partitionIndex, errorCode: kafkaError.unknownTopicOrPartition, errorMessage, ...nobody };
  }
  const { nodeId } = broker.settings;
  const now = broker.clock.now();
  const voter = {
    replicaId: nodeId,
    replicaDirectoryId: zeroUuid,
    logEndOffset: 0,
    lastFetchTimestamp: now,
    lastCaughtUpTimestamp: now,
  };
  return { ...nobody, partitionIndex, errorCode: kafkaError.none, errorMessage: "", leaderId: nodeId, currentVoters: [voter] };
}

function describeQuorum(request: DescribeQuorumRequest, context: RequestContext): DescribeQuorumResponseInput {
  if (!context.may("describe", "cluster", clusterName)) {
    return { errorCode: kafkaError.clusterAuthorizationFailed, errorMessage: "not authorized to describe the quorum", topics: [] };
  }
  const topics = request.topics.map(({ topicName, partitions }) => ({
    topicName,
    partitions: partitions.map(({ partitionIndex }) => describe(topicName, partitionIndex, context)),
  }));
  const found = topics.some(({ partitions }) => partitions.some(({ errorCode }) => errorCode === kafkaError.none));
  const node = { nodeId: context.broker.settings.nodeId, listeners: [{ name: "CONTROLLER", ...context.advertised }] };
  return { errorCode: kafkaError.none, errorMessage: "", topics, nodes: found ? [node] : [] };
}

export const describeQuorumHandler = defineHandler(codecOf(apis, 55), describeQuorum);
