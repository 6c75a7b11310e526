// OffsetDelete (47), version 0: an administrator deletes offsets of a group, but not those of a topic that its members
// are subscribed to.
import { apis, type OffsetDeleteRequest, type OffsetDeleteResponseInput } from "../generated/index.ts";
import type { OffsetKey } from "../groups/offset-records.ts";
import { kafkaError } from "../protocol/error-codes.ts";
import { codecOf } from "./codec-of.ts";
import { kafkaFailure } from "./error-map.ts";
import { defineHandler, type RequestContext } from "./handler.ts";

async function offsetDelete(request: OffsetDeleteRequest, { broker, may }: RequestContext): Promise<OffsetDeleteResponseInput> {
  const { groupId } = request;
  if (!may("delete", "group", groupId)) return { errorCode: kafkaError.groupAuthorizationFailed, topics: [] };
  const refusal = broker.groups.deleteFault(groupId);
  if (refusal !== kafkaError.none) return { errorCode: refusal, topics: [] };
  const deleted: OffsetKey[] = [];
  const fault = (topic: string, partition: number): number => {
    if (!may("read", "topic", topic)) return kafkaError.topicAuthorizationFailed;
    const found = broker.log.topic(topic);
    if (found === undefined || partition < 0 || partition >= found.partitions) return kafkaError.unknownTopicOrPartition;
    if (broker.groups.isSubscribed(groupId, topic)) return kafkaError.groupSubscribedToTopic;
    deleted.push({ group: groupId, topic, partition });
    return kafkaError.none;
  };
  const topics = request.topics.map(({ name, partitions }) => ({
    name,
    partitions: partitions.map(({ partitionIndex }) => ({ partitionIndex, errorCode: fault(name, partitionIndex) })),
  }));
  try {
    await broker.groups.offsets.remove(deleted);
  } catch (error) {
    return { errorCode: kafkaFailure(error).code, topics: [] };
  }
  return { errorCode: kafkaError.none, topics };
}

export const offsetDeleteHandler = defineHandler(codecOf(apis, 47), offsetDelete);
