import { list, type ApiDefinition } from "./language.ts";

export const deleteTopics: ApiDefinition = {
  key: 20,
  name: "DeleteTopics",
  versions: "1-6",
  flexible: 4,
  request: {
    topics: list("Topic", { name: "string?", topicId: "uuid" }, "6+"),
    topicNames: "[string] 0-5 = []",
    timeoutMs: "int32",
  },
  response: {
    throttleTimeMs: "int32 = 0",
    responses: list("Topic", {
      name: "string null 6+",
      topicId: "uuid 6+",
      errorCode: "int16",
      errorMessage: "string? 5+ = null",
    }),
  },
};
