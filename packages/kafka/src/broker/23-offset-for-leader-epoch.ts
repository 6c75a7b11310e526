// OffsetForLeaderEpoch (23), versions 2-4. There has only ever been one leader, of epoch 0: it ends where the log ends.
import { apis, type OffsetForLeaderEpochRequest, type OffsetForLeaderEpochResponseInput } from "../generated/index.ts";
import { kafkaError } from "../protocol/error-codes.ts";
import { codecOf } from "./codec-of.ts";
import { kafkaFailure } from "./error-map.ts";
import { defineHandler, type RequestContext } from "./handler.ts";
import { answerParts } from "./slices.ts";

async function offsetForLeaderEpoch(
  request: OffsetForLeaderEpochRequest,
  { broker, may }: RequestContext,
): Promise<OffsetForLeaderEpochResponseInput> {
  const answers = await answerParts(
    broker.clock,
    request.topics,
    ({ partitions }) => partitions,
    ({ name }, { index, leaderEpoch, currentLeaderEpoch }) => {
      if (!may("describe", "topic", name)) return { index, errorCode: kafkaError.topicAuthorizationFailed };
      if (currentLeaderEpoch > 0) return { index, errorCode: kafkaError.unknownLeaderEpoch };
      try {
        const { end } = broker.log.offsets(name, index);
        const known = leaderEpoch === 0;
        return { index, errorCode: kafkaError.none, leaderEpoch: known ? 0 : -1, endOffset: known ? end : -1 };
      } catch (error) {
        return { index, errorCode: kafkaFailure(error).code };
      }
    },
  );
  return { topics: request.topics.map(({ name }, index) => ({ name, partitions: answers[index]! })) };
}

export const offsetForLeaderEpochHandler = defineHandler(codecOf(apis, 23), offsetForLeaderEpoch);
