import { list, type ApiDefinition } from "./language.ts";

export const describeCluster: ApiDefinition = {
  key: 60,
  name: "DescribeCluster",
  versions: "0-2",
  flexible: 0,
  request: {
    includeClusterAuthorizedOperations: "bool = false",
    endpointType: "int8 1+ = 1",
    includeFencedBrokers: "bool 2+ = false",
  },
  response: {
    throttleTimeMs: "int32 = 0",
    errorCode: "int16",
    errorMessage: "string? = null",
    endpointType: "int8 1+ = 1",
    clusterId: "string",
    controllerId: "int32 = -1",
    brokers: list("Broker", {
      brokerId: "int32",
      host: "string",
      port: "int32",
      rack: "string? = null",
      isFenced: "bool 2+ = false",
    }),
    clusterAuthorizedOperations: "int32 = -2147483648",
  },
};
