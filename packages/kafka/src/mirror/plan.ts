// What a mirror will copy: each topic with the name, partitions and settings it has or gets at the target.
import { logErrors, type Log, type TopicInfo } from "@millrace/log";
import type { Cluster } from "../client/index.ts";
import { mirrorErrors } from "./errors.ts";
import { matcher, renamer } from "./names.ts";
import { progressTopic } from "./progress.ts";

/**
 * What a topic keeps and takes, said at the target even where the source leaves it to its defaults: those differ (Kafka
 * deletes after seven days by the records' own time, Millrace never).
 */
const alwaysSaid = ["cleanup.policy", "retention.ms", "retention.bytes", "max.message.bytes"];

/** Settings that speak of the source's machines, or would change or refuse the records on their way. */
const heldBack: Readonly<Record<string, string>> = {
  "message.timestamp.type": "records keep their times",
  "message.timestamp.before.max.ms": "would refuse old records",
  "message.timestamp.after.max.ms": "would refuse some records",
  "message.timestamp.difference.max.ms": "would refuse old records",
  "min.insync.replicas": "belongs to the cluster",
  "unclean.leader.election.enable": "belongs to the cluster",
  "leader.replication.throttled.replicas": "belongs to the cluster",
  "follower.replication.throttled.replicas": "belongs to the cluster",
};

export interface PlannedTopic {
  readonly source: string;
  readonly target: string;
  readonly partitions: number;
  /** It is there already; its settings are left as they are. */
  readonly exists: boolean;
  /** The source has more partitions than its copy: it gets them too. */
  readonly grows: boolean;
  readonly settings: Readonly<Record<string, string>>;
  /** Settings of the source that the target does not get, and why. */
  readonly dropped: Readonly<Record<string, string>>;
}

export interface PlanOptions {
  readonly topics: readonly string[];
  readonly rename: readonly string[];
  /** Whether this mirror has copied the one to the other before. */
  readonly isCopy: (source: TopicInfo, target: TopicInfo) => boolean;
}

export function planTopics(source: Cluster, target: Cluster, { topics, rename, isCopy }: PlanOptions): PlannedTopic[] {
  const wanted = matcher(topics);
  const renamed = renamer(rename);
  const chosen = source.topics().filter(({ name, internal }) => !internal && name !== progressTopic && wanted(name));
  if (chosen.length === 0) throw mirrorErrors.topicNone(topics.join(", "));
  const sources = new Map<string, string>();
  return chosen
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map((topic) => {
      const { name, id, partitions, config } = topic;
      const to = renamed(name);
      const other = sources.get(to);
      if (other !== undefined) throw mirrorErrors.renameClash(other, name, to);
      sources.set(to, name);
      const there = target.topic(to);
      // Not by the cluster's id: clusters are set up from copied files.
      if (there !== undefined && Buffer.compare(there.id, id) === 0) throw mirrorErrors.sameTopic(name);
      const planned = { source: name, target: to, partitions, exists: there !== undefined };
      if (there === undefined) return { ...planned, grows: false, ...settingsOf(config, source.settings(name)) };
      const grows = there.partitions < partitions;
      // Of a topic that has its own producers it would change which key goes where.
      if (grows && !isCopy(topic, there)) throw mirrorErrors.partitionsFewer(to, there.partitions, partitions);
      return { ...planned, grows, settings: {}, dropped: {} };
    });
}

function settingsOf(own: Readonly<Record<string, string>>, holding: Readonly<Record<string, string>>) {
  const settings: Record<string, string> = {};
  const dropped: Record<string, string> = {};
  for (const [name, value] of Object.entries(own)) {
    if (Object.hasOwn(heldBack, name)) dropped[name] = heldBack[name]!;
    else settings[name] = value;
  }
  for (const name of alwaysSaid) if (holding[name] !== undefined) settings[name] ??= holding[name];
  return { settings, dropped };
}

/** Makes of the topic what is planned. */
export async function preparePlanned(target: Log, plan: PlannedTopic): Promise<PlannedTopic> {
  if (!plan.exists) return createPlanned(target, plan);
  if (plan.grows) await target.addPartitions(plan.target, plan.partitions);
  return plan;
}

/** Creates the topic with those of its settings that the target knows; returns the plan as it came out. */
async function createPlanned(target: Log, plan: PlannedTopic): Promise<PlannedTopic> {
  const { target: name, partitions } = plan;
  try {
    await target.createTopic({ name, partitions, config: plan.settings });
    return plan;
  } catch (thrown) {
    if (!isSettingRefused(thrown)) throw thrown;
  }
  // Which one it was stands only in words: they are tried one after the other.
  await target.createTopic({ name, partitions });
  const settings: Record<string, string> = {};
  const dropped: Record<string, string> = { ...plan.dropped };
  for (const [setting, value] of Object.entries(plan.settings)) {
    try {
      await target.configureTopic(name, { ...settings, [setting]: value });
      settings[setting] = value;
    } catch (thrown) {
      if (!isSettingRefused(thrown)) throw thrown;
      dropped[setting] = "the target does not take it";
    }
  }
  return { ...plan, settings, dropped };
}

const isSettingRefused = (thrown: unknown): boolean => {
  const { code } = thrown as { code?: string };
  return code === logErrors.configUnknown.code || code === logErrors.configValue.code;
};
