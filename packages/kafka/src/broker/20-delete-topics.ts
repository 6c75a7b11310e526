// DeleteTopics (20), versions 1-6, by name or id. Internal topics stay.
import { apis, type DeleteTopicsRequest, type DeleteTopicsResponseInput } from "../generated/index.ts";
import { kafkaError } from "../protocol/error-codes.ts";
import { zeroUuid } from "../protocol/primitives.ts";
import { tooManyChanges } from "./19-create-topics.ts";
import { codecOf } from "./codec-of.ts";
import { kafkaFailure } from "./error-map.ts";
import { defineHandler, type RequestContext } from "./handler.ts";

type TopicAnswer = DeleteTopicsResponseInput["responses"][number];

async function deleteOne(name: string | null, topicId: Uint8Array, context: RequestContext): Promise<TopicAnswer> {
  const { broker, may } = context;
  const topic = name === null ? broker.topicIds.find(topicId) : broker.log.topic(name);
  const answer = (errorCode: number, errorMessage: string | null): TopicAnswer => ({
    name: topic?.name ?? name,
    topicId: topic?.id ?? topicId,
    errorCode,
    errorMessage,
  });
  const known = topic?.name ?? name;
  if (known !== null && !may("delete", "topic", known)) {
    // An id alone does not earn the name.
    const shown = name !== null || may("describe", "topic", known);
    return { name: shown ? known : null, topicId, errorCode: kafkaError.topicAuthorizationFailed, errorMessage: "not authorized" };
  }
  if (topic === undefined)
    return answer(name === null ? kafkaError.unknownTopicId : kafkaError.unknownTopicOrPartition, "there is no such topic");
  if (topic.internal) return answer(kafkaError.invalidTopic, `"${topic.name}" is the broker's own`);
  if (!context.mayMutate(topic.partitions, context.version < 5)) return answer(tooManyChanges.code, tooManyChanges.message);
  try {
    await broker.log.deleteTopic(topic.name);
    return answer(kafkaError.none, null);
  } catch (error) {
    const { code, message } = kafkaFailure(error);
    return answer(code, message);
  }
}

async function deleteTopics(request: DeleteTopicsRequest, context: RequestContext): Promise<DeleteTopicsResponseInput> {
  const named = request.topicNames.map((name) => ({ name, topicId: zeroUuid }));
  const responses: TopicAnswer[] = [];
  for (const { name, topicId } of [...request.topics, ...named]) responses.push(await deleteOne(name, topicId, context));
  return { responses };
}

export const deleteTopicsHandler = defineHandler(codecOf(apis, 20), deleteTopics);
