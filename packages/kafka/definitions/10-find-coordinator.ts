// keyType: 0 a group, 1 a transactional id, 2 (v6) a share group.
import { list, type ApiDefinition } from "./language.ts";

export const findCoordinator: ApiDefinition = {
  key: 10,
  name: "FindCoordinator",
  versions: "0-6",
  flexible: 3,
  request: { key: "string 0-3", keyType: "int8 1+ = 0", coordinatorKeys: "[string] 4+ = []" },
  response: {
    throttleTimeMs: "int32 1+ = 0",
    errorCode: "int16 0-3 = 0",
    errorMessage: "string? 1-3 = null",
    nodeId: "int32 0-3 = -1",
    host: "string 0-3 = ''",
    port: "int32 0-3 = -1",
    coordinators: list(
      "Coordinator",
      { key: "string", nodeId: "int32", host: "string", port: "int32", errorCode: "int16", errorMessage: "string?" },
      "4+ = []",
    ),
  },
};
