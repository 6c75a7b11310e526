import { list, type ApiDefinition } from "./language.ts";

export const createPartitions: ApiDefinition = {
  key: 37,
  name: "CreatePartitions",
  versions: "0-3",
  flexible: 2,
  request: {
    topics: list("Topic", {
      name: "string",
      count: "int32",
      assignments: list("Assignment", { brokerIds: "[int32]" }, "null 0+"),
    }),
    timeoutMs: "int32",
    validateOnly: "bool",
  },
  response: {
    throttleTimeMs: "int32 = 0",
    results: list("Result", { name: "string", errorCode: "int16", errorMessage: "string? = null" }),
  },
};
