// DescribeTransactions (65), version 0. Topics that the asker may not see are left out.
import { apis, type DescribeTransactionsRequest, type DescribeTransactionsResponseInput } from "../generated/index.ts";
import { kafkaError } from "../protocol/error-codes.ts";
import { codecOf } from "./codec-of.ts";
import { defineHandler, type RequestContext } from "./handler.ts";

type Description = DescribeTransactionsResponseInput["transactionStates"][number];

const refused = (transactionalId: string, errorCode: number): Description => ({
  errorCode,
  transactionalId,
  transactionState: "",
  transactionTimeoutMs: 0,
  transactionStartTimeMs: 0,
  producerId: 0,
  producerEpoch: 0,
  topics: [],
});

function describe(transactionalId: string, { broker, may }: RequestContext): Description {
  if (!may("describe", "transactionalId", transactionalId)) {
    return refused(transactionalId, kafkaError.transactionalIdAuthorizationFailed);
  }
  if (transactionalId === "") return refused(transactionalId, kafkaError.invalidRequest);
  const transaction = broker.transactions.get(transactionalId);
  if (transaction === undefined) return refused(transactionalId, kafkaError.transactionalIdNotFound);
  const topics = [...transaction.partitions].filter(([topic]) => may("describe", "topic", topic));
  return {
    errorCode: kafkaError.none,
    transactionalId,
    transactionState: transaction.state,
    transactionTimeoutMs: transaction.timeoutMs,
    transactionStartTimeMs: transaction.startMs,
    producerId: transaction.producerId,
    producerEpoch: transaction.producerEpoch,
    topics: topics.map(([topic, partitions]) => ({ topic, partitions: [...partitions] })),
  };
}

function describeTransactions(request: DescribeTransactionsRequest, context: RequestContext): DescribeTransactionsResponseInput {
  return { transactionStates: [...new Set(request.transactionalIds)].map((id) => describe(id, context)) };
}

export const describeTransactionsHandler = defineHandler(codecOf(apis, 65), describeTransactions);
