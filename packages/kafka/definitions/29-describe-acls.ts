// resourceType: 2 topic, 3 group, 4 cluster, 5 transactional id, 6 delegation token, 7 user; 1 any. patternType: 3 literal, 4 prefixed;
// 1 any, 2 match. operation and permissionType are numbered as in security/authorization.ts; version 3 added the users.
import { list, type ApiDefinition } from "./language.ts";

export const describeAcls: ApiDefinition = {
  key: 29,
  name: "DescribeAcls",
  versions: "1-3",
  flexible: 2,
  request: {
    resourceTypeFilter: "int8",
    resourceNameFilter: "string?",
    patternTypeFilter: "int8 = 3",
    principalFilter: "string?",
    hostFilter: "string?",
    operation: "int8",
    permissionType: "int8",
  },
  response: {
    throttleTimeMs: "int32 = 0",
    errorCode: "int16",
    errorMessage: "string? = null",
    resources: list("Resource", {
      resourceType: "int8",
      resourceName: "string",
      patternType: "int8 = 3",
      acls: list("Acl", { principal: "string", host: "string", operation: "int8", permissionType: "int8" }),
    }),
  },
};
