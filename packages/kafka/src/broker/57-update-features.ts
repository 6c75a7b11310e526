// UpdateFeatures (57), versions 0-2. Levels are fixed by the release: a request for the level in force succeeds, every
// other is refused, and then none is changed.
import { apis, type UpdateFeaturesRequest, type UpdateFeaturesResponseInput } from "../generated/index.ts";
import { kafkaError } from "../protocol/error-codes.ts";
import { clusterName } from "../security/authorization.ts";
import { codecOf } from "./codec-of.ts";
import { features } from "./features.ts";
import { defineHandler, type RequestContext } from "./handler.ts";

type Answer = Pick<UpdateFeaturesResponseInput, "errorCode" | "errorMessage">;

function refusal({ feature: name, maxVersionLevel }: UpdateFeaturesRequest["featureUpdates"][number]): Answer | undefined {
  const feature = features.find((known) => known.name === name);
  const errorCode = kafkaError.invalidUpdateVersion;
  if (feature === undefined) return { errorCode, errorMessage: `there is no feature "${name}"` };
  const { minVersion, maxVersion, finalized } = feature;
  if (maxVersionLevel < minVersion || maxVersionLevel > maxVersion) {
    return { errorCode, errorMessage: `feature "${name}" has levels ${minVersion}-${maxVersion}, not ${maxVersionLevel}` };
  }
  if (maxVersionLevel === finalized) return undefined;
  return { errorCode: kafkaError.featureUpdateFailed, errorMessage: `feature "${name}" stays at level ${finalized}: the release says so` };
}

function updateFeatures(request: UpdateFeaturesRequest, { may }: RequestContext): UpdateFeaturesResponseInput {
  if (!may("alter", "cluster", clusterName)) {
    return { errorCode: kafkaError.clusterAuthorizationFailed, errorMessage: "not authorized to update features" };
  }
  const refused = request.featureUpdates.map(refusal).find((answer) => answer !== undefined);
  if (refused !== undefined) return refused;
  return { errorCode: kafkaError.none, results: request.featureUpdates.map(({ feature }) => ({ feature, errorCode: kafkaError.none })) };
}

export const updateFeaturesHandler = defineHandler(codecOf(apis, 57), updateFeatures);
