// Version 0 is followed by bare SASL tokens without a frame of their own; from version 1 on they travel in
// SaslAuthenticate.
import type { ApiDefinition } from "./language.ts";

export const saslHandshake: ApiDefinition = {
  key: 17,
  name: "SaslHandshake",
  versions: "0-1",
  flexible: "never",
  request: { mechanism: "string" },
  response: { errorCode: "int16", mechanisms: "[string]" },
};
