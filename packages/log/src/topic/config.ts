// The settings of a topic: Kafka's names, types and defaults, as far as this log keeps them. Values are text, as in
// Kafka's protocol; `TopicSettings` is what they mean.
import { limits, MiB } from "@millrace/core";
import { logErrors } from "../errors.ts";

export type TopicConfigType = "boolean" | "long" | "int" | "double" | "list" | "string";

export interface TopicConfig {
  readonly type: TopicConfigType;
  readonly default: string;
  /** What a value must be, for the message that refuses another. */
  readonly expected: string;
  readonly doc: string;
  check(value: string): boolean;
}

const integer = (minimum: number, fallback: string, doc: string, type: "long" | "int" = "long"): TopicConfig => ({
  type,
  default: fallback,
  doc,
  expected: `an integer of at least ${minimum}`,
  check: (value) => /^-?\d{1,19}$/.test(value) && Number(value) >= minimum && (type === "long" || Number(value) <= 0x7fff_ffff),
});

const choice = (values: readonly string[], fallback: string, doc: string, type: "string" | "list" = "string"): TopicConfig => ({
  type,
  default: fallback,
  doc,
  expected: `one of ${values.join(", ")}`,
  check: (value) => (type === "list" ? value.split(",").every((part) => values.includes(part.trim())) : values.includes(value)),
});

const kept = (reason: string): string => `Kept for clients that set it: ${reason}.`;

const throttled: TopicConfig = {
  type: "list",
  default: "",
  doc: kept("there is one replica, so nothing is copied"),
  expected: "*, or partition:broker pairs",
  check: (value) => /^(?:\*|\d+:\d+(?:,\d+:\d+)*)?$/.test(value),
};

const flag = (doc: string): TopicConfig => ({
  type: "boolean",
  default: "false",
  doc,
  expected: "true or false",
  check: (value) => value === "true" || value === "false",
});

const longest = "9223372036854775807";

export const topicConfigs = {
  "cleanup.policy": choice(
    ["delete", "compact"],
    "delete",
    "Old records are deleted, or of each key only the last is kept, or both.",
    "list",
  ),
  "compression.type": choice(["producer"], "producer", "Batches are stored as the producer compressed them."),
  "delete.retention.ms": integer(0, "86400000", "How long a compacted topic keeps the tombstone (null value) of a key."),
  "file.delete.delay.ms": integer(0, "60000", kept("files of deleted segments go at once")),
  "flush.messages": integer(1, longest, kept("every append is synced before it is acknowledged")),
  "flush.ms": integer(0, longest, kept("every append is synced before it is acknowledged")),
  "follower.replication.throttled.replicas": throttled,
  "index.interval.bytes": integer(0, "4096", "Bytes of batches between two entries of a segment's index.", "int"),
  "leader.replication.throttled.replicas": throttled,
  "max.compaction.lag.ms": integer(1, longest, "A record is compacted when it has this age, however little there is to gain."),
  "max.message.bytes": integer(0, String(limits.recordBatchBytes), "The largest record batch that is accepted, as it is stored.", "int"),
  "message.timestamp.type": choice(
    ["CreateTime", "LogAppendTime"],
    "CreateTime",
    "Whether a record's time is its producer's or that of the append.",
  ),
  "millrace.durability": choice(
    ["durable", "relaxed"],
    "durable",
    "relaxed: an append is acknowledged when it is written, and synced a moment later; a power cut may take that moment back.",
  ),
  "min.cleanable.dirty.ratio": {
    type: "double",
    default: "0.5",
    doc: "A topic is compacted when this share of its closed segments came since the last time.",
    expected: "a number from 0 to 1",
    check: (value) => /^\d{1,19}(?:\.\d{1,19})?$/.test(value) && Number(value) <= 1,
  },
  "min.compaction.lag.ms": integer(0, "0", "A record is not compacted before it has this age."),
  "min.insync.replicas": integer(1, "1", kept("there is one replica, and it is always in sync"), "int"),
  "local.retention.bytes": integer(
    -2,
    "-2",
    "With remote.storage.enable: what a partition keeps on the local disk too; -2 is as retention.bytes, -1 no limit.",
  ),
  "local.retention.ms": integer(
    -2,
    "-2",
    "With remote.storage.enable: how long records are kept on the local disk too; -2 is as retention.ms, -1 always.",
  ),
  preallocate: flag(kept("segments grow as they are written")),
  "retention.bytes": integer(-1, "-1", "A partition's closed segments are deleted, oldest first, while it is larger; -1 is no limit."),
  "remote.log.copy.disable": flag("Ends the copying to the object store; what is there stays readable."),
  "remote.storage.enable": flag("Closed segments are copied to the object store, and may then leave the local disk."),
  // Kafka's own default is seven days by the records' time, which deletes a replay of last year's events at once. Here
  // nothing is deleted that nobody asked to delete.
  "retention.ms": integer(-1, "-1", "Closed segments whose records are all older than this are deleted; -1 keeps them."),
  "segment.bytes": integer(1024, String(1024 * MiB), "Size at which a segment file is closed and a new one begun.", "int"),
  "segment.index.bytes": integer(4, "10485760", kept("an index is as large as it needs to be"), "int"),
  "segment.jitter.ms": integer(0, "0", kept("segments are closed when segment.ms says")),
  "segment.ms": integer(1, "604800000", "Age at which a segment is closed even when it is small."),
  "unclean.leader.election.enable": flag(kept("there is one replica, and it is always in sync")),
} as const satisfies Record<string, TopicConfig>;

export interface TopicSettings {
  readonly compact: boolean;
  readonly deleteOld: boolean;
  readonly deleteRetentionMs: number;
  readonly indexIntervalBytes: number;
  readonly maxCompactionLagMs: number;
  readonly maxMessageBytes: number;
  /** -1: no limit. */
  readonly localRetentionBytes: number;
  readonly localRetentionMs: number;
  readonly logAppendTime: boolean;
  readonly minCleanableDirtyRatio: number;
  readonly minCompactionLagMs: number;
  readonly relaxed: boolean;
  readonly remoteCopyDisabled: boolean;
  readonly remoteStorage: boolean;
  readonly retentionBytes: number;
  readonly retentionMs: number;
  readonly segmentBytes: number;
  readonly segmentMs: number;
}

const table: Readonly<Record<string, TopicConfig>> = topicConfigs;

/** Refuses unknown names and values, and those that do not go together. */
export function checkTopicConfig(config: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(config)) {
    const entry = Object.hasOwn(table, name) ? table[name] : undefined;
    if (entry === undefined) throw logErrors.configUnknown(name);
    if (!entry.check(value)) throw logErrors.configValue(name, value, entry.expected);
  }
  const { compact, remoteStorage } = topicSettings(config);
  if (compact && remoteStorage) throw logErrors.tierCompacted();
  for (const name of ["retention.ms", "retention.bytes"] as const) {
    const local = config[`local.${name}`] ?? "-2";
    const total = config[name] ?? topicConfigs[name].default;
    const longer = Number(total) >= 0 && (local === "-1" || Number(local) > Number(total));
    if (longer) throw logErrors.configValue(`local.${name}`, local, `at most ${name}, which is ${total}`);
  }
}

export function topicSettings(config: Readonly<Record<string, string>>): TopicSettings {
  const text = (name: keyof typeof topicConfigs): string => config[name] ?? topicConfigs[name].default;
  const number = (name: keyof typeof topicConfigs): number => Number(text(name));
  const local = (name: "retention.ms" | "retention.bytes"): number => number(number(`local.${name}`) === -2 ? name : `local.${name}`);
  const policies = text("cleanup.policy")
    .split(",")
    .map((policy) => policy.trim());
  return {
    compact: policies.includes("compact"),
    deleteOld: policies.includes("delete"),
    deleteRetentionMs: number("delete.retention.ms"),
    indexIntervalBytes: number("index.interval.bytes"),
    maxCompactionLagMs: number("max.compaction.lag.ms"),
    maxMessageBytes: number("max.message.bytes"),
    localRetentionBytes: local("retention.bytes"),
    localRetentionMs: local("retention.ms"),
    logAppendTime: text("message.timestamp.type") === "LogAppendTime",
    minCleanableDirtyRatio: number("min.cleanable.dirty.ratio"),
    minCompactionLagMs: number("min.compaction.lag.ms"),
    relaxed: text("millrace.durability") === "relaxed",
    remoteCopyDisabled: text("remote.log.copy.disable") === "true",
    remoteStorage: text("remote.storage.enable") === "true",
    retentionBytes: number("retention.bytes"),
    retentionMs: number("retention.ms"),
    segmentBytes: number("segment.bytes"),
    segmentMs: number("segment.ms"),
  };
}
