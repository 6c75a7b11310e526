// InitProducerId (22), versions 0-5. Gives idempotent producers an id that was never given before. Transactions are
// not supported: a transactional id is refused as not authorised, which every client reports at once and does not retry.
import { apis, type InitProducerIdRequest, type InitProducerIdResponseInput } from "../generated/index.ts";
import { kafkaError } from "../protocol/error-codes.ts";
import { clusterName } from "../security/authorization.ts";
import { codecOf } from "./codec-of.ts";
import { kafkaFailure } from "./error-map.ts";
import { defineHandler, type RequestContext } from "./handler.ts";

async function initProducerId(request: InitProducerIdRequest, context: RequestContext): Promise<InitProducerIdResponseInput> {
  if (request.transactionalId !== null) return { errorCode: kafkaError.transactionalIdAuthorizationFailed, producerEpoch: -1 };
  if (!context.may("idempotentWrite", "cluster", clusterName) && !context.mayAny("write", "topic")) {
    return { errorCode: kafkaError.clusterAuthorizationFailed, producerEpoch: -1 };
  }
  try {
    return { errorCode: kafkaError.none, producerId: await context.broker.log.nextProducerId(), producerEpoch: 0 };
  } catch (error) {
    return { errorCode: kafkaFailure(error).code, producerEpoch: -1 };
  }
}

export const initProducerIdHandler = defineHandler(codecOf(apis, 22), initProducerId);
