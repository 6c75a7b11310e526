import { list, type ApiDefinition } from "./language.ts";

export const describeTransactions: ApiDefinition = {
  key: 65,
  name: "DescribeTransactions",
  versions: "0",
  flexible: 0,
  request: { transactionalIds: "[string]" },
  response: {
    throttleTimeMs: "int32 = 0",
    transactionStates: list("TransactionState", {
      errorCode: "int16",
      transactionalId: "string",
      transactionState: "string",
      transactionTimeoutMs: "int32",
      transactionStartTimeMs: "int64",
      producerId: "int64",
      producerEpoch: "int16",
      topics: list("Topic", { topic: "string", partitions: "[int32]" }),
    }),
  },
};
