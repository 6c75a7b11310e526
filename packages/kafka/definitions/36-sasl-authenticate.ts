import type { ApiDefinition } from "./language.ts";

export const saslAuthenticate: ApiDefinition = {
  key: 36,
  name: "SaslAuthenticate",
  versions: "0-2",
  flexible: 2,
  request: { authBytes: "bytes" },
  response: { errorCode: "int16", errorMessage: "string? = null", authBytes: "bytes", sessionLifetimeMs: "int64 1+ = 0" },
};
