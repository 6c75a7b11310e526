// ElectLeaders (43), versions 0-2. One broker leads every partition already, so no election is ever needed.
import { apis, type ElectLeadersRequest, type ElectLeadersResponseInput } from "../generated/index.ts";
import { kafkaError } from "../protocol/error-codes.ts";
import { clusterName } from "../security/authorization.ts";
import { codecOf } from "./codec-of.ts";
import { defineHandler, type RequestContext } from "./handler.ts";

interface Refusal {
  readonly errorCode: number;
  readonly errorMessage: string;
}

/** Of preferred leaders (0) and of any replica that lives (1). */
const electionTypes: readonly number[] = [0, 1];

function refuseAll({ electionType }: ElectLeadersRequest, { may }: RequestContext): Refusal | undefined {
  if (!may("alter", "cluster", clusterName)) {
    return { errorCode: kafkaError.clusterAuthorizationFailed, errorMessage: "not authorized to elect leaders" };
  }
  if (electionTypes.includes(electionType)) return undefined;
  return { errorCode: kafkaError.invalidRequest, errorMessage: `there is no election type ${electionType}` };
}

function refuseOne(topic: string, partition: number, { broker }: RequestContext): Refusal {
  const partitions = broker.log.topic(topic)?.partitions;
  const errorCode = kafkaError.unknownTopicOrPartition;
  if (partitions === undefined) return { errorCode, errorMessage: `topic "${topic}" does not exist` };
  if (partition < 0 || partition >= partitions) return { errorCode, errorMessage: `topic "${topic}" has no partition ${partition}` };
  return { errorCode: kafkaError.electionNotNeeded, errorMessage: "the leader is the one that would be elected" };
}

function electLeaders(request: ElectLeadersRequest, context: RequestContext): ElectLeadersResponseInput {
  const all = refuseAll(request, context);
  // Where every partition is meant, Kafka leaves out those that need no election.
  const asked = request.topicPartitions ?? context.broker.log.topics().map(({ name }) => ({ topic: name, partitions: [] }));
  const replicaElectionResults = asked.map(({ topic, partitions }) => ({
    topic,
    partitionResult: partitions.map((partitionId) => ({ partitionId, ...(all ?? refuseOne(topic, partitionId, context)) })),
  }));
  return { errorCode: all?.errorCode ?? kafkaError.none, replicaElectionResults };
}

export const electLeadersHandler = defineHandler(codecOf(apis, 43), electLeaders);
