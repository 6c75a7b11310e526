// DescribeCluster (60), versions 0-2. Only brokers: there are no separate controllers to ask for.
import { apis, type DescribeClusterRequest, type DescribeClusterResponseInput } from "../generated/index.ts";
import { kafkaError } from "../protocol/error-codes.ts";
import { clusterOperations, operationsNotAsked } from "../security/authorized-operations.ts";
import { codecOf } from "./codec-of.ts";
import { defineHandler, type RequestContext } from "./handler.ts";

const brokersEndpoint = 1;

function describeCluster(request: DescribeClusterRequest, context: RequestContext): DescribeClusterResponseInput {
  const { broker, advertised } = context;
  const { clusterId } = broker.log;
  if (request.endpointType !== brokersEndpoint) {
    return { errorCode: kafkaError.unsupportedVersion, errorMessage: "there are no separate controllers", clusterId, brokers: [] };
  }
  const { nodeId } = broker.settings;
  const clusterAuthorizedOperations = request.includeClusterAuthorizedOperations ? clusterOperations(context) : operationsNotAsked;
  const brokers = [{ brokerId: nodeId, ...advertised }];
  return { errorCode: kafkaError.none, clusterId, controllerId: nodeId, brokers, clusterAuthorizedOperations };
}

export const describeClusterHandler = defineHandler(codecOf(apis, 60), describeCluster);
