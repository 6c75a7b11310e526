// DescribeProducers (61), version 0: who writes to a partition with a producer id, and where its transaction begins.
import { apis, type DescribeProducersRequest, type DescribeProducersResponseInput } from "../generated/index.ts";
import { kafkaError } from "../protocol/error-codes.ts";
import { codecOf } from "./codec-of.ts";
import { kafkaFailure } from "./error-map.ts";
import { defineHandler, type RequestContext } from "./handler.ts";
import { answerParts } from "./slices.ts";

type PartitionAnswer = DescribeProducersResponseInput["topics"][number]["partitions"][number];

function describe(topic: string, partitionIndex: number, { broker, may }: RequestContext): PartitionAnswer {
  const refuse = (errorCode: number, errorMessage: string | null = null): PartitionAnswer => ({
    partitionIndex,
    errorCode,
    errorMessage,
    activeProducers: [],
  });
  if (!may("read", "topic", topic)) return refuse(kafkaError.topicAuthorizationFailed);
  try {
    const activeProducers = broker.log.producers(topic, partitionIndex).map((producer) => ({
      producerId: producer.producerId,
      producerEpoch: producer.producerEpoch,
      lastSequence: producer.lastSequence,
      lastTimestamp: producer.lastTimestampMs,
      coordinatorEpoch: producer.coordinatorEpoch,
      currentTxnStartOffset: producer.transactionStart,
    }));
    return { partitionIndex, errorCode: kafkaError.none, activeProducers };
  } catch (error) {
    const { code, message } = kafkaFailure(error);
    return refuse(code, message);
  }
}

async function describeProducers(request: DescribeProducersRequest, context: RequestContext): Promise<DescribeProducersResponseInput> {
  const answers = await answerParts(
    context.broker.clock,
    request.topics,
    ({ partitionIndexes }) => partitionIndexes,
    ({ name }, index) => describe(name, index, context),
  );
  return { topics: request.topics.map(({ name }, index) => ({ name, partitions: answers[index]! })) };
}

export const describeProducersHandler = defineHandler(codecOf(apis, 61), describeProducers);
