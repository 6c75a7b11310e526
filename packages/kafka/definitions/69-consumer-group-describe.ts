// memberType: 0 classic, 1 consumer, -1 not known.
import { list, struct, type ApiDefinition } from "./language.ts";

const topicPartitions = { topicId: "uuid", topicName: "string", partitions: "[int32]" };

export const consumerGroupDescribe: ApiDefinition = {
  key: 69,
  name: "ConsumerGroupDescribe",
  versions: "0-1",
  flexible: 0,
  request: { groupIds: "[string]", includeAuthorizedOperations: "bool" },
  response: {
    throttleTimeMs: "int32 = 0",
    groups: list("Group", {
      errorCode: "int16",
      errorMessage: "string? = null",
      groupId: "string",
      groupState: "string",
      groupEpoch: "int32",
      assignmentEpoch: "int32",
      assignorName: "string",
      members: list("Member", {
        memberId: "string",
        instanceId: "string? = null",
        rackId: "string? = null",
        memberEpoch: "int32",
        clientId: "string",
        clientHost: "string",
        subscribedTopicNames: "[string]",
        subscribedTopicRegex: "string? = null",
        assignment: struct("Assignment", { topicPartitions: list("AssignedPartitions", topicPartitions) }),
        targetAssignment: struct("TargetAssignment", { topicPartitions: list("TargetPartitions", topicPartitions) }),
        memberType: "int8 1+ = -1",
      }),
      authorizedOperations: "int32 = -2147483648",
    }),
  },
};
