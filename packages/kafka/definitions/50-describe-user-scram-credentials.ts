// users: null or none asks for all. mechanism: 1 SCRAM-SHA-256, 2 SCRAM-SHA-512.
import { list, type ApiDefinition } from "./language.ts";

export const describeUserScramCredentials: ApiDefinition = {
  key: 50,
  name: "DescribeUserScramCredentials",
  versions: "0",
  flexible: 0,
  request: { users: list("User", { name: "string" }, "null 0+") },
  response: {
    throttleTimeMs: "int32 = 0",
    errorCode: "int16",
    errorMessage: "string? = null",
    results: list("Result", {
      user: "string",
      errorCode: "int16",
      errorMessage: "string? = null",
      credentialInfos: list("CredentialInfo", { mechanism: "int8", iterations: "int32" }),
    }),
  },
};
