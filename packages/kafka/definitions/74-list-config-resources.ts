// resourceType: 2 a topic, 4 a broker, 8 a broker's logger, 16 client metrics, 32 a group. Version 0 knows client metrics only.
import { list, type ApiDefinition } from "./language.ts";

export const listConfigResources: ApiDefinition = {
  key: 74,
  name: "ListConfigResources",
  versions: "0-1",
  flexible: 0,
  request: { resourceTypes: "[int8] 1+ = []" },
  response: {
    throttleTimeMs: "int32 = 0",
    errorCode: "int16",
    configResources: list("Resource", { resourceName: "string", resourceType: "int8 1+ = 16" }),
  },
};
