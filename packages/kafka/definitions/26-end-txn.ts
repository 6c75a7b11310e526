// From version 5 on the answer carries the id and epoch for the producer's next transaction (KIP-890).
import type { ApiDefinition } from "./language.ts";

export const endTxn: ApiDefinition = {
  key: 26,
  name: "EndTxn",
  versions: "0-5",
  flexible: 3,
  request: { transactionalId: "string", producerId: "int64", producerEpoch: "int16", committed: "bool" },
  response: { throttleTimeMs: "int32 = 0", errorCode: "int16", producerId: "int64 5+ = -1", producerEpoch: "int16 5+ = -1" },
};
