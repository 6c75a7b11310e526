import { list, type ApiDefinition } from "./language.ts";

export const createAcls: ApiDefinition = {
  key: 30,
  name: "CreateAcls",
  versions: "1-3",
  flexible: 2,
  request: {
    creations: list("Creation", {
      resourceType: "int8",
      resourceName: "string",
      resourcePatternType: "int8 = 3",
      principal: "string",
      host: "string",
      operation: "int8",
      permissionType: "int8",
    }),
  },
  response: { throttleTimeMs: "int32 = 0", results: list("Result", { errorCode: "int16", errorMessage: "string? = null" }) },
};
