// upgradeType: 1 upgrade only, 2 downgrade that loses nothing, 3 downgrade that may lose metadata.
import { list, type ApiDefinition } from "./language.ts";

export const updateFeatures: ApiDefinition = {
  key: 57,
  name: "UpdateFeatures",
  versions: "0-2",
  flexible: 0,
  request: {
    timeoutMs: "int32 = 60000",
    featureUpdates: list("FeatureUpdate", {
      feature: "string",
      maxVersionLevel: "int16",
      allowDowngrade: "bool 0 = false",
      upgradeType: "int8 1+ = 1",
    }),
    validateOnly: "bool 1+ = false",
  },
  response: {
    throttleTimeMs: "int32 = 0",
    errorCode: "int16",
    errorMessage: "string? = null",
    results: list("Result", { feature: "string", errorCode: "int16", errorMessage: "string? = null" }, "0-1 = []"),
  },
};
