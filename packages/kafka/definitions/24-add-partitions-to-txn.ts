// Version 4 turned one transaction into a list of them, which brokers send each other (`verifyOnly`).
import { list, type ApiDefinition } from "./language.ts";

const topic = { name: "string", partitions: "[int32]" };
const partitionResult = { partitionIndex: "int32", partitionErrorCode: "int16" };

export const addPartitionsToTxn: ApiDefinition = {
  key: 24,
  name: "AddPartitionsToTxn",
  versions: "0-5",
  flexible: 3,
  request: {
    transactions: list(
      "Transaction",
      { transactionalId: "string", producerId: "int64", producerEpoch: "int16", verifyOnly: "bool = false", topics: list("Topic", topic) },
      "4+ = []",
    ),
    v3AndBelowTransactionalId: "string 0-3 = ''",
    v3AndBelowProducerId: "int64 0-3 = 0",
    v3AndBelowProducerEpoch: "int16 0-3 = 0",
    v3AndBelowTopics: list("TopicV3AndBelow", topic, "0-3 = []"),
  },
  response: {
    throttleTimeMs: "int32 = 0",
    errorCode: "int16 4+ = 0",
    resultsByTransaction: list(
      "TransactionResult",
      {
        transactionalId: "string",
        topicResults: list("TopicResult", { name: "string", resultsByPartition: list("PartitionResult", partitionResult) }),
      },
      "4+ = []",
    ),
    resultsByTopicV3AndBelow: list(
      "TopicResultV3AndBelow",
      { name: "string", resultsByPartition: list("PartitionResultV3AndBelow", partitionResult) },
      "0-3 = []",
    ),
  },
};
