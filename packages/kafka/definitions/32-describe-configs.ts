// resourceType: 2 a topic, 4 a broker. configSource: 1 set on the topic, 4 set when the broker was started, 5 default.
import { list, type ApiDefinition } from "./language.ts";

export const describeConfigs: ApiDefinition = {
  key: 32,
  name: "DescribeConfigs",
  versions: "1-4",
  flexible: 4,
  request: {
    resources: list("Resource", { resourceType: "int8", resourceName: "string", configurationKeys: "[string]?" }),
    includeSynonyms: "bool = false",
    includeDocumentation: "bool 3+ = false",
  },
  response: {
    throttleTimeMs: "int32 = 0",
    results: list("Result", {
      errorCode: "int16",
      errorMessage: "string?",
      resourceType: "int8",
      resourceName: "string",
      configs: list("Config", {
        name: "string",
        value: "string?",
        readOnly: "bool",
        configSource: "int8 = -1",
        isSensitive: "bool = false",
        synonyms: list("Synonym", { name: "string", value: "string?", source: "int8" }, "= []"),
        configType: "int8 3+ = 0",
        documentation: "string? 3+ = null",
      }),
    }),
  },
};
