import { list, type ApiDefinition } from "./language.ts";

export const createDelegationToken: ApiDefinition = {
  key: 38,
  name: "CreateDelegationToken",
  versions: "1-3",
  flexible: 2,
  request: {
    ownerPrincipalType: "string? 3+ = null",
    ownerPrincipalName: "string? 3+ = null",
    renewers: list("Renewer", { principalType: "string", principalName: "string" }),
    maxLifetimeMs: "int64",
  },
  response: {
    errorCode: "int16",
    principalType: "string",
    principalName: "string",
    tokenRequesterPrincipalType: "string 3+ = ''",
    tokenRequesterPrincipalName: "string 3+ = ''",
    issueTimestampMs: "int64",
    expiryTimestampMs: "int64",
    maxTimestampMs: "int64",
    tokenId: "string",
    hmac: "bytes",
    throttleTimeMs: "int32 = 0",
  },
};
