// OffsetFetch (9), versions 1-10: one group before version 8, several from then on, topics by id from 10 on. A list
// of topics that is null asks for everything the group has committed. With requireStable (7 on) a partition for which a
// transaction has an offset that does not count yet is answered with an error upon which clients ask again.
import { apis, type OffsetFetchRequest, type OffsetFetchRequestGroup, type OffsetFetchResponseInput } from "../generated/index.ts";
import type { CommittedOffset } from "../groups/offset-records.ts";
import { kafkaError } from "../protocol/error-codes.ts";
import { zeroUuid } from "../protocol/primitives.ts";
import { codecOf } from "./codec-of.ts";
import { defineHandler, type RequestContext } from "./handler.ts";

interface AskedTopic {
  readonly name: string;
  readonly topicId: Uint8Array;
  readonly partitionIndexes: readonly number[];
  readonly errorCode: number;
}

const answer = (index: number, committed: CommittedOffset | undefined, errorCode: number) => ({
  index,
  committedOffset: committed?.offset ?? -1,
  committedLeaderEpoch: committed?.leaderEpoch ?? -1,
  metadata: committed?.metadata ?? "",
  errorCode,
});

function everything(groupId: string, { broker, may }: RequestContext): AskedTopic[] {
  const known = [...broker.groups.offsets.topicsOf(groupId)].filter(([name]) => may("describe", "topic", name));
  return known.map(([name, partitions]) => {
    const topicId = broker.log.topic(name)?.id ?? zeroUuid;
    return { name, topicId, partitionIndexes: [...partitions.keys()], errorCode: kafkaError.none };
  });
}

function named(topics: NonNullable<OffsetFetchRequestGroup["topics"]>, { broker, version, may }: RequestContext): AskedTopic[] {
  const errorOf = (name: string): number => (may("describe", "topic", name) ? kafkaError.none : kafkaError.topicAuthorizationFailed);
  return topics.map(({ name, topicId, partitionIndexes }) => {
    if (version < 10) return { name, topicId: zeroUuid, partitionIndexes, errorCode: errorOf(name) };
    const found = broker.topicIds.find(topicId);
    if (found === undefined) return { name: "", topicId, partitionIndexes, errorCode: kafkaError.unknownTopicId };
    return { name: found.name, topicId, partitionIndexes, errorCode: errorOf(found.name) };
  });
}

function fetchGroup(asking: OffsetFetchRequestGroup, requireStable: boolean, context: RequestContext) {
  const { groupId, topics, memberId, memberEpoch } = asking;
  const { groups } = context.broker;
  if (!context.may("describe", "group", groupId)) return { groupId, topics: [], errorCode: kafkaError.groupAuthorizationFailed };
  // Members of the newer protocol say who they are: one that was expelled must not go on from there.
  const fault = memberId === null && memberEpoch < 0 ? undefined : groups.consumer(groupId)?.epochFault(memberId ?? "", memberEpoch);
  if (fault !== undefined && fault !== kafkaError.none) return { groupId, topics: [], errorCode: fault };
  const one = (topic: string, partition: number, errorCode: number) => {
    if (errorCode !== kafkaError.none) return answer(partition, undefined, errorCode);
    if (requireStable && groups.offsets.isPending({ group: groupId, topic, partition })) {
      return answer(partition, undefined, kafkaError.unstableOffsetCommit);
    }
    return answer(partition, groups.offsets.get(groupId, topic, partition), errorCode);
  };
  const asked = topics === null ? everything(groupId, context) : named(topics, context);
  return {
    groupId,
    errorCode: kafkaError.none,
    topics: asked.map(({ name, topicId, partitionIndexes, errorCode }) => ({
      name,
      topicId,
      partitions: partitionIndexes.map((index) => one(name, index, errorCode)),
    })),
  };
}

function offsetFetch(request: OffsetFetchRequest, context: RequestContext): OffsetFetchResponseInput {
  if (context.version >= 8) return { groups: request.groups.map((group) => fetchGroup(group, request.requireStable, context)) };
  const topics = request.topics?.map((topic) => ({ ...topic, topicId: zeroUuid })) ?? null;
  const group = { groupId: request.groupId, memberId: null, memberEpoch: -1, topics };
  const { topics: answers, errorCode } = fetchGroup(group, request.requireStable, context);
  return { topics: answers, errorCode };
}

export const offsetFetchHandler = defineHandler(codecOf(apis, 9), offsetFetch);
