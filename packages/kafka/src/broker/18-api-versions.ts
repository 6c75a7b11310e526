// ApiVersions (18), versions 0-4: what this broker speaks. A version above that is answered in the body of version 0
// with error 35 and the range of ApiVersions itself; the client then asks again lower.
import type { ByteWriter } from "@millrace/core";
import { apis, type ApiVersionsRequest, type ApiVersionsResponseInput, encodeApiVersionsResponse } from "../generated/index.ts";
import { kafkaError } from "../protocol/error-codes.ts";
import { codecOf } from "./codec-of.ts";
import { features, featuresEpoch } from "./features.ts";
import { defineHandler, type RequestContext } from "./handler.ts";

const own = codecOf(apis, 18);

/** Kafka's rule for the two names; what breaks it is not shown to anyone. */
const softwarePattern = /^[A-Za-z0-9](?:[A-Za-z0-9\-.]{0,62}[A-Za-z0-9])?$/;

/** Version 3 leaves out what begins at level 0: clients of its time cannot read that. */
function announcedFeatures(version: number) {
  return {
    supportedFeatures: features.filter(({ minVersion }) => version > 3 || minVersion > 0),
    finalizedFeaturesEpoch: features.length === 0 ? -1 : featuresEpoch,
    finalizedFeatures: features.map(({ name, finalized }) => ({ name, maxVersionLevel: finalized, minVersionLevel: finalized })),
  };
}

function apiVersions(request: ApiVersionsRequest, { activity, broker, version }: RequestContext): ApiVersionsResponseInput {
  const { clientSoftwareName, clientSoftwareVersion } = request;
  if (version >= 3) {
    if (!softwarePattern.test(clientSoftwareName) || !softwarePattern.test(clientSoftwareVersion)) {
      return { errorCode: kafkaError.invalidRequest, apiKeys: [] };
    }
    activity.softwareName = clientSoftwareName;
    activity.softwareVersion = clientSoftwareVersion;
  }
  return { errorCode: kafkaError.none, apiKeys: broker.apiKeys, ...announcedFeatures(version) };
}

export function encodeUnsupportedApiVersions(writer: ByteWriter): void {
  const ownRange = [{ apiKey: own.key, minVersion: own.minVersion, maxVersion: own.maxVersion }];
  encodeApiVersionsResponse(writer, { errorCode: kafkaError.unsupportedVersion, apiKeys: ownRange }, 0);
}

export const apiVersionsHandler = defineHandler(own, apiVersions);
