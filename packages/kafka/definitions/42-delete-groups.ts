import { list, type ApiDefinition } from "./language.ts";

export const deleteGroups: ApiDefinition = {
  key: 42,
  name: "DeleteGroups",
  versions: "0-2",
  flexible: 2,
  request: { groupIds: "[string] as groupsNames" },
  response: { throttleTimeMs: "int32 = 0", results: list("Result", { groupId: "string", errorCode: "int16" }) },
};
