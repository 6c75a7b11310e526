import { list, type ApiDefinition } from "./language.ts";

export const alterConfigs: ApiDefinition = {
  key: 33,
  name: "AlterConfigs",
  versions: "0-2",
  flexible: 2,
  request: {
    resources: list("Resource", {
      resourceType: "int8",
      resourceName: "string",
      configs: list("Config", { name: "string", value: "string?" }),
    }),
    validateOnly: "bool = false",
  },
  response: {
    throttleTimeMs: "int32 = 0",
    responses: list("Resource", { errorCode: "int16", errorMessage: "string?", resourceType: "int8", resourceName: "string" }),
  },
};
