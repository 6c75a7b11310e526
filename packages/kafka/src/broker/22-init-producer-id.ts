// InitProducerId (22), versions 0-5. Without a transactional id: an id that was never given before, whatever the
// producer had. With one: the id and epoch under which its next transaction runs; everyone before it is out.
import { apis, type InitProducerIdRequest, type InitProducerIdResponseInput } from "../generated/index.ts";
import { kafkaError } from "../protocol/error-codes.ts";
import { clusterName } from "../security/authorization.ts";
import { codecOf } from "./codec-of.ts";
import { kafkaFailure } from "./error-map.ts";
import { defineHandler, type RequestContext } from "./handler.ts";

const refused = (errorCode: number): InitProducerIdResponseInput => ({ errorCode, producerEpoch: -1 });

async function idempotent(context: RequestContext): Promise<InitProducerIdResponseInput> {
  if (!context.may("idempotentWrite", "cluster", clusterName) && !context.mayAny("write", "topic")) {
    return refused(kafkaError.clusterAuthorizationFailed);
  }
  try {
    return { errorCode: kafkaError.none, producerId: await context.broker.log.nextProducerId(), producerEpoch: 0 };
  } catch (error) {
    return refused(kafkaFailure(error).code);
  }
}

async function initProducerId(request: InitProducerIdRequest, context: RequestContext): Promise<InitProducerIdResponseInput> {
  const { transactionalId, transactionTimeoutMs, producerId, producerEpoch } = request;
  if (transactionalId === null) return idempotent(context);
  if (!context.may("write", "transactionalId", transactionalId)) return refused(kafkaError.transactionalIdAuthorizationFailed);
  if (producerId < 0 !== producerEpoch < 0) return refused(kafkaError.invalidRequest);
  const expected = producerId < 0 ? undefined : { producerId, producerEpoch };
  const answer = await context.broker.transactions.initProducerId(transactionalId, transactionTimeoutMs, expected);
  // Clients before version 4 know only the older word.
  const fenced = answer.errorCode === kafkaError.producerFenced && context.version < 4;
  return fenced ? refused(kafkaError.invalidProducerEpoch) : answer;
}

export const initProducerIdHandler = defineHandler(codecOf(apis, 22), initProducerId);
