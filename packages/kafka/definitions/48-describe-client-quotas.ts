// matchType: 0 the name in `match`, 1 the default, 2 any name.
import { list, type ApiDefinition } from "./language.ts";

export const describeClientQuotas: ApiDefinition = {
  key: 48,
  name: "DescribeClientQuotas",
  versions: "0-1",
  flexible: 1,
  request: { components: list("Component", { entityType: "string", matchType: "int8", match: "string?" }), strict: "bool" },
  response: {
    throttleTimeMs: "int32 = 0",
    errorCode: "int16",
    errorMessage: "string? = null",
    entries: list(
      "Entry",
      {
        entity: list("Entity", { entityType: "string", entityName: "string?" }),
        values: list("Value", { key: "string", value: "float64" }),
      },
      "null 0+",
    ),
  },
};
