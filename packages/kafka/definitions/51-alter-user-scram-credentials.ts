import { list, type ApiDefinition } from "./language.ts";

export const alterUserScramCredentials: ApiDefinition = {
  key: 51,
  name: "AlterUserScramCredentials",
  versions: "0",
  flexible: 0,
  request: {
    deletions: list("Deletion", { name: "string", mechanism: "int8" }),
    upsertions: list("Upsertion", { name: "string", mechanism: "int8", iterations: "int32", salt: "bytes", saltedPassword: "bytes" }),
  },
  response: {
    throttleTimeMs: "int32 = 0",
    results: list("Result", { user: "string", errorCode: "int16", errorMessage: "string? = null" }),
  },
};
