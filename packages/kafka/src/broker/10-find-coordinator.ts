// FindCoordinator (10), versions 0-6. This broker coordinates every group and every transactional id.
import { apis, type FindCoordinatorRequest, type FindCoordinatorResponseInput } from "../generated/index.ts";
import { mayHaveOffsets } from "../groups/coordinator.ts";
import { kafkaError } from "../protocol/error-codes.ts";
import { codecOf } from "./codec-of.ts";
import { defineHandler, type RequestContext } from "./handler.ts";

const keyTypes = { group: 0, transaction: 1 } as const;

function refusal(keyType: number, key: string, { may }: RequestContext): { errorCode: number; errorMessage: string } | undefined {
  if (keyType === keyTypes.group && !may("describe", "group", key)) {
    return { errorCode: kafkaError.groupAuthorizationFailed, errorMessage: `not authorized to describe group "${key}"` };
  }
  if (keyType === keyTypes.transaction) {
    if (may("describe", "transactionalId", key)) return undefined;
    const errorMessage = `not authorized to describe transactional id "${key}"`;
    return { errorCode: kafkaError.transactionalIdAuthorizationFailed, errorMessage };
  }
  if (keyType !== keyTypes.group)
    return { errorCode: kafkaError.invalidRequest, errorMessage: `coordinators of type ${keyType} are not known` };
  return mayHaveOffsets(key) ? undefined : { errorCode: kafkaError.invalidGroupId, errorMessage: "a group id has at most 1024 characters" };
}

function findCoordinator(request: FindCoordinatorRequest, context: RequestContext): FindCoordinatorResponseInput {
  const { broker, advertised, version } = context;
  const { nodeId } = broker.settings;
  const find = (key: string) => {
    const refused = refusal(request.keyType, key, context);
    if (refused !== undefined) return { key, nodeId: -1, host: "", port: -1, ...refused };
    return { key, nodeId, ...advertised, errorCode: kafkaError.none, errorMessage: null };
  };
  return version >= 4 ? { coordinators: request.coordinatorKeys.map(find) } : find(request.key);
}

export const findCoordinatorHandler = defineHandler(codecOf(apis, 10), findCoordinator);
