// AddOffsetsToTxn (25), versions 0-4: a producer before KIP-890 is about to commit offsets of a group in its transaction.
import { apis, type AddOffsetsToTxnRequest, type AddOffsetsToTxnResponseInput } from "../generated/index.ts";
import { kafkaError } from "../protocol/error-codes.ts";
import { offsetsPartitions } from "../transactions/markers.ts";
import { codecOf } from "./codec-of.ts";
import { defineHandler, type RequestContext } from "./handler.ts";

async function addOffsetsToTxn(request: AddOffsetsToTxnRequest, context: RequestContext): Promise<AddOffsetsToTxnResponseInput> {
  const { transactionalId, groupId } = request;
  if (!context.may("write", "transactionalId", transactionalId)) return { errorCode: kafkaError.transactionalIdAuthorizationFailed };
  if (!context.may("read", "group", groupId)) return { errorCode: kafkaError.groupAuthorizationFailed };
  const errorCode = await context.broker.transactions.add(transactionalId, request, offsetsPartitions, 0);
  const fenced = errorCode === kafkaError.producerFenced && context.version < 2;
  return { errorCode: fenced ? kafkaError.invalidProducerEpoch : errorCode };
}

export const addOffsetsToTxnHandler = defineHandler(codecOf(apis, 25), addOffsetsToTxn);
