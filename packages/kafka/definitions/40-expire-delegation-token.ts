import type { ApiDefinition } from "./language.ts";

export const expireDelegationToken: ApiDefinition = {
  key: 40,
  name: "ExpireDelegationToken",
  versions: "1-2",
  flexible: 2,
  request: { hmac: "bytes", expiryTimePeriodMs: "int64" },
  response: { errorCode: "int16", expiryTimestampMs: "int64", throttleTimeMs: "int32 = 0" },
};
