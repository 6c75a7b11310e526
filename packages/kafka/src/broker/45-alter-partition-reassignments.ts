// AlterPartitionReassignments (45), versions 0-1. Every partition is on this broker alone and stays there: only that is
// accepted, and there is never a reassignment to give up.
import { type AlterPartitionReassignmentsRequest, type AlterPartitionReassignmentsResponseInput, apis } from "../generated/index.ts";
import { kafkaError } from "../protocol/error-codes.ts";
import { clusterName } from "../security/authorization.ts";
import { codecOf } from "./codec-of.ts";
import { defineHandler, type RequestContext } from "./handler.ts";

type PartitionAnswer = AlterPartitionReassignmentsResponseInput["responses"][number]["partitions"][number];

function reassign(topic: string, partitionIndex: number, replicas: readonly number[] | null, { broker }: RequestContext): PartitionAnswer {
  const answer = (errorCode: number, errorMessage: string | null = null): PartitionAnswer => ({ partitionIndex, errorCode, errorMessage });
  const { nodeId } = broker.settings;
  const partitions = broker.log.topic(topic)?.partitions;
  if (partitions === undefined) return answer(kafkaError.unknownTopicOrPartition, `topic "${topic}" does not exist`);
  if (partitionIndex < 0 || partitionIndex >= partitions) {
    return answer(kafkaError.unknownTopicOrPartition, `topic "${topic}" has no partition ${partitionIndex}`);
  }
  if (replicas === null) return answer(kafkaError.noReassignmentInProgress);
  if (replicas.length === 1 && replicas[0] === nodeId) return answer(kafkaError.none);
  return answer(kafkaError.invalidReplicaAssignment, `broker ${nodeId} is the only one: a partition can be there once, and nowhere else`);
}

function alterPartitionReassignments(
  request: AlterPartitionReassignmentsRequest,
  context: RequestContext,
): AlterPartitionReassignmentsResponseInput {
  const { allowReplicationFactorChange } = request;
  if (!context.may("alter", "cluster", clusterName)) {
    const errorMessage = "not authorized to move partitions";
    return { allowReplicationFactorChange, errorCode: kafkaError.clusterAuthorizationFailed, errorMessage, responses: [] };
  }
  const responses = request.topics.map(({ name, partitions }) => ({
    name,
    partitions: partitions.map(({ partitionIndex, replicas }) => reassign(name, partitionIndex, replicas, context)),
  }));
  return { allowReplicationFactorChange, errorCode: kafkaError.none, responses };
}

export const alterPartitionReassignmentsHandler = defineHandler(codecOf(apis, 45), alterPartitionReassignments);
