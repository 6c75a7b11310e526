// OffsetCommit (8), versions 2-10. Acknowledged when durable. Up to version 4 a client may say how long it is kept.
import { apis, type OffsetCommitRequest, type OffsetCommitRequestTopic, type OffsetCommitResponseInput } from "../generated/index.ts";
import type { OffsetCommit } from "../groups/offsets.ts";
import { kafkaError } from "../protocol/error-codes.ts";
import { codecOf } from "./codec-of.ts";
import { kafkaFailure } from "./error-map.ts";
import { defineHandler, type RequestContext } from "./handler.ts";

interface Judged {
  readonly name: string;
  readonly topicId: Uint8Array;
  readonly partitions: { index: number; errorCode: number; commit: OffsetCommit | undefined }[];
}

function judgeTopic(
  topic: OffsetCommitRequestTopic,
  refusal: number,
  request: OffsetCommitRequest,
  { broker, version, may }: RequestContext,
): Judged {
  const found = version >= 10 ? broker.topicIds.find(topic.topicId) : broker.log.topic(topic.name);
  const unknown = version >= 10 ? kafkaError.unknownTopicId : kafkaError.unknownTopicOrPartition;
  const name = found?.name ?? topic.name;
  const forbidden = (found !== undefined || version < 10) && !may("read", "topic", name);
  const partitions = topic.partitions.map(({ index, committedOffset, committedLeaderEpoch, committedMetadata }) => {
    const metadata = committedMetadata ?? "";
    const refuse = (errorCode: number) => ({ index, errorCode, commit: undefined });
    if (refusal !== kafkaError.none) return refuse(refusal);
    if (forbidden) return refuse(kafkaError.topicAuthorizationFailed);
    if (found === undefined) return refuse(unknown);
    if (index < 0 || index >= found.partitions) return refuse(kafkaError.unknownTopicOrPartition);
    if (Buffer.byteLength(metadata) > broker.settings.offsetMetadataMaxBytes) return refuse(kafkaError.offsetMetadataTooLarge);
    const now = broker.clock.now();
    const committed = {
      offset: committedOffset,
      leaderEpoch: committedLeaderEpoch,
      metadata,
      commitTimestampMs: now,
      expireTimestampMs: request.retentionTimeMs < 0 ? -1 : now + request.retentionTimeMs,
    };
    return { index, errorCode: kafkaError.none, commit: { group: request.groupId, topic: found.name, partition: index, committed } };
  });
  return { name: topic.name, topicId: topic.topicId, partitions };
}

async function offsetCommit(request: OffsetCommitRequest, context: RequestContext): Promise<OffsetCommitResponseInput> {
  const { groups } = context.broker;
  const refusal = context.may("read", "group", request.groupId)
    ? groups.mayCommit(request.groupId, request.memberId, request.groupInstanceId, request.generationId, false, context.version)
    : kafkaError.groupAuthorizationFailed;
  const judged = request.topics.map((topic) => judgeTopic(topic, refusal, request, context));
  const commits = judged.flatMap(({ partitions }) => partitions.flatMap(({ commit }) => (commit === undefined ? [] : [commit])));
  let failure: number = kafkaError.none;
  try {
    await groups.commit(commits);
  } catch (error) {
    failure = kafkaFailure(error).code;
  }
  const topics = judged.map(({ name, topicId, partitions }) => ({
    name,
    topicId,
    partitions: partitions.map(({ index, errorCode }) => ({ index, errorCode: errorCode === kafkaError.none ? failure : errorCode })),
  }));
  return { topics };
}

export const offsetCommitHandler = defineHandler(codecOf(apis, 8), offsetCommit);
