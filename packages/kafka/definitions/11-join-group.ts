import { list, type ApiDefinition } from "./language.ts";

export const joinGroup: ApiDefinition = {
  key: 11,
  name: "JoinGroup",
  versions: "0-9",
  flexible: 6,
  request: {
    groupId: "string",
    sessionTimeoutMs: "int32",
    rebalanceTimeoutMs: "int32 1+ = -1",
    memberId: "string",
    groupInstanceId: "string? 5+ = null",
    protocolType: "string",
    protocols: list("Protocol", { name: "string", metadata: "bytes" }),
    reason: "string? 8+ = null",
  },
  response: {
    throttleTimeMs: "int32 2+ = 0",
    errorCode: "int16",
    generationId: "int32 = -1",
    protocolType: "string? 7+ = null",
    protocolName: "string null 7+",
    leader: "string",
    skipAssignment: "bool 9+ = false",
    memberId: "string",
    members: list("Member", { memberId: "string", groupInstanceId: "string? 5+ = null", metadata: "bytes" }),
  },
};
