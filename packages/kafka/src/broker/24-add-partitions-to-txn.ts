// AddPartitionsToTxn (24), versions 0-5. Up to version 3 from clients before KIP-890; from 4 on many transactions at
// once from other brokers, which may only want to know whether the partitions are in (`verifyOnly`). All of a
// transaction's partitions are added or none is.
import {
  type AddPartitionsToTxnRequest,
  type AddPartitionsToTxnRequestTopic,
  type AddPartitionsToTxnResponseInput,
  apis,
} from "../generated/index.ts";
import { kafkaError } from "../protocol/error-codes.ts";
import { clusterName } from "../security/authorization.ts";
import type { Producer } from "../transactions/transaction.ts";
import { codecOf } from "./codec-of.ts";
import { defineHandler, type RequestContext } from "./handler.ts";

interface TopicResult {
  readonly name: string;
  readonly resultsByPartition: readonly { readonly partitionIndex: number; readonly partitionErrorCode: number }[];
}

type Topics = readonly Pick<AddPartitionsToTxnRequestTopic, "name" | "partitions">[];
type Judge = (topic: string, partition: number) => number;

const resultsOf = (topics: Topics, judge: Judge): TopicResult[] =>
  topics.map(({ name, partitions }) => ({
    name,
    resultsByPartition: partitions.map((index) => ({ partitionIndex: index, partitionErrorCode: judge(name, index) })),
  }));

const anyFault = (topics: Topics, judge: Judge): boolean =>
  topics.some(({ name, partitions }) => partitions.some((index) => judge(name, index) !== kafkaError.none));

async function add(id: string, producer: Producer, topics: Topics, context: RequestContext): Promise<TopicResult[]> {
  const { broker, version, may } = context;
  const faultOf: Judge = (name, index) => {
    const topic = broker.log.topic(name);
    if (version < 4 && (topic?.internal === true || !may("write", "topic", name))) return kafkaError.topicAuthorizationFailed;
    return topic !== undefined && index >= 0 && index < topic.partitions ? kafkaError.none : kafkaError.unknownTopicOrPartition;
  };
  if (anyFault(topics, faultOf)) return resultsOf(topics, (name, index) => faultOf(name, index) || kafkaError.operationNotAttempted);
  const partitions = new Map(topics.map(({ name, partitions: indexes }) => [name, new Set(indexes)]));
  const code = await broker.transactions.add(id, producer, partitions, version < 4 ? 0 : 2);
  const fenced = code === kafkaError.producerFenced && version < 2;
  return resultsOf(topics, () => (fenced ? kafkaError.invalidProducerEpoch : code));
}

function verify(id: string, producer: Producer, topics: Topics, { broker }: RequestContext): TopicResult[] {
  return resultsOf(topics, (name, index) => {
    const code = broker.transactions.verify(id, producer, name, index);
    return code === kafkaError.invalidTxnState ? kafkaError.transactionAbortable : code;
  });
}

async function addPartitionsToTxn(request: AddPartitionsToTxnRequest, context: RequestContext): Promise<AddPartitionsToTxnResponseInput> {
  if (context.version < 4) {
    const id = request.v3AndBelowTransactionalId;
    const topics = request.v3AndBelowTopics;
    if (!context.may("write", "transactionalId", id)) {
      return { resultsByTopicV3AndBelow: resultsOf(topics, () => kafkaError.transactionalIdAuthorizationFailed) };
    }
    const producer = { producerId: request.v3AndBelowProducerId, producerEpoch: request.v3AndBelowProducerEpoch };
    return { resultsByTopicV3AndBelow: await add(id, producer, topics, context) };
  }
  if (!context.may("clusterAction", "cluster", clusterName)) return { errorCode: kafkaError.clusterAuthorizationFailed };
  const results = request.transactions.map(async ({ transactionalId, producerId, producerEpoch, verifyOnly, topics }) => {
    const judge = verifyOnly ? verify : add;
    return { transactionalId, topicResults: await judge(transactionalId, { producerId, producerEpoch }, topics, context) };
  });
  return { errorCode: kafkaError.none, resultsByTransaction: await Promise.all(results) };
}

export const addPartitionsToTxnHandler = defineHandler(codecOf(apis, 24), addPartitionsToTxn);
