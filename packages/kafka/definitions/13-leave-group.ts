import { list, type ApiDefinition } from "./language.ts";

export const leaveGroup: ApiDefinition = {
  key: 13,
  name: "LeaveGroup",
  versions: "0-5",
  flexible: 4,
  request: {
    groupId: "string",
    memberId: "string 0-2",
    members: list("Member", { memberId: "string", groupInstanceId: "string?", reason: "string? 5+ = null" }, "3+"),
  },
  response: {
    throttleTimeMs: "int32 1+ = 0",
    errorCode: "int16",
    members: list("Member", { memberId: "string", groupInstanceId: "string?", errorCode: "int16" }, "3+ = []"),
  },
};
