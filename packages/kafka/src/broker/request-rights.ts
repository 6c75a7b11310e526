// What each request needs, as a table that tests hold this broker and Apache's to: the request, where its answer says how it
// went, the error of who may not, and the rights that are enough. Long because it is one table.
import { encodeBatch } from "@millrace/log";
import { zeroUuid } from "../protocol/primitives.ts";
import { operationCodes, type Operation, resourceCodes, type ResourceType } from "../security/authorization.ts";
import type { ApiName, RawClient, RequestOf, ResponseOf } from "./raw-client.ts";

export type Right = readonly [operation: Operation, type: ResourceType, name: string];
const kafkaCluster = "kafka-cluster";
export const topicRefused = 29;
const groupRefused = 30;
const clusterRefused = 31;
const transactionRefused = 53;

export const aclFor = ([operation, type, resourceName]: Right, permissionType = 3, principal = "User:alice") => ({
  resourceType: resourceCodes[type],
  resourceName,
  principal,
  host: "*",
  operation: operationCodes[operation] as number,
  permissionType,
});
export const anyAcl = {
  resourceTypeFilter: 1,
  resourceNameFilter: null,
  patternTypeFilter: 1,
  principalFilter: null,
  hostFilter: null,
  operation: 1,
  permissionType: 1,
};

export const records = () => encodeBatch({ records: [{ value: "x" }] });
export const commit = {
  groupId: "readers",
  topics: [{ name: "clicks", topicId: zeroUuid, partitions: [{ index: 0, committedOffset: 1, committedMetadata: "" }] }],
};

export interface RequestRights {
  readonly title: string;
  /** The error code that is answered. */
  readonly run: (client: RawClient) => Promise<number | undefined>;
  /** The error of those who have none of the rights. */
  readonly refused: number;
  readonly rights: readonly Right[];
}

export const requestRights: RequestRights[] = [];

function needs<Name extends ApiName>(
  name: Name,
  version: number,
  request: RequestOf<Name> | (() => RequestOf<Name>),
  errorOf: (answer: ResponseOf<Name>) => number | undefined,
  refused: number,
  ...rights: readonly Right[]
): void {
  const run = async (client: RawClient): Promise<number | undefined> => {
    const value = typeof request === "function" ? (request as () => RequestOf<Name>)() : request;
    return errorOf(await client.request(name, version, value));
  };
  const what = rights.map(([operation, type]) => `${operation} ${type}`).join(" and ");
  requestRights.push({ title: `${name} ${version} needs ${what}`, run, refused, rights });
}

const readTopic: Right = ["read", "topic", "clicks"];
const describeTopic: Right = ["describe", "topic", "clicks"];
const readGroup: Right = ["read", "group", "readers"];
const describeGroup: Right = ["describe", "group", "readers"];
const onCluster = (operation: Operation): Right => [operation, "cluster", kafkaCluster];
const member = { groupId: "readers", generationId: 1, memberId: "nobody" };
const unknownMember = 25;
const unknownProducer = 49;
const noSuchGroup = 69;
const noSuchTransaction = 105;
/** Errors that say: allowed, but there is nothing to do it with. */
export const passed: ReadonlySet<number> = new Set([0, unknownMember, unknownProducer, noSuchGroup, noSuchTransaction]);

const produceTo = (name: string, transactionalId: string | null = null): RequestOf<"Produce"> => ({
  transactionalId,
  acks: -1,
  timeoutMs: 1000,
  topics: [{ name, topicId: zeroUuid, partitions: [{ index: 0, records: records() }] }],
});
needs(
  "Produce",
  9,
  () => produceTo("clicks"),
  ({ responses }) => responses[0]?.partitions[0]?.errorCode,
  topicRefused,
  ["write", "topic", "clicks"],
);
needs(
  "Fetch",
  12,
  {
    maxWaitMs: 0,
    minBytes: 0,
    maxBytes: 1000,
    isolationLevel: 0,
    topics: [{ name: "clicks", topicId: zeroUuid, partitions: [{ index: 0, fetchOffset: 0, maxBytes: 1000 }] }],
  },
  ({ responses }) => responses[0]?.partitions[0]?.errorCode,
  topicRefused,
  readTopic,
);
needs(
  "ListOffsets",
  7,
  { replicaId: -1, topics: [{ name: "clicks", partitions: [{ index: 0, timestamp: -1 }] }] },
  ({ topics }) => topics[0]?.partitions[0]?.errorCode,
  topicRefused,
  describeTopic,
);
const metadataOf = (name: string, allowAutoTopicCreation = false) => ({ topics: [{ name, topicId: zeroUuid }], allowAutoTopicCreation });
needs("Metadata", 9, metadataOf("clicks"), ({ topics }) => topics[0]?.errorCode, topicRefused, describeTopic);
needs(
  "Metadata",
  9,
  metadataOf("made-by-name", true),
  ({ topics }) => topics[0]?.errorCode,
  topicRefused,
  ["describe", "topic", "made-by-name"],
  ["create", "topic", "made-by-name"],
);
needs(
  "OffsetCommit",
  8,
  { ...commit, memberId: "" },
  ({ topics }) => topics[0]?.partitions[0]?.errorCode,
  groupRefused,
  readGroup,
  readTopic,
);
needs(
  "OffsetFetch",
  8,
  { groupId: "", topics: null, groups: [{ groupId: "readers", topics: [{ name: "clicks", topicId: zeroUuid, partitionIndexes: [0] }] }] },
  ({ groups }) => groups[0]!.errorCode || groups[0]!.topics[0]!.partitions[0]!.errorCode,
  groupRefused,
  describeGroup,
  describeTopic,
);
needs(
  "FindCoordinator",
  4,
  { key: "", coordinatorKeys: ["readers"] },
  ({ coordinators }) => coordinators[0]?.errorCode,
  groupRefused,
  describeGroup,
);
needs(
  "JoinGroup",
  5,
  {
    groupId: "readers",
    sessionTimeoutMs: 10_000,
    rebalanceTimeoutMs: 10,
    memberId: "nobody",
    protocolType: "consumer",
    protocols: [{ name: "range", metadata: zeroUuid }],
  },
  ({ errorCode }) => errorCode,
  groupRefused,
  readGroup,
);
needs("Heartbeat", 4, member, ({ errorCode }) => errorCode, groupRefused, readGroup);
needs("SyncGroup", 4, { ...member, assignments: [] }, ({ errorCode }) => errorCode, groupRefused, readGroup);
needs("LeaveGroup", 4, { groupId: "readers", memberId: "", members: [] }, ({ errorCode }) => errorCode, groupRefused, readGroup);
needs("DescribeGroups", 5, { groups: ["readers"] }, ({ groups }) => groups[0]?.errorCode, groupRefused, describeGroup);
needs("DeleteGroups", 2, { groupIds: ["readers"] }, ({ results }) => results[0]?.errorCode, groupRefused, ["delete", "group", "readers"]);
const create = (name: string): RequestOf<"CreateTopics"> => ({
  topics: [{ name, partitions: 1, replicationFactor: 1, assignments: [], configs: [] }],
  timeoutMs: 1000,
});
needs("CreateTopics", 7, create("one"), ({ topics }) => topics[0]?.errorCode, topicRefused, ["create", "topic", "one"]);
needs("CreateTopics", 7, create("two"), ({ topics }) => topics[0]?.errorCode, topicRefused, onCluster("create"));
needs(
  "CreatePartitions",
  3,
  { topics: [{ name: "clicks", count: 2, assignments: null }], timeoutMs: 1, validateOnly: false },
  ({ results }) => results[0]?.errorCode,
  topicRefused,
  ["alter", "topic", "clicks"],
);
needs(
  "DeleteRecords",
  2,
  { topics: [{ name: "clicks", partitions: [{ partitionIndex: 0, offset: 0 }] }], timeoutMs: 1 },
  ({ topics }) => topics[0]?.partitions[0]?.errorCode,
  topicRefused,
  ["delete", "topic", "clicks"],
);
needs(
  "InitProducerId",
  4,
  { transactionalId: null, transactionTimeoutMs: 1000 },
  ({ errorCode }) => errorCode,
  clusterRefused,
  onCluster("idempotentWrite"),
);
needs("InitProducerId", 4, { transactionalId: null, transactionTimeoutMs: 1000 }, ({ errorCode }) => errorCode, clusterRefused, [
  "write",
  "topic",
  "anything",
]);
needs(
  "OffsetForLeaderEpoch",
  4,
  { replicaId: -2, topics: [{ name: "clicks", partitions: [{ index: 0, currentLeaderEpoch: -1, leaderEpoch: 0 }] }] },
  ({ topics }) => topics[0]?.partitions[0]?.errorCode,
  topicRefused,
  describeTopic,
);
const configsOf = (resourceType: number, resourceName: string): RequestOf<"DescribeConfigs"> => ({
  resources: [{ resourceType, resourceName, configurationKeys: null }],
});
needs("DescribeConfigs", 4, configsOf(2, "clicks"), ({ results }) => results[0]?.errorCode, topicRefused, [
  "describeConfigs",
  "topic",
  "clicks",
]);
needs("DescribeConfigs", 4, configsOf(4, "1"), ({ results }) => results[0]?.errorCode, clusterRefused, onCluster("describeConfigs"));
const change = { name: "retention.ms", value: "1000" };
needs(
  "AlterConfigs",
  2,
  { resources: [{ resourceType: 2, resourceName: "clicks", configs: [change] }], validateOnly: false },
  ({ responses }) => responses[0]?.errorCode,
  topicRefused,
  ["alterConfigs", "topic", "clicks"],
);
needs(
  "IncrementalAlterConfigs",
  1,
  { resources: [{ resourceType: 2, resourceName: "clicks", configs: [{ ...change, configOperation: 0 }] }], validateOnly: false },
  ({ responses }) => responses[0]?.errorCode,
  topicRefused,
  ["alterConfigs", "topic", "clicks"],
);
needs(
  "DescribeTopicPartitions",
  0,
  { topics: [{ name: "clicks" }], responsePartitionLimit: 10, cursor: null },
  ({ topics }) => topics[0]?.errorCode,
  topicRefused,
  describeTopic,
);
needs("DescribeAcls", 3, anyAcl, ({ errorCode }) => errorCode, clusterRefused, onCluster("describe"));
needs(
  "CreateAcls",
  3,
  { creations: [aclFor(["read", "topic", "x"])] },
  ({ results }) => results[0]?.errorCode,
  clusterRefused,
  onCluster("alter"),
);
needs(
  "DeleteAcls",
  3,
  { filters: [{ ...anyAcl, resourceNameFilter: "nothing" }] },
  ({ filterResults }) => filterResults[0]?.errorCode,
  clusterRefused,
  onCluster("alter"),
);
needs(
  "DescribeClientQuotas",
  1,
  { components: [], strict: false },
  ({ errorCode }) => errorCode,
  clusterRefused,
  onCluster("describeConfigs"),
);
needs(
  "AlterClientQuotas",
  1,
  {
    entries: [{ entity: [{ entityType: "user", entityName: "zoe" }], ops: [{ key: "producer_byte_rate", value: 1e9, remove: false }] }],
    validateOnly: false,
  },
  ({ entries }) => entries[0]?.errorCode,
  clusterRefused,
  onCluster("alterConfigs"),
);
needs("DescribeUserScramCredentials", 0, { users: [{ name: "zoe" }] }, ({ errorCode }) => errorCode, clusterRefused, onCluster("describe"));
needs(
  "AlterUserScramCredentials",
  0,
  { deletions: [], upsertions: [{ name: "zoe", mechanism: 1, iterations: 4096, salt: zeroUuid, saltedPassword: Buffer.alloc(32) }] },
  ({ results }) => results[0]?.errorCode,
  clusterRefused,
  onCluster("alter"),
);
needs("DescribeLogDirs", 4, { topics: null }, ({ errorCode }) => errorCode, clusterRefused, onCluster("describe"));
const describeTransaction: Right = ["describe", "transactionalId", "tx"];
const writeTransaction: Right = ["write", "transactionalId", "tx"];
const transaction = { transactionalId: "tx", producerId: 1, producerEpoch: 0 };
needs(
  "FindCoordinator",
  4,
  { key: "", keyType: 1, coordinatorKeys: ["tx"] },
  ({ coordinators }) => coordinators[0]?.errorCode,
  transactionRefused,
  describeTransaction,
);
needs(
  "InitProducerId",
  4,
  { transactionalId: "tx", transactionTimeoutMs: 1000 },
  ({ errorCode }) => errorCode,
  transactionRefused,
  writeTransaction,
);
needs(
  "AddOffsetsToTxn",
  3,
  { ...transaction, groupId: "readers" },
  ({ errorCode }) => errorCode,
  transactionRefused,
  writeTransaction,
  readGroup,
);
needs("EndTxn", 3, { ...transaction, transactionalId: "none", committed: true }, ({ errorCode }) => errorCode, transactionRefused, [
  "write",
  "transactionalId",
  "none",
]);
needs(
  "DescribeTransactions",
  0,
  { transactionalIds: ["none"] },
  ({ transactionStates }) => transactionStates[0]?.errorCode,
  transactionRefused,
  ["describe", "transactionalId", "none"],
);
needs(
  "ConsumerGroupDescribe",
  0,
  { groupIds: ["nobodys"], includeAuthorizedOperations: false },
  ({ groups }) => groups[0]?.errorCode,
  groupRefused,
  ["describe", "group", "nobodys"],
);
needs(
  "DescribeProducers",
  0,
  { topics: [{ name: "clicks", partitionIndexes: [0] }] },
  ({ topics }) => topics[0]?.partitions[0]?.errorCode,
  topicRefused,
  readTopic,
);
needs(
  "OffsetDelete",
  0,
  { groupId: "readers", topics: [{ name: "clicks", partitions: [{ partitionIndex: 0 }] }] },
  ({ errorCode, topics }) => errorCode || topics[0]?.partitions[0]?.errorCode,
  groupRefused,
  ["delete", "group", "readers"],
  readTopic,
);
needs(
  "DeleteTopics",
  6,
  { topics: [{ name: "clicks", topicId: zeroUuid }], timeoutMs: 1, topicNames: [] },
  ({ responses }) => responses[0]?.errorCode,
  topicRefused,
  ["delete", "topic", "clicks"],
);
