// configOperation: 0 set, 1 delete, 2 append to a list, 3 subtract from a list.
import { list, type ApiDefinition } from "./language.ts";

export const incrementalAlterConfigs: ApiDefinition = {
  key: 44,
  name: "IncrementalAlterConfigs",
  versions: "0-1",
  flexible: 1,
  request: {
    resources: list("Resource", {
      resourceType: "int8",
      resourceName: "string",
      configs: list("Config", { name: "string", configOperation: "int8", value: "string?" }),
    }),
    validateOnly: "bool = false",
  },
  response: {
    throttleTimeMs: "int32 = 0",
    responses: list("Resource", { errorCode: "int16", errorMessage: "string?", resourceType: "int8", resourceName: "string" }),
  },
};
