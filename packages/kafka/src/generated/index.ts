// Made by scripts/generate.ts; change definitions/, then run `npm run generate`.
import { decodeProduceRequest, encodeProduceRequest, decodeProduceResponse, encodeProduceResponse } from "./00-produce.ts";
import { decodeFetchRequest, encodeFetchRequest, decodeFetchResponse, encodeFetchResponse } from "./01-fetch.ts";
import { decodeListOffsetsRequest, encodeListOffsetsRequest, decodeListOffsetsResponse, encodeListOffsetsResponse } from "./02-list-offsets.ts";
import { decodeMetadataRequest, encodeMetadataRequest, decodeMetadataResponse, encodeMetadataResponse } from "./03-metadata.ts";
import { decodeOffsetCommitRequest, encodeOffsetCommitRequest, decodeOffsetCommitResponse, encodeOffsetCommitResponse } from "./08-offset-commit.ts";
import { decodeOffsetFetchRequest, encodeOffsetFetchRequest, decodeOffsetFetchResponse, encodeOffsetFetchResponse } from "./09-offset-fetch.ts";
import { decodeFindCoordinatorRequest, encodeFindCoordinatorRequest, decodeFindCoordinatorResponse, encodeFindCoordinatorResponse } from "./10-find-coordinator.ts";
import { decodeJoinGroupRequest, encodeJoinGroupRequest, decodeJoinGroupResponse, encodeJoinGroupResponse } from "./11-join-group.ts";
import { decodeHeartbeatRequest, encodeHeartbeatRequest, decodeHeartbeatResponse, encodeHeartbeatResponse } from "./12-heartbeat.ts";
import { decodeLeaveGroupRequest, encodeLeaveGroupRequest, decodeLeaveGroupResponse, encodeLeaveGroupResponse } from "./13-leave-group.ts";
import { decodeSyncGroupRequest, encodeSyncGroupRequest, decodeSyncGroupResponse, encodeSyncGroupResponse } from "./14-sync-group.ts";
import { decodeDescribeGroupsRequest, encodeDescribeGroupsRequest, decodeDescribeGroupsResponse, encodeDescribeGroupsResponse } from "./15-describe-groups.ts";
import { decodeListGroupsRequest, encodeListGroupsRequest, decodeListGroupsResponse, encodeListGroupsResponse } from "./16-list-groups.ts";
import { decodeApiVersionsRequest, encodeApiVersionsRequest, decodeApiVersionsResponse, encodeApiVersionsResponse } from "./18-api-versions.ts";
import { decodeCreateTopicsRequest, encodeCreateTopicsRequest, decodeCreateTopicsResponse, encodeCreateTopicsResponse } from "./19-create-topics.ts";
import { decodeDeleteTopicsRequest, encodeDeleteTopicsRequest, decodeDeleteTopicsResponse, encodeDeleteTopicsResponse } from "./20-delete-topics.ts";
import { decodeInitProducerIdRequest, encodeInitProducerIdRequest, decodeInitProducerIdResponse, encodeInitProducerIdResponse } from "./22-init-producer-id.ts";
import { decodeOffsetForLeaderEpochRequest, encodeOffsetForLeaderEpochRequest, decodeOffsetForLeaderEpochResponse, encodeOffsetForLeaderEpochResponse } from "./23-offset-for-leader-epoch.ts";
import { decodeDescribeConfigsRequest, encodeDescribeConfigsRequest, decodeDescribeConfigsResponse, encodeDescribeConfigsResponse } from "./32-describe-configs.ts";
import { decodeAlterConfigsRequest, encodeAlterConfigsRequest, decodeAlterConfigsResponse, encodeAlterConfigsResponse } from "./33-alter-configs.ts";
import { decodeCreatePartitionsRequest, encodeCreatePartitionsRequest, decodeCreatePartitionsResponse, encodeCreatePartitionsResponse } from "./37-create-partitions.ts";
import { decodeDeleteGroupsRequest, encodeDeleteGroupsRequest, decodeDeleteGroupsResponse, encodeDeleteGroupsResponse } from "./42-delete-groups.ts";
import { decodeIncrementalAlterConfigsRequest, encodeIncrementalAlterConfigsRequest, decodeIncrementalAlterConfigsResponse, encodeIncrementalAlterConfigsResponse } from "./44-incremental-alter-configs.ts";
import { decodeDescribeClusterRequest, encodeDescribeClusterRequest, decodeDescribeClusterResponse, encodeDescribeClusterResponse } from "./60-describe-cluster.ts";
import { decodeDescribeTopicPartitionsRequest, encodeDescribeTopicPartitionsRequest, decodeDescribeTopicPartitionsResponse, encodeDescribeTopicPartitionsResponse } from "./75-describe-topic-partitions.ts";

export * from "./messages.ts";
export * from "./00-produce.ts";
export * from "./01-fetch.ts";
export * from "./02-list-offsets.ts";
export * from "./03-metadata.ts";
export * from "./08-offset-commit.ts";
export * from "./09-offset-fetch.ts";
export * from "./10-find-coordinator.ts";
export * from "./11-join-group.ts";
export * from "./12-heartbeat.ts";
export * from "./13-leave-group.ts";
export * from "./14-sync-group.ts";
export * from "./15-describe-groups.ts";
export * from "./16-list-groups.ts";
export * from "./18-api-versions.ts";
export * from "./19-create-topics.ts";
export * from "./20-delete-topics.ts";
export * from "./22-init-producer-id.ts";
export * from "./23-offset-for-leader-epoch.ts";
export * from "./32-describe-configs.ts";
export * from "./33-alter-configs.ts";
export * from "./37-create-partitions.ts";
export * from "./42-delete-groups.ts";
export * from "./44-incremental-alter-configs.ts";
export * from "./60-describe-cluster.ts";
export * from "./75-describe-topic-partitions.ts";

/** Every API that the codec knows, in the order of the keys. */
export const apis = [
  {
    key: 0,
    name: "Produce",
    minVersion: 0,
    maxVersion: 13,
    flexibleFrom: 9,
    decodeRequest: decodeProduceRequest,
    encodeRequest: encodeProduceRequest,
    decodeResponse: decodeProduceResponse,
    encodeResponse: encodeProduceResponse,
  },
  {
    key: 1,
    name: "Fetch",
    minVersion: 4,
    maxVersion: 18,
    flexibleFrom: 12,
    decodeRequest: decodeFetchRequest,
    encodeRequest: encodeFetchRequest,
    decodeResponse: decodeFetchResponse,
    encodeResponse: encodeFetchResponse,
  },
  {
    key: 2,
    name: "ListOffsets",
    minVersion: 1,
    maxVersion: 11,
    flexibleFrom: 6,
    decodeRequest: decodeListOffsetsRequest,
    encodeRequest: encodeListOffsetsRequest,
    decodeResponse: decodeListOffsetsResponse,
    encodeResponse: encodeListOffsetsResponse,
  },
  {
    key: 3,
    name: "Metadata",
    minVersion: 0,
    maxVersion: 13,
    flexibleFrom: 9,
    decodeRequest: decodeMetadataRequest,
    encodeRequest: encodeMetadataRequest,
    decodeResponse: decodeMetadataResponse,
    encodeResponse: encodeMetadataResponse,
  },
  {
    key: 8,
    name: "OffsetCommit",
    minVersion: 2,
    maxVersion: 10,
    flexibleFrom: 8,
    decodeRequest: decodeOffsetCommitRequest,
    encodeRequest: encodeOffsetCommitRequest,
    decodeResponse: decodeOffsetCommitResponse,
    encodeResponse: encodeOffsetCommitResponse,
  },
  {
    key: 9,
    name: "OffsetFetch",
    minVersion: 1,
    maxVersion: 10,
    flexibleFrom: 6,
    decodeRequest: decodeOffsetFetchRequest,
    encodeRequest: encodeOffsetFetchRequest,
    decodeResponse: decodeOffsetFetchResponse,
    encodeResponse: encodeOffsetFetchResponse,
  },
  {
    key: 10,
    name: "FindCoordinator",
    minVersion: 0,
    maxVersion: 6,
    flexibleFrom: 3,
    decodeRequest: decodeFindCoordinatorRequest,
    encodeRequest: encodeFindCoordinatorRequest,
    decodeResponse: decodeFindCoordinatorResponse,
    encodeResponse: encodeFindCoordinatorResponse,
  },
  {
    key: 11,
    name: "JoinGroup",
    minVersion: 0,
    maxVersion: 9,
    flexibleFrom: 6,
    decodeRequest: decodeJoinGroupRequest,
    encodeRequest: encodeJoinGroupRequest,
    decodeResponse: decodeJoinGroupResponse,
    encodeResponse: encodeJoinGroupResponse,
  },
  {
    key: 12,
    name: "Heartbeat",
    minVersion: 0,
    maxVersion: 4,
    flexibleFrom: 4,
    decodeRequest: decodeHeartbeatRequest,
    encodeRequest: encodeHeartbeatRequest,
    decodeResponse: decodeHeartbeatResponse,
    encodeResponse: encodeHeartbeatResponse,
  },
  {
    key: 13,
    name: "LeaveGroup",
    minVersion: 0,
    maxVersion: 5,
    flexibleFrom: 4,
    decodeRequest: decodeLeaveGroupRequest,
    encodeRequest: encodeLeaveGroupRequest,
    decodeResponse: decodeLeaveGroupResponse,
    encodeResponse: encodeLeaveGroupResponse,
  },
  {
    key: 14,
    name: "SyncGroup",
    minVersion: 0,
    maxVersion: 5,
    flexibleFrom: 4,
    decodeRequest: decodeSyncGroupRequest,
    encodeRequest: encodeSyncGroupRequest,
    decodeResponse: decodeSyncGroupResponse,
    encodeResponse: encodeSyncGroupResponse,
  },
  {
    key: 15,
    name: "DescribeGroups",
    minVersion: 0,
    maxVersion: 6,
    flexibleFrom: 5,
    decodeRequest: decodeDescribeGroupsRequest,
    encodeRequest: encodeDescribeGroupsRequest,
    decodeResponse: decodeDescribeGroupsResponse,
    encodeResponse: encodeDescribeGroupsResponse,
  },
  {
    key: 16,
    name: "ListGroups",
    minVersion: 0,
    maxVersion: 5,
    flexibleFrom: 3,
    decodeRequest: decodeListGroupsRequest,
    encodeRequest: encodeListGroupsRequest,
    decodeResponse: decodeListGroupsResponse,
    encodeResponse: encodeListGroupsResponse,
  },
  {
    key: 18,
    name: "ApiVersions",
    minVersion: 0,
    maxVersion: 4,
    flexibleFrom: 3,
    decodeRequest: decodeApiVersionsRequest,
    encodeRequest: encodeApiVersionsRequest,
    decodeResponse: decodeApiVersionsResponse,
    encodeResponse: encodeApiVersionsResponse,
  },
  {
    key: 19,
    name: "CreateTopics",
    minVersion: 2,
    maxVersion: 7,
    flexibleFrom: 5,
    decodeRequest: decodeCreateTopicsRequest,
    encodeRequest: encodeCreateTopicsRequest,
    decodeResponse: decodeCreateTopicsResponse,
    encodeResponse: encodeCreateTopicsResponse,
  },
  {
    key: 20,
    name: "DeleteTopics",
    minVersion: 1,
    maxVersion: 6,
    flexibleFrom: 4,
    decodeRequest: decodeDeleteTopicsRequest,
    encodeRequest: encodeDeleteTopicsRequest,
    decodeResponse: decodeDeleteTopicsResponse,
    encodeResponse: encodeDeleteTopicsResponse,
  },
  {
    key: 22,
    name: "InitProducerId",
    minVersion: 0,
    maxVersion: 5,
    flexibleFrom: 2,
    decodeRequest: decodeInitProducerIdRequest,
    encodeRequest: encodeInitProducerIdRequest,
    decodeResponse: decodeInitProducerIdResponse,
    encodeResponse: encodeInitProducerIdResponse,
  },
  {
    key: 23,
    name: "OffsetForLeaderEpoch",
    minVersion: 2,
    maxVersion: 4,
    flexibleFrom: 4,
    decodeRequest: decodeOffsetForLeaderEpochRequest,
    encodeRequest: encodeOffsetForLeaderEpochRequest,
    decodeResponse: decodeOffsetForLeaderEpochResponse,
    encodeResponse: encodeOffsetForLeaderEpochResponse,
  },
  {
    key: 32,
    name: "DescribeConfigs",
    minVersion: 1,
    maxVersion: 4,
    flexibleFrom: 4,
    decodeRequest: decodeDescribeConfigsRequest,
    encodeRequest: encodeDescribeConfigsRequest,
    decodeResponse: decodeDescribeConfigsResponse,
    encodeResponse: encodeDescribeConfigsResponse,
  },
  {
    key: 33,
    name: "AlterConfigs",
    minVersion: 0,
    maxVersion: 2,
    flexibleFrom: 2,
    decodeRequest: decodeAlterConfigsRequest,
    encodeRequest: encodeAlterConfigsRequest,
    decodeResponse: decodeAlterConfigsResponse,
    encodeResponse: encodeAlterConfigsResponse,
  },
  {
    key: 37,
    name: "CreatePartitions",
    minVersion: 0,
    maxVersion: 3,
    flexibleFrom: 2,
    decodeRequest: decodeCreatePartitionsRequest,
    encodeRequest: encodeCreatePartitionsRequest,
    decodeResponse: decodeCreatePartitionsResponse,
    encodeResponse: encodeCreatePartitionsResponse,
  },
  {
    key: 42,
    name: "DeleteGroups",
    minVersion: 0,
    maxVersion: 2,
    flexibleFrom: 2,
    decodeRequest: decodeDeleteGroupsRequest,
    encodeRequest: encodeDeleteGroupsRequest,
    decodeResponse: decodeDeleteGroupsResponse,
    encodeResponse: encodeDeleteGroupsResponse,
  },
  {
    key: 44,
    name: "IncrementalAlterConfigs",
    minVersion: 0,
    maxVersion: 1,
    flexibleFrom: 1,
    decodeRequest: decodeIncrementalAlterConfigsRequest,
    encodeRequest: encodeIncrementalAlterConfigsRequest,
    decodeResponse: decodeIncrementalAlterConfigsResponse,
    encodeResponse: encodeIncrementalAlterConfigsResponse,
  },
  {
    key: 60,
    name: "DescribeCluster",
    minVersion: 0,
    maxVersion: 2,
    flexibleFrom: 0,
    decodeRequest: decodeDescribeClusterRequest,
    encodeRequest: encodeDescribeClusterRequest,
    decodeResponse: decodeDescribeClusterResponse,
    encodeResponse: encodeDescribeClusterResponse,
  },
  {
    key: 75,
    name: "DescribeTopicPartitions",
    minVersion: 0,
    maxVersion: 0,
    flexibleFrom: 0,
    decodeRequest: decodeDescribeTopicPartitionsRequest,
    encodeRequest: encodeDescribeTopicPartitionsRequest,
    decodeResponse: decodeDescribeTopicPartitionsResponse,
    encodeResponse: encodeDescribeTopicPartitionsResponse,
  },
] as const;
