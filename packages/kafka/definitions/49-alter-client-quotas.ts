// entityName: null means the default of that type.
import { list, type ApiDefinition } from "./language.ts";

export const alterClientQuotas: ApiDefinition = {
  key: 49,
  name: "AlterClientQuotas",
  versions: "0-1",
  flexible: 1,
  request: {
    entries: list("Entry", {
      entity: list("Entity", { entityType: "string", entityName: "string?" }),
      ops: list("Op", { key: "string", value: "float64", remove: "bool" }),
    }),
    validateOnly: "bool",
  },
  response: {
    throttleTimeMs: "int32 = 0",
    entries: list("Entry", {
      errorCode: "int16",
      errorMessage: "string? = null",
      entity: list("Entity", { entityType: "string", entityName: "string?" }),
    }),
  },
};
