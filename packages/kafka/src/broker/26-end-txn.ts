// EndTxn (26), versions 0-5. From version 5 on every end raises the producer's epoch (KIP-890), and the answer says it.
// Answered when the markers are durable in every partition: whoever reads after that sees the outcome.
import { apis, type EndTxnRequest, type EndTxnResponseInput } from "../generated/index.ts";
import { kafkaError } from "../protocol/error-codes.ts";
import { codecOf } from "./codec-of.ts";
import { defineHandler, type RequestContext } from "./handler.ts";

const bumpsFrom = 5;

async function endTxn(request: EndTxnRequest, { broker, may, version }: RequestContext): Promise<EndTxnResponseInput> {
  const { transactionalId, committed } = request;
  if (!may("write", "transactionalId", transactionalId)) return { errorCode: kafkaError.transactionalIdAuthorizationFailed };
  const answer = await broker.transactions.end(transactionalId, request, committed, version >= bumpsFrom);
  const fenced = answer.errorCode === kafkaError.producerFenced && version < 2;
  return fenced ? { errorCode: kafkaError.invalidProducerEpoch } : answer;
}

export const endTxnHandler = defineHandler(codecOf(apis, 26), endTxn);
