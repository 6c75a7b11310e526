// The response keeps the old header in flexible versions: a client reads it before it knows what the broker speaks.
import { list, type ApiDefinition } from "./language.ts";

export const apiVersions: ApiDefinition = {
  key: 18,
  name: "ApiVersions",
  versions: "0-4",
  flexible: 3,
  request: { clientSoftwareName: "string 3+ = ''", clientSoftwareVersion: "string 3+ = ''" },
  response: {
    errorCode: "int16",
    apiKeys: list("ApiKey", { apiKey: "int16", minVersion: "int16", maxVersion: "int16" }),
    throttleTimeMs: "int32 1+ = 0",
    supportedFeatures: list("SupportedFeature", { name: "string", minVersion: "int16", maxVersion: "int16" }, "3+ tag 0"),
    finalizedFeaturesEpoch: "int64 3+ tag 1 = -1",
    finalizedFeatures: list("FinalizedFeature", { name: "string", maxVersionLevel: "int16", minVersionLevel: "int16" }, "3+ tag 2"),
    zkMigrationReady: "bool 3+ tag 3",
  },
};
