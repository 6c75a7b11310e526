import { list, type ApiDefinition } from "./language.ts";

export const describeGroups: ApiDefinition = {
  key: 15,
  name: "DescribeGroups",
  versions: "0-6",
  flexible: 5,
  request: { groups: "[string]", includeAuthorizedOperations: "bool 3+ = false" },
  response: {
    throttleTimeMs: "int32 1+ = 0",
    groups: list("Group", {
      errorCode: "int16",
      errorMessage: "string? 6+ = null",
      groupId: "string",
      groupState: "string",
      protocolType: "string",
      protocolData: "string",
      members: list("Member", {
        memberId: "string",
        groupInstanceId: "string? 4+ = null",
        clientId: "string",
        clientHost: "string",
        memberMetadata: "bytes",
        memberAssignment: "bytes",
      }),
      authorizedOperations: "int32 3+ = -2147483648",
    }),
  },
};
