// CreatePartitions (37), versions 0-3: raises the number of partitions, each topic with its own result.
import {
  apis,
  type CreatePartitionsRequest,
  type CreatePartitionsRequestTopic,
  type CreatePartitionsResponseInput,
} from "../generated/index.ts";
import { kafkaError } from "../protocol/error-codes.ts";
import { limits } from "@millrace/core";
import { tooManyChanges } from "./19-create-topics.ts";
import { codecOf } from "./codec-of.ts";
import { kafkaFailure } from "./error-map.ts";
import { defineHandler, type RequestContext } from "./handler.ts";
import { Slices } from "./slices.ts";

type ResultAnswer = CreatePartitionsResponseInput["results"][number];

async function raise(request: CreatePartitionsRequestTopic, validateOnly: boolean, context: RequestContext): Promise<ResultAnswer> {
  const { broker, may } = context;
  const { name, count, assignments } = request;
  const answer = (errorCode: number, errorMessage: string | null = null): ResultAnswer => ({ name, errorCode, errorMessage });
  if (!may("alter", "topic", name)) return answer(kafkaError.topicAuthorizationFailed, `not authorized to alter topic "${name}"`);
  const topic = broker.log.topic(name);
  if (topic === undefined) return answer(kafkaError.unknownTopicOrPartition, `topic "${name}" does not exist`);
  if (topic.internal) return answer(kafkaError.invalidTopic, `"${name}" is the broker's own`);
  if (count <= topic.partitions || count > limits.partitionsPerTopic) {
    return answer(
      kafkaError.invalidPartitions,
      `topic "${name}" has ${topic.partitions} partitions; it can have more, up to ${limits.partitionsPerTopic}, not ${count}`,
    );
  }
  const { nodeId } = broker.settings;
  const added = count - topic.partitions;
  if (
    assignments !== null &&
    (assignments.length !== added || assignments.some(({ brokerIds }) => brokerIds.length !== 1 || brokerIds[0] !== nodeId))
  ) {
    return answer(kafkaError.invalidReplicaAssignment, `each of the ${added} new partitions is on broker ${nodeId} alone`);
  }
  if (!validateOnly && !context.mayMutate(added, context.version < 3)) return answer(tooManyChanges.code, tooManyChanges.message);
  try {
    if (!validateOnly) await broker.log.addPartitions(name, count);
    return answer(kafkaError.none);
  } catch (error) {
    const { code, message } = kafkaFailure(error);
    return answer(code, message);
  }
}

async function createPartitions(request: CreatePartitionsRequest, context: RequestContext): Promise<CreatePartitionsResponseInput> {
  const results: ResultAnswer[] = [];
  const slices = new Slices(context.broker.clock);
  for (const [name, topics] of Map.groupBy(request.topics, (topic) => topic.name)) {
    if (topics.length === 1) results.push(await raise(topics[0]!, request.validateOnly, context));
    else results.push({ name, errorCode: kafkaError.invalidRequest, errorMessage: `"${name}" stands more than once in the request` });
    await slices.next();
  }
  return { results };
}

export const createPartitionsHandler = defineHandler(codecOf(apis, 37), createPartitions);
