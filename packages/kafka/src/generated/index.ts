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
import { decodeSaslHandshakeRequest, encodeSaslHandshakeRequest, decodeSaslHandshakeResponse, encodeSaslHandshakeResponse } from "./17-sasl-handshake.ts";
import { decodeApiVersionsRequest, encodeApiVersionsRequest, decodeApiVersionsResponse, encodeApiVersionsResponse } from "./18-api-versions.ts";
import { decodeCreateTopicsRequest, encodeCreateTopicsRequest, decodeCreateTopicsResponse, encodeCreateTopicsResponse } from "./19-create-topics.ts";
import { decodeDeleteTopicsRequest, encodeDeleteTopicsRequest, decodeDeleteTopicsResponse, encodeDeleteTopicsResponse } from "./20-delete-topics.ts";
import { decodeDeleteRecordsRequest, encodeDeleteRecordsRequest, decodeDeleteRecordsResponse, encodeDeleteRecordsResponse } from "./21-delete-records.ts";
import { decodeInitProducerIdRequest, encodeInitProducerIdRequest, decodeInitProducerIdResponse, encodeInitProducerIdResponse } from "./22-init-producer-id.ts";
import { decodeOffsetForLeaderEpochRequest, encodeOffsetForLeaderEpochRequest, decodeOffsetForLeaderEpochResponse, encodeOffsetForLeaderEpochResponse } from "./23-offset-for-leader-epoch.ts";
import { decodeAddPartitionsToTxnRequest, encodeAddPartitionsToTxnRequest, decodeAddPartitionsToTxnResponse, encodeAddPartitionsToTxnResponse } from "./24-add-partitions-to-txn.ts";
import { decodeAddOffsetsToTxnRequest, encodeAddOffsetsToTxnRequest, decodeAddOffsetsToTxnResponse, encodeAddOffsetsToTxnResponse } from "./25-add-offsets-to-txn.ts";
import { decodeEndTxnRequest, encodeEndTxnRequest, decodeEndTxnResponse, encodeEndTxnResponse } from "./26-end-txn.ts";
import { decodeWriteTxnMarkersRequest, encodeWriteTxnMarkersRequest, decodeWriteTxnMarkersResponse, encodeWriteTxnMarkersResponse } from "./27-write-txn-markers.ts";
import { decodeTxnOffsetCommitRequest, encodeTxnOffsetCommitRequest, decodeTxnOffsetCommitResponse, encodeTxnOffsetCommitResponse } from "./28-txn-offset-commit.ts";
import { decodeDescribeAclsRequest, encodeDescribeAclsRequest, decodeDescribeAclsResponse, encodeDescribeAclsResponse } from "./29-describe-acls.ts";
import { decodeCreateAclsRequest, encodeCreateAclsRequest, decodeCreateAclsResponse, encodeCreateAclsResponse } from "./30-create-acls.ts";
import { decodeDeleteAclsRequest, encodeDeleteAclsRequest, decodeDeleteAclsResponse, encodeDeleteAclsResponse } from "./31-delete-acls.ts";
import { decodeDescribeConfigsRequest, encodeDescribeConfigsRequest, decodeDescribeConfigsResponse, encodeDescribeConfigsResponse } from "./32-describe-configs.ts";
import { decodeAlterConfigsRequest, encodeAlterConfigsRequest, decodeAlterConfigsResponse, encodeAlterConfigsResponse } from "./33-alter-configs.ts";
import { decodeAlterReplicaLogDirsRequest, encodeAlterReplicaLogDirsRequest, decodeAlterReplicaLogDirsResponse, encodeAlterReplicaLogDirsResponse } from "./34-alter-replica-log-dirs.ts";
import { decodeDescribeLogDirsRequest, encodeDescribeLogDirsRequest, decodeDescribeLogDirsResponse, encodeDescribeLogDirsResponse } from "./35-describe-log-dirs.ts";
import { decodeSaslAuthenticateRequest, encodeSaslAuthenticateRequest, decodeSaslAuthenticateResponse, encodeSaslAuthenticateResponse } from "./36-sasl-authenticate.ts";
import { decodeCreatePartitionsRequest, encodeCreatePartitionsRequest, decodeCreatePartitionsResponse, encodeCreatePartitionsResponse } from "./37-create-partitions.ts";
import { decodeCreateDelegationTokenRequest, encodeCreateDelegationTokenRequest, decodeCreateDelegationTokenResponse, encodeCreateDelegationTokenResponse } from "./38-create-delegation-token.ts";
import { decodeRenewDelegationTokenRequest, encodeRenewDelegationTokenRequest, decodeRenewDelegationTokenResponse, encodeRenewDelegationTokenResponse } from "./39-renew-delegation-token.ts";
import { decodeExpireDelegationTokenRequest, encodeExpireDelegationTokenRequest, decodeExpireDelegationTokenResponse, encodeExpireDelegationTokenResponse } from "./40-expire-delegation-token.ts";
import { decodeDescribeDelegationTokenRequest, encodeDescribeDelegationTokenRequest, decodeDescribeDelegationTokenResponse, encodeDescribeDelegationTokenResponse } from "./41-describe-delegation-token.ts";
import { decodeDeleteGroupsRequest, encodeDeleteGroupsRequest, decodeDeleteGroupsResponse, encodeDeleteGroupsResponse } from "./42-delete-groups.ts";
import { decodeElectLeadersRequest, encodeElectLeadersRequest, decodeElectLeadersResponse, encodeElectLeadersResponse } from "./43-elect-leaders.ts";
import { decodeIncrementalAlterConfigsRequest, encodeIncrementalAlterConfigsRequest, decodeIncrementalAlterConfigsResponse, encodeIncrementalAlterConfigsResponse } from "./44-incremental-alter-configs.ts";
import { decodeAlterPartitionReassignmentsRequest, encodeAlterPartitionReassignmentsRequest, decodeAlterPartitionReassignmentsResponse, encodeAlterPartitionReassignmentsResponse } from "./45-alter-partition-reassignments.ts";
import { decodeListPartitionReassignmentsRequest, encodeListPartitionReassignmentsRequest, decodeListPartitionReassignmentsResponse, encodeListPartitionReassignmentsResponse } from "./46-list-partition-reassignments.ts";
import { decodeOffsetDeleteRequest, encodeOffsetDeleteRequest, decodeOffsetDeleteResponse, encodeOffsetDeleteResponse } from "./47-offset-delete.ts";
import { decodeDescribeClientQuotasRequest, encodeDescribeClientQuotasRequest, decodeDescribeClientQuotasResponse, encodeDescribeClientQuotasResponse } from "./48-describe-client-quotas.ts";
import { decodeAlterClientQuotasRequest, encodeAlterClientQuotasRequest, decodeAlterClientQuotasResponse, encodeAlterClientQuotasResponse } from "./49-alter-client-quotas.ts";
import { decodeDescribeUserScramCredentialsRequest, encodeDescribeUserScramCredentialsRequest, decodeDescribeUserScramCredentialsResponse, encodeDescribeUserScramCredentialsResponse } from "./50-describe-user-scram-credentials.ts";
import { decodeAlterUserScramCredentialsRequest, encodeAlterUserScramCredentialsRequest, decodeAlterUserScramCredentialsResponse, encodeAlterUserScramCredentialsResponse } from "./51-alter-user-scram-credentials.ts";
import { decodeDescribeQuorumRequest, encodeDescribeQuorumRequest, decodeDescribeQuorumResponse, encodeDescribeQuorumResponse } from "./55-describe-quorum.ts";
import { decodeUpdateFeaturesRequest, encodeUpdateFeaturesRequest, decodeUpdateFeaturesResponse, encodeUpdateFeaturesResponse } from "./57-update-features.ts";
import { decodeDescribeClusterRequest, encodeDescribeClusterRequest, decodeDescribeClusterResponse, encodeDescribeClusterResponse } from "./60-describe-cluster.ts";
import { decodeDescribeProducersRequest, encodeDescribeProducersRequest, decodeDescribeProducersResponse, encodeDescribeProducersResponse } from "./61-describe-producers.ts";
import { decodeDescribeTransactionsRequest, encodeDescribeTransactionsRequest, decodeDescribeTransactionsResponse, encodeDescribeTransactionsResponse } from "./65-describe-transactions.ts";
import { decodeListTransactionsRequest, encodeListTransactionsRequest, decodeListTransactionsResponse, encodeListTransactionsResponse } from "./66-list-transactions.ts";
import { decodeConsumerGroupHeartbeatRequest, encodeConsumerGroupHeartbeatRequest, decodeConsumerGroupHeartbeatResponse, encodeConsumerGroupHeartbeatResponse } from "./68-consumer-group-heartbeat.ts";
import { decodeConsumerGroupDescribeRequest, encodeConsumerGroupDescribeRequest, decodeConsumerGroupDescribeResponse, encodeConsumerGroupDescribeResponse } from "./69-consumer-group-describe.ts";
import { decodeListConfigResourcesRequest, encodeListConfigResourcesRequest, decodeListConfigResourcesResponse, encodeListConfigResourcesResponse } from "./74-list-config-resources.ts";
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
export * from "./17-sasl-handshake.ts";
export * from "./18-api-versions.ts";
export * from "./19-create-topics.ts";
export * from "./20-delete-topics.ts";
export * from "./21-delete-records.ts";
export * from "./22-init-producer-id.ts";
export * from "./23-offset-for-leader-epoch.ts";
export * from "./24-add-partitions-to-txn.ts";
export * from "./25-add-offsets-to-txn.ts";
export * from "./26-end-txn.ts";
export * from "./27-write-txn-markers.ts";
export * from "./28-txn-offset-commit.ts";
export * from "./29-describe-acls.ts";
export * from "./30-create-acls.ts";
export * from "./31-delete-acls.ts";
export * from "./32-describe-configs.ts";
export * from "./33-alter-configs.ts";
export * from "./34-alter-replica-log-dirs.ts";
export * from "./35-describe-log-dirs.ts";
export * from "./36-sasl-authenticate.ts";
export * from "./37-create-partitions.ts";
export * from "./38-create-delegation-token.ts";
export * from "./39-renew-delegation-token.ts";
export * from "./40-expire-delegation-token.ts";
export * from "./41-describe-delegation-token.ts";
export * from "./42-delete-groups.ts";
export * from "./43-elect-leaders.ts";
export * from "./44-incremental-alter-configs.ts";
export * from "./45-alter-partition-reassignments.ts";
export * from "./46-list-partition-reassignments.ts";
export * from "./47-offset-delete.ts";
export * from "./48-describe-client-quotas.ts";
export * from "./49-alter-client-quotas.ts";
export * from "./50-describe-user-scram-credentials.ts";
export * from "./51-alter-user-scram-credentials.ts";
export * from "./55-describe-quorum.ts";
export * from "./57-update-features.ts";
export * from "./60-describe-cluster.ts";
export * from "./61-describe-producers.ts";
export * from "./65-describe-transactions.ts";
export * from "./66-list-transactions.ts";
export * from "./68-consumer-group-heartbeat.ts";
export * from "./69-consumer-group-describe.ts";
export * from "./74-list-config-resources.ts";
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
    key: 17,
    name: "SaslHandshake",
    minVersion: 0,
    maxVersion: 1,
    flexibleFrom: Infinity,
    decodeRequest: decodeSaslHandshakeRequest,
    encodeRequest: encodeSaslHandshakeRequest,
    decodeResponse: decodeSaslHandshakeResponse,
    encodeResponse: encodeSaslHandshakeResponse,
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
    key: 21,
    name: "DeleteRecords",
    minVersion: 0,
    maxVersion: 2,
    flexibleFrom: 2,
    decodeRequest: decodeDeleteRecordsRequest,
    encodeRequest: encodeDeleteRecordsRequest,
    decodeResponse: decodeDeleteRecordsResponse,
    encodeResponse: encodeDeleteRecordsResponse,
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
    key: 24,
    name: "AddPartitionsToTxn",
    minVersion: 0,
    maxVersion: 5,
    flexibleFrom: 3,
    decodeRequest: decodeAddPartitionsToTxnRequest,
    encodeRequest: encodeAddPartitionsToTxnRequest,
    decodeResponse: decodeAddPartitionsToTxnResponse,
    encodeResponse: encodeAddPartitionsToTxnResponse,
  },
  {
    key: 25,
    name: "AddOffsetsToTxn",
    minVersion: 0,
    maxVersion: 4,
    flexibleFrom: 3,
    decodeRequest: decodeAddOffsetsToTxnRequest,
    encodeRequest: encodeAddOffsetsToTxnRequest,
    decodeResponse: decodeAddOffsetsToTxnResponse,
    encodeResponse: encodeAddOffsetsToTxnResponse,
  },
  {
    key: 26,
    name: "EndTxn",
    minVersion: 0,
    maxVersion: 5,
    flexibleFrom: 3,
    decodeRequest: decodeEndTxnRequest,
    encodeRequest: encodeEndTxnRequest,
    decodeResponse: decodeEndTxnResponse,
    encodeResponse: encodeEndTxnResponse,
  },
  {
    key: 27,
    name: "WriteTxnMarkers",
    minVersion: 1,
    maxVersion: 2,
    flexibleFrom: 1,
    decodeRequest: decodeWriteTxnMarkersRequest,
    encodeRequest: encodeWriteTxnMarkersRequest,
    decodeResponse: decodeWriteTxnMarkersResponse,
    encodeResponse: encodeWriteTxnMarkersResponse,
  },
  {
    key: 28,
    name: "TxnOffsetCommit",
    minVersion: 0,
    maxVersion: 5,
    flexibleFrom: 3,
    decodeRequest: decodeTxnOffsetCommitRequest,
    encodeRequest: encodeTxnOffsetCommitRequest,
    decodeResponse: decodeTxnOffsetCommitResponse,
    encodeResponse: encodeTxnOffsetCommitResponse,
  },
  {
    key: 29,
    name: "DescribeAcls",
    minVersion: 1,
    maxVersion: 3,
    flexibleFrom: 2,
    decodeRequest: decodeDescribeAclsRequest,
    encodeRequest: encodeDescribeAclsRequest,
    decodeResponse: decodeDescribeAclsResponse,
    encodeResponse: encodeDescribeAclsResponse,
  },
  {
    key: 30,
    name: "CreateAcls",
    minVersion: 1,
    maxVersion: 3,
    flexibleFrom: 2,
    decodeRequest: decodeCreateAclsRequest,
    encodeRequest: encodeCreateAclsRequest,
    decodeResponse: decodeCreateAclsResponse,
    encodeResponse: encodeCreateAclsResponse,
  },
  {
    key: 31,
    name: "DeleteAcls",
    minVersion: 1,
    maxVersion: 3,
    flexibleFrom: 2,
    decodeRequest: decodeDeleteAclsRequest,
    encodeRequest: encodeDeleteAclsRequest,
    decodeResponse: decodeDeleteAclsResponse,
    encodeResponse: encodeDeleteAclsResponse,
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
    key: 34,
    name: "AlterReplicaLogDirs",
    minVersion: 1,
    maxVersion: 2,
    flexibleFrom: 2,
    decodeRequest: decodeAlterReplicaLogDirsRequest,
    encodeRequest: encodeAlterReplicaLogDirsRequest,
    decodeResponse: decodeAlterReplicaLogDirsResponse,
    encodeResponse: encodeAlterReplicaLogDirsResponse,
  },
  {
    key: 35,
    name: "DescribeLogDirs",
    minVersion: 1,
    maxVersion: 5,
    flexibleFrom: 2,
    decodeRequest: decodeDescribeLogDirsRequest,
    encodeRequest: encodeDescribeLogDirsRequest,
    decodeResponse: decodeDescribeLogDirsResponse,
    encodeResponse: encodeDescribeLogDirsResponse,
  },
  {
    key: 36,
    name: "SaslAuthenticate",
    minVersion: 0,
    maxVersion: 2,
    flexibleFrom: 2,
    decodeRequest: decodeSaslAuthenticateRequest,
    encodeRequest: encodeSaslAuthenticateRequest,
    decodeResponse: decodeSaslAuthenticateResponse,
    encodeResponse: encodeSaslAuthenticateResponse,
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
    key: 38,
    name: "CreateDelegationToken",
    minVersion: 1,
    maxVersion: 3,
    flexibleFrom: 2,
    decodeRequest: decodeCreateDelegationTokenRequest,
    encodeRequest: encodeCreateDelegationTokenRequest,
    decodeResponse: decodeCreateDelegationTokenResponse,
    encodeResponse: encodeCreateDelegationTokenResponse,
  },
  {
    key: 39,
    name: "RenewDelegationToken",
    minVersion: 1,
    maxVersion: 2,
    flexibleFrom: 2,
    decodeRequest: decodeRenewDelegationTokenRequest,
    encodeRequest: encodeRenewDelegationTokenRequest,
    decodeResponse: decodeRenewDelegationTokenResponse,
    encodeResponse: encodeRenewDelegationTokenResponse,
  },
  {
    key: 40,
    name: "ExpireDelegationToken",
    minVersion: 1,
    maxVersion: 2,
    flexibleFrom: 2,
    decodeRequest: decodeExpireDelegationTokenRequest,
    encodeRequest: encodeExpireDelegationTokenRequest,
    decodeResponse: decodeExpireDelegationTokenResponse,
    encodeResponse: encodeExpireDelegationTokenResponse,
  },
  {
    key: 41,
    name: "DescribeDelegationToken",
    minVersion: 1,
    maxVersion: 3,
    flexibleFrom: 2,
    decodeRequest: decodeDescribeDelegationTokenRequest,
    encodeRequest: encodeDescribeDelegationTokenRequest,
    decodeResponse: decodeDescribeDelegationTokenResponse,
    encodeResponse: encodeDescribeDelegationTokenResponse,
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
    key: 43,
    name: "ElectLeaders",
    minVersion: 0,
    maxVersion: 2,
    flexibleFrom: 2,
    decodeRequest: decodeElectLeadersRequest,
    encodeRequest: encodeElectLeadersRequest,
    decodeResponse: decodeElectLeadersResponse,
    encodeResponse: encodeElectLeadersResponse,
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
    key: 45,
    name: "AlterPartitionReassignments",
    minVersion: 0,
    maxVersion: 1,
    flexibleFrom: 0,
    decodeRequest: decodeAlterPartitionReassignmentsRequest,
    encodeRequest: encodeAlterPartitionReassignmentsRequest,
    decodeResponse: decodeAlterPartitionReassignmentsResponse,
    encodeResponse: encodeAlterPartitionReassignmentsResponse,
  },
  {
    key: 46,
    name: "ListPartitionReassignments",
    minVersion: 0,
    maxVersion: 0,
    flexibleFrom: 0,
    decodeRequest: decodeListPartitionReassignmentsRequest,
    encodeRequest: encodeListPartitionReassignmentsRequest,
    decodeResponse: decodeListPartitionReassignmentsResponse,
    encodeResponse: encodeListPartitionReassignmentsResponse,
  },
  {
    key: 47,
    name: "OffsetDelete",
    minVersion: 0,
    maxVersion: 0,
    flexibleFrom: Infinity,
    decodeRequest: decodeOffsetDeleteRequest,
    encodeRequest: encodeOffsetDeleteRequest,
    decodeResponse: decodeOffsetDeleteResponse,
    encodeResponse: encodeOffsetDeleteResponse,
  },
  {
    key: 48,
    name: "DescribeClientQuotas",
    minVersion: 0,
    maxVersion: 1,
    flexibleFrom: 1,
    decodeRequest: decodeDescribeClientQuotasRequest,
    encodeRequest: encodeDescribeClientQuotasRequest,
    decodeResponse: decodeDescribeClientQuotasResponse,
    encodeResponse: encodeDescribeClientQuotasResponse,
  },
  {
    key: 49,
    name: "AlterClientQuotas",
    minVersion: 0,
    maxVersion: 1,
    flexibleFrom: 1,
    decodeRequest: decodeAlterClientQuotasRequest,
    encodeRequest: encodeAlterClientQuotasRequest,
    decodeResponse: decodeAlterClientQuotasResponse,
    encodeResponse: encodeAlterClientQuotasResponse,
  },
  {
    key: 50,
    name: "DescribeUserScramCredentials",
    minVersion: 0,
    maxVersion: 0,
    flexibleFrom: 0,
    decodeRequest: decodeDescribeUserScramCredentialsRequest,
    encodeRequest: encodeDescribeUserScramCredentialsRequest,
    decodeResponse: decodeDescribeUserScramCredentialsResponse,
    encodeResponse: encodeDescribeUserScramCredentialsResponse,
  },
  {
    key: 51,
    name: "AlterUserScramCredentials",
    minVersion: 0,
    maxVersion: 0,
    flexibleFrom: 0,
    decodeRequest: decodeAlterUserScramCredentialsRequest,
    encodeRequest: encodeAlterUserScramCredentialsRequest,
    decodeResponse: decodeAlterUserScramCredentialsResponse,
    encodeResponse: encodeAlterUserScramCredentialsResponse,
  },
  {
    key: 55,
    name: "DescribeQuorum",
    minVersion: 0,
    maxVersion: 2,
    flexibleFrom: 0,
    decodeRequest: decodeDescribeQuorumRequest,
    encodeRequest: encodeDescribeQuorumRequest,
    decodeResponse: decodeDescribeQuorumResponse,
    encodeResponse: encodeDescribeQuorumResponse,
  },
  {
    key: 57,
    name: "UpdateFeatures",
    minVersion: 0,
    maxVersion: 2,
    flexibleFrom: 0,
    decodeRequest: decodeUpdateFeaturesRequest,
    encodeRequest: encodeUpdateFeaturesRequest,
    decodeResponse: decodeUpdateFeaturesResponse,
    encodeResponse: encodeUpdateFeaturesResponse,
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
    key: 61,
    name: "DescribeProducers",
    minVersion: 0,
    maxVersion: 0,
    flexibleFrom: 0,
    decodeRequest: decodeDescribeProducersRequest,
    encodeRequest: encodeDescribeProducersRequest,
    decodeResponse: decodeDescribeProducersResponse,
    encodeResponse: encodeDescribeProducersResponse,
  },
  {
    key: 65,
    name: "DescribeTransactions",
    minVersion: 0,
    maxVersion: 0,
    flexibleFrom: 0,
    decodeRequest: decodeDescribeTransactionsRequest,
    encodeRequest: encodeDescribeTransactionsRequest,
    decodeResponse: decodeDescribeTransactionsResponse,
    encodeResponse: encodeDescribeTransactionsResponse,
  },
  {
    key: 66,
    name: "ListTransactions",
    minVersion: 0,
    maxVersion: 2,
    flexibleFrom: 0,
    decodeRequest: decodeListTransactionsRequest,
    encodeRequest: encodeListTransactionsRequest,
    decodeResponse: decodeListTransactionsResponse,
    encodeResponse: encodeListTransactionsResponse,
  },
  {
    key: 68,
    name: "ConsumerGroupHeartbeat",
    minVersion: 0,
    maxVersion: 1,
    flexibleFrom: 0,
    decodeRequest: decodeConsumerGroupHeartbeatRequest,
    encodeRequest: encodeConsumerGroupHeartbeatRequest,
    decodeResponse: decodeConsumerGroupHeartbeatResponse,
    encodeResponse: encodeConsumerGroupHeartbeatResponse,
  },
  {
    key: 69,
    name: "ConsumerGroupDescribe",
    minVersion: 0,
    maxVersion: 1,
    flexibleFrom: 0,
    decodeRequest: decodeConsumerGroupDescribeRequest,
    encodeRequest: encodeConsumerGroupDescribeRequest,
    decodeResponse: decodeConsumerGroupDescribeResponse,
    encodeResponse: encodeConsumerGroupDescribeResponse,
  },
  {
    key: 74,
    name: "ListConfigResources",
    minVersion: 0,
    maxVersion: 1,
    flexibleFrom: 0,
    decodeRequest: decodeListConfigResourcesRequest,
    encodeRequest: encodeListConfigResourcesRequest,
    decodeResponse: decodeListConfigResourcesResponse,
    encodeResponse: encodeListConfigResourcesResponse,
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
