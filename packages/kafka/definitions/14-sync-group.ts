import { list, type ApiDefinition } from "./language.ts";

export const syncGroup: ApiDefinition = {
  key: 14,
  name: "SyncGroup",
  versions: "0-5",
  flexible: 4,
  request: {
    groupId: "string",
    generationId: "int32",
    memberId: "string",
    groupInstanceId: "string? 3+ = null",
    protocolType: "string? 5+ = null",
    protocolName: "string? 5+ = null",
    assignments: list("Assignment", { memberId: "string", assignment: "bytes" }),
  },
  response: {
    throttleTimeMs: "int32 1+ = 0",
    errorCode: "int16",
    protocolType: "string? 5+ = null",
    protocolName: "string? 5+ = null",
    assignment: "bytes",
  },
};
