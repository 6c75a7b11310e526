import { list, type ApiDefinition } from "./language.ts";

export const deleteAcls: ApiDefinition = {
  key: 31,
  name: "DeleteAcls",
  versions: "1-3",
  flexible: 2,
  request: {
    filters: list("Filter", {
      resourceTypeFilter: "int8",
      resourceNameFilter: "string?",
      patternTypeFilter: "int8 = 3",
      principalFilter: "string?",
      hostFilter: "string?",
      operation: "int8",
      permissionType: "int8",
    }),
  },
  response: {
    throttleTimeMs: "int32 = 0",
    filterResults: list("FilterResult", {
      errorCode: "int16",
      errorMessage: "string? = null",
      matchingAcls: list("MatchingAcl", {
        errorCode: "int16",
        errorMessage: "string? = null",
        resourceType: "int8",
        resourceName: "string",
        patternType: "int8 = 3",
        principal: "string",
        host: "string",
        operation: "int8",
        permissionType: "int8",
      }),
    }),
  },
};
