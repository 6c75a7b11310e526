// OffsetFetch (9), versions 1-10: one group before version 8, several from then on, topics by id from 10 on. A list
// of topics that is null asks for everything the group has committed. requireStable has nothing to wait for: there
// are no transactions.
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

function fetchGroup({ groupId, topics, memberId, memberEpoch }: OffsetFetchRequestGroup, context: RequestContext) {
  const { groups } = context.broker;
  if (!context.may("describe", "group", groupId)) return { groupId, topics: [], errorCode: kafkaError.groupAuthorizationFailed };
  const group = groups.get(groupId);
  if (memberId !== null && memberId !== "" && memberEpoch >= 0 && group !== undefined) {
    const errorCode = group.memberFault(memberId, null) ?? group.generationFault(memberEpoch) ?? kafkaError.none;
    if (errorCode !== kafkaError.none) return { groupId, topics: [], errorCode };
  }
  const asked = topics === null ? everything(groupId, context) : named(topics, context);
  return {
    groupId,
    errorCode: kafkaError.none,
    topics: asked.map(({ name, topicId, partitionIndexes, errorCode }) => ({
      name,
      topicId,
      partitions: partitionIndexes.map((index) =>
        answer(index, errorCode === kafkaError.none ? groups.offsets.get(groupId, name, index) : undefined, errorCode),
      ),
    })),
  };
}

function offsetFetch(request: OffsetFetchRequest, context: RequestContext): OffsetFetchResponseInput {
  if (context.version >= 8) return { groups: request.groups.map((group) => fetchGroup(group, context)) };
  const topics = request.topics?.map((topic) => ({ ...topic, topicId: zeroUuid })) ?? null;
  const { topics: answers, errorCode } = fetchGroup({ groupId: request.groupId, memberId: null, memberEpoch: -1, topics }, context);
  return { topics: answers, errorCode };
}

export const offsetFetchHandler = defineHandler(codecOf(apis, 9), offsetFetch);
