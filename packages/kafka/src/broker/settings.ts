// What can be set about a broker, under Kafka's own names where it has one: DescribeConfigs shows them so.
import { KiB, MiB } from "@millrace/core";
import type { AssignorName } from "../groups/consumer/assignors/index.ts";
import type { MigrationPolicy } from "../groups/migration/policy.ts";

export interface BrokerSettings {
  readonly nodeId: number;
  readonly autoCreateTopics: boolean;
  readonly defaultPartitions: number;
  /** The most that one fetch answers, whatever the client allows. Larger ones drive each other out of the kept buffers. */
  readonly fetchBytesMax: number;
  readonly groupInitialRebalanceDelayMs: number;
  readonly groupMinSessionTimeoutMs: number;
  readonly groupMaxSessionTimeoutMs: number;
  readonly groupMaxMembers: number;
  readonly groupConsumerSessionTimeoutMs: number;
  readonly groupConsumerHeartbeatIntervalMs: number;
  /** What may be set for a single group. */
  readonly groupConsumerMinSessionTimeoutMs: number;
  readonly groupConsumerMaxSessionTimeoutMs: number;
  readonly groupConsumerMinHeartbeatIntervalMs: number;
  readonly groupConsumerMaxHeartbeatIntervalMs: number;
  readonly groupConsumerMaxSize: number;
  /** Server-side assignors on offer; the first is taken where members ask for none. */
  readonly groupConsumerAssignors: readonly AssignorName[];
  /** Which way a group with members may go from one protocol to the other. */
  readonly groupConsumerMigrationPolicy: MigrationPolicy;
  readonly groupsMax: number;
  readonly offsetMetadataMaxBytes: number;
  /** How long offsets are kept when nobody uses them any more. */
  readonly offsetsRetentionMinutes: number;
  readonly offsetsRetentionCheckIntervalMs: number;
  /** Closed segments are compacted: what a restart reads again is hardly more than one of these. */
  readonly offsetsTopicSegmentBytes: number;
  /** The most that a producer may ask for. */
  readonly transactionMaxTimeoutMs: number;
  /** How long a transactional id is remembered that nobody uses. */
  readonly transactionalIdExpirationMs: number;
  /** How often it is looked for either. */
  readonly transactionAbortTimedOutIntervalMs: number;
  readonly transactionalIdsMax: number;
  readonly transactionStateLogSegmentBytes: number;
  readonly connectionIdleMs: number;
  /** How long a begun request may take to arrive. */
  readonly frameTimeoutMs: number;
  /** Requests in memory, over all connections. */
  readonly incomingBytesMax: number;
  /** Answers in memory, over all connections. */
  readonly outgoingBytesMax: number;
  /** Memory of requests and answers that are over, kept for the next. */
  readonly keptBufferBytesMax: number;
  /** After an answer with so many bytes of a partition, what follows is read before it is asked for. */
  readonly readAheadBytesLeast: number;
  readonly connectionsMax: number;
  readonly connectionsPerIpMax: number;
  /** Of those that logged in or showed a certificate. */
  readonly connectionsPerUserMax: number;
  /** Who may do everything: `User:admin`. */
  readonly superUsers: readonly string[];
  /** Whether rules (ACLs) count; left out: as soon as a listener asks who comes. */
  readonly authorization?: boolean | undefined;
  /** Whether resources that no rule speaks of are then open to all. */
  readonly allowEveryoneIfNoAclFound: boolean;
  readonly failedAuthenticationDelayMs: number;
  /** How long a client may take to log in. */
  readonly authenticationTimeoutMs: number;
  /** After which logins must be repeated; 0 never, but for tokens that expire. */
  readonly connectionsMaxReauthMs: number;
  /** The largest request of a client that has not logged in. */
  readonly saslReceiveBytesMax: number;
  readonly usersMax: number;
  readonly aclsMax: number;
  readonly quotasMax: number;
}

export const defaultSettings: BrokerSettings = {
  nodeId: 1,
  autoCreateTopics: true,
  defaultPartitions: 1,
  fetchBytesMax: 32 * MiB,
  groupInitialRebalanceDelayMs: 0,
  groupMinSessionTimeoutMs: 6_000,
  groupMaxSessionTimeoutMs: 1_800_000,
  groupMaxMembers: 1_000,
  groupConsumerSessionTimeoutMs: 45_000,
  groupConsumerHeartbeatIntervalMs: 5_000,
  groupConsumerMinSessionTimeoutMs: 45_000,
  groupConsumerMaxSessionTimeoutMs: 60_000,
  groupConsumerMinHeartbeatIntervalMs: 5_000,
  groupConsumerMaxHeartbeatIntervalMs: 15_000,
  groupConsumerMaxSize: 1_000,
  groupConsumerAssignors: ["uniform", "range"],
  groupConsumerMigrationPolicy: "bidirectional",
  groupsMax: 10_000,
  offsetMetadataMaxBytes: 4_096,
  offsetsRetentionMinutes: 10_080,
  offsetsRetentionCheckIntervalMs: 600_000,
  offsetsTopicSegmentBytes: 100 * MiB,
  transactionMaxTimeoutMs: 900_000,
  transactionalIdExpirationMs: 604_800_000,
  transactionAbortTimedOutIntervalMs: 10_000,
  transactionalIdsMax: 100_000,
  transactionStateLogSegmentBytes: 100 * MiB,
  connectionIdleMs: 600_000,
  frameTimeoutMs: 30_000,
  incomingBytesMax: 256 * MiB,
  outgoingBytesMax: 256 * MiB,
  keptBufferBytesMax: 64 * MiB,
  readAheadBytesLeast: 64 * KiB,
  connectionsMax: 2_000,
  connectionsPerIpMax: 1_500,
  connectionsPerUserMax: 1_500,
  superUsers: [],
  allowEveryoneIfNoAclFound: false,
  failedAuthenticationDelayMs: 100,
  authenticationTimeoutMs: 30_000,
  connectionsMaxReauthMs: 0,
  saslReceiveBytesMax: 64 * KiB,
  usersMax: 10_000,
  aclsMax: 10_000,
  quotasMax: 10_000,
};

/** Kafka's names of the settings that clients may read. */
export const settingNames: readonly {
  readonly name: string;
  readonly of: (settings: BrokerSettings) => string;
  readonly type: "boolean" | "int" | "long" | "list" | "string";
}[] = [
  { name: "allow.everyone.if.no.acl.found", of: (settings) => String(settings.allowEveryoneIfNoAclFound), type: "boolean" },
  { name: "auto.create.topics.enable", of: (settings) => String(settings.autoCreateTopics), type: "boolean" },
  { name: "broker.id", of: (settings) => String(settings.nodeId), type: "int" },
  { name: "connection.failed.authentication.delay.ms", of: (settings) => String(settings.failedAuthenticationDelayMs), type: "int" },
  { name: "connections.max.idle.ms", of: (settings) => String(settings.connectionIdleMs), type: "long" },
  { name: "connections.max.reauth.ms", of: (settings) => String(settings.connectionsMaxReauthMs), type: "long" },
  { name: "default.replication.factor", of: () => "1", type: "int" },
  { name: "delete.topic.enable", of: () => "true", type: "boolean" },
  { name: "fetch.max.bytes", of: (settings) => String(settings.fetchBytesMax), type: "int" },
  { name: "group.consumer.assignors", of: (settings) => settings.groupConsumerAssignors.join(), type: "list" },
  {
    name: "group.consumer.heartbeat.interval.ms",
    of: (settings) => String(settings.groupConsumerHeartbeatIntervalMs),
    type: "int",
  },
  {
    name: "group.consumer.max.heartbeat.interval.ms",
    of: (settings) => String(settings.groupConsumerMaxHeartbeatIntervalMs),
    type: "int",
  },
  { name: "group.consumer.max.session.timeout.ms", of: (settings) => String(settings.groupConsumerMaxSessionTimeoutMs), type: "int" },
  { name: "group.consumer.max.size", of: (settings) => String(settings.groupConsumerMaxSize), type: "int" },
  { name: "group.consumer.migration.policy", of: (settings) => settings.groupConsumerMigrationPolicy, type: "string" },
  {
    name: "group.consumer.min.heartbeat.interval.ms",
    of: (settings) => String(settings.groupConsumerMinHeartbeatIntervalMs),
    type: "int",
  },
  { name: "group.consumer.min.session.timeout.ms", of: (settings) => String(settings.groupConsumerMinSessionTimeoutMs), type: "int" },
  { name: "group.consumer.session.timeout.ms", of: (settings) => String(settings.groupConsumerSessionTimeoutMs), type: "int" },
  { name: "group.initial.rebalance.delay.ms", of: (settings) => String(settings.groupInitialRebalanceDelayMs), type: "int" },
  { name: "group.max.session.timeout.ms", of: (settings) => String(settings.groupMaxSessionTimeoutMs), type: "int" },
  { name: "group.max.size", of: (settings) => String(settings.groupMaxMembers), type: "int" },
  { name: "group.min.session.timeout.ms", of: (settings) => String(settings.groupMinSessionTimeoutMs), type: "int" },
  { name: "max.connections", of: (settings) => String(settings.connectionsMax), type: "int" },
  { name: "max.connections.per.ip", of: (settings) => String(settings.connectionsPerIpMax), type: "int" },
  { name: "num.partitions", of: (settings) => String(settings.defaultPartitions), type: "int" },
  { name: "offset.metadata.max.bytes", of: (settings) => String(settings.offsetMetadataMaxBytes), type: "int" },
  {
    name: "offsets.retention.check.interval.ms",
    of: (settings) => String(settings.offsetsRetentionCheckIntervalMs),
    type: "long",
  },
  { name: "offsets.retention.minutes", of: (settings) => String(settings.offsetsRetentionMinutes), type: "int" },
  { name: "offsets.topic.num.partitions", of: () => "1", type: "int" },
  { name: "offsets.topic.segment.bytes", of: (settings) => String(settings.offsetsTopicSegmentBytes), type: "int" },
  { name: "sasl.server.max.receive.size", of: (settings) => String(settings.saslReceiveBytesMax), type: "int" },
  {
    name: "transaction.abort.timed.out.transaction.cleanup.interval.ms",
    of: (settings) => String(settings.transactionAbortTimedOutIntervalMs),
    type: "int",
  },
  { name: "transaction.max.timeout.ms", of: (settings) => String(settings.transactionMaxTimeoutMs), type: "int" },
  { name: "transaction.state.log.num.partitions", of: () => "1", type: "int" },
  { name: "transaction.state.log.segment.bytes", of: (settings) => String(settings.transactionStateLogSegmentBytes), type: "int" },
  { name: "transactional.id.expiration.ms", of: (settings) => String(settings.transactionalIdExpirationMs), type: "int" },
];
