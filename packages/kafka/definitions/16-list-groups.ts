import { list, type ApiDefinition } from "./language.ts";

export const listGroups: ApiDefinition = {
  key: 16,
  name: "ListGroups",
  versions: "0-5",
  flexible: 3,
  request: { statesFilter: "[string] 4+ = []", typesFilter: "[string] 5+ = []" },
  response: {
    throttleTimeMs: "int32 1+ = 0",
    errorCode: "int16",
    groups: list("Group", {
      groupId: "string",
      protocolType: "string",
      groupState: "string 4+ = ''",
      groupType: "string 5+ = ''",
    }),
  },
};
