// ListPartitionReassignments (46), version 0: there is one broker, so none is ever under way.
import { apis, type ListPartitionReassignmentsRequest, type ListPartitionReassignmentsResponseInput } from "../generated/index.ts";
import { kafkaError } from "../protocol/error-codes.ts";
import { clusterName } from "../security/authorization.ts";
import { codecOf } from "./codec-of.ts";
import { defineHandler, type RequestContext } from "./handler.ts";

function listPartitionReassignments(
  _: ListPartitionReassignmentsRequest,
  { may }: RequestContext,
): ListPartitionReassignmentsResponseInput {
  const allowed = may("describe", "cluster", clusterName);
  return { errorCode: allowed ? kafkaError.none : kafkaError.clusterAuthorizationFailed, topics: [] };
}

export const listPartitionReassignmentsHandler = defineHandler(codecOf(apis, 46), listPartitionReassignments);
