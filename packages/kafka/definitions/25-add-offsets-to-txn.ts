import type { ApiDefinition } from "./language.ts";

export const addOffsetsToTxn: ApiDefinition = {
  key: 25,
  name: "AddOffsetsToTxn",
  versions: "0-4",
  flexible: 3,
  request: { transactionalId: "string", producerId: "int64", producerEpoch: "int16", groupId: "string" },
  response: { throttleTimeMs: "int32 = 0", errorCode: "int16" },
};
