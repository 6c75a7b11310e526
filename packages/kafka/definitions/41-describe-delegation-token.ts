import { list, type ApiDefinition } from "./language.ts";

export const describeDelegationToken: ApiDefinition = {
  key: 41,
  name: "DescribeDelegationToken",
  versions: "1-3",
  flexible: 2,
  request: { owners: list("Owner", { principalType: "string", principalName: "string" }, "null 0+") },
  response: {
    errorCode: "int16",
    tokens: list("Token", {
      principalType: "string",
      principalName: "string",
      tokenRequesterPrincipalType: "string 3+ = ''",
      tokenRequesterPrincipalName: "string 3+ = ''",
      issueTimestamp: "int64",
      expiryTimestamp: "int64",
      maxTimestamp: "int64",
      tokenId: "string",
      hmac: "bytes",
      renewers: list("Renewer", { principalType: "string", principalName: "string" }),
    }),
    throttleTimeMs: "int32 = 0",
  },
};
