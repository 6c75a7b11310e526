// WriteTxnMarkers (27), versions 1-2: ends transactions partition by partition, past their coordinator. Brokers send it
// to each other, and administrators to get rid of a transaction that hangs (`kafka-transactions --abort`).
import { apis, type WriteTxnMarkersRequest, type WriteTxnMarkersRequestMarker, type WriteTxnMarkersResponse } from "../generated/index.ts";
import { offsetsTopic } from "../groups/journal.ts";
import { kafkaError } from "../protocol/error-codes.ts";
import { clusterName } from "../security/authorization.ts";
import { codecOf } from "./codec-of.ts";
import { kafkaFailure } from "./error-map.ts";
import { defineHandler, type RequestContext } from "./handler.ts";
import { answerParts } from "./slices.ts";

async function write(marker: WriteTxnMarkersRequestMarker, topic: string, index: number, { broker, may }: RequestContext): Promise<number> {
  if (!may("clusterAction", "cluster", clusterName) && !may("alter", "cluster", clusterName)) return kafkaError.clusterAuthorizationFailed;
  const { producerId, producerEpoch, coordinatorEpoch, transactionResult: committed } = marker;
  try {
    await broker.log.endTransaction(topic, index, { producerId, producerEpoch, coordinatorEpoch, committed });
    if (topic === offsetsTopic) broker.groups.transactionEnded(producerId, committed);
    return kafkaError.none;
  } catch (error) {
    return kafkaFailure(error).code;
  }
}

async function writeTxnMarkers(request: WriteTxnMarkersRequest, context: RequestContext): Promise<WriteTxnMarkersResponse> {
  const wanted = request.markers.flatMap((marker) => marker.topics.map((topic) => ({ marker, topic })));
  const answers = await answerParts(
    context.broker.clock,
    wanted,
    ({ topic }) => topic.partitionIndexes,
    async ({ marker, topic }, partitionIndex) => ({ partitionIndex, errorCode: await write(marker, topic.name, partitionIndex, context) }),
  );
  const next = answers.values();
  const markers = request.markers.map(({ producerId, topics }) => ({
    producerId,
    topics: topics.map(({ name }) => ({ name, partitions: next.next().value! })),
  }));
  return { markers };
}

export const writeTxnMarkersHandler = defineHandler(codecOf(apis, 27), writeTxnMarkers);
