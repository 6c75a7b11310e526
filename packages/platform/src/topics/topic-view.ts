// Topics as people see them: sizes, rates, who reads and writes them, settings, and a guess at what the records hold.
import { topicConfigs } from "@millrace/log";
import type { TopicInfo } from "@millrace/log";
import type { Caller } from "../access/caller.ts";
import type { RecordView, TopicDetail, TopicSummary } from "../api/types.ts";
import { usesOf } from "../definitions/plan-tables.ts";
import { errors } from "../errors.ts";
import type { Services } from "../services.ts";
import { guessColumns, suggestTable } from "./guess.ts";
import { topicNearest } from "./nearest.ts";
import { recordFilter } from "./record-filter.ts";
import { recordsPage } from "./records-page.ts";

const guessRecords = 200;
const guessPartitions = 8;

export interface TopicUsers {
  readonly readBy: string[];
  readonly writtenBy: string[];
}

/** Processors by the topics that they read and write. */
export function topicUsers({ definitions }: Pick<Services, "definitions">): (topic: string) => TopicUsers {
  const users = new Map<string, TopicUsers>();
  const of = (topic: string): TopicUsers => {
    let found = users.get(topic);
    if (found === undefined) users.set(topic, (found = { readBy: [], writtenBy: [] }));
    return found;
  };
  for (const { definition, plan } of definitions.processors.values()) {
    if (plan === null) continue;
    const uses = usesOf(plan);
    for (const topic of uses.topicsRead) of(topic).readBy.push(definition.name);
    for (const topic of uses.topicsWritten) of(topic).writtenBy.push(definition.name);
  }
  return (topic) => users.get(topic) ?? { readBy: [], writtenBy: [] };
}

export function findTopic(services: Pick<Services, "log">, name: string): TopicInfo {
  const topic = services.log.topic(name);
  if (topic === undefined) throw errors.topicUnknown(name, topicNearest(services.log, name));
  return topic;
}

export function writableTopic(services: Pick<Services, "log">, name: string): TopicInfo {
  const topic = findTopic(services, name);
  if (topic.internal || topic.name.startsWith("__")) throw errors.topicInternal(name);
  return topic;
}

function topicSummary({ log, rates }: Services, topic: TopicInfo, users: TopicUsers): TopicSummary {
  const rate = rates.topics.of(topic.name);
  let records = 0;
  let bytes = 0;
  for (let partition = 0; partition < topic.partitions; partition++) {
    const { start, end } = log.offsets(topic.name, partition);
    records += end - start;
    bytes += log.size(topic.name, partition).bytes;
  }
  return {
    name: topic.name,
    partitions: topic.partitions,
    records,
    bytes,
    recordsPerSecond: rate.records.ring.recent(),
    bytesPerSecond: rate.bytes.ring.recent(),
    rate: rate.records.ring.values(),
    internal: topic.internal,
    ...users,
  };
}

export function topicSummaries(services: Services, caller: Caller, internal: boolean): TopicSummary[] {
  const users = topicUsers(services);
  return services.log
    .topics()
    .filter((topic) => (internal || !topic.internal) && caller.may("describe", "topic", topic.name))
    .map((topic) => topicSummary(services, topic, users(topic.name)))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Of a few partitions that have any: a guess needs no more. */
async function newestRecords({ log, clock }: Services, topic: TopicInfo): Promise<RecordView[]> {
  const filled: number[] = [];
  for (let partition = 0; partition < topic.partitions && filled.length < guessPartitions; partition++) {
    const { start, end } = log.offsets(topic.name, partition);
    if (end > start) filled.push(partition);
  }
  const everything = recordFilter({}, clock);
  const each = Math.ceil(guessRecords / Math.max(1, filled.length));
  const pages = filled.map((partition) => recordsPage(log, topic, { partition, offset: `-${each}`, limit: each, filter: everything }));
  return (await Promise.all(pages)).flatMap((page) => page.records);
}

/** Settings and what records hold only for who may see those. */
export async function topicDetail(services: Services, topic: TopicInfo, caller: Caller): Promise<TopicDetail> {
  const { log, definitions } = services;
  const newest = caller.may("read", "topic", topic.name) ? await newestRecords(services, topic) : [];
  // A value that was cut is no JSON any more, and says nothing about the others.
  const whole = newest.filter((record) => record.value === null || record.bytes <= 16 * 1024);
  const guessed = guessColumns(whole.map((record) => record.value));
  const sizes = Array.from({ length: topic.partitions }, (_, partition) => log.size(topic.name, partition));
  const tables = [...definitions.entries.values()].filter((entry) => entry.kind === "table" && entry.table.definition.topic === topic.name);
  return {
    ...topicSummary(services, topic, topicUsers(services)(topic.name)),
    config: (caller.may("describeConfigs", "topic", topic.name) ? Object.entries(topicConfigs) : []).map(([name, config]) => ({
      name,
      value: topic.config[name] ?? config.default,
      isDefault: topic.config[name] === undefined,
      description: config.doc,
    })),
    remoteBytes: sizes.reduce((sum, { remoteBytes }) => sum + remoteBytes, 0),
    offsets: sizes.map(({ bytes, remoteBytes }, partition) => ({ partition, ...log.offsets(topic.name, partition), bytes, remoteBytes })),
    guessedColumns: guessed,
    suggestedTable: guessed === null ? null : suggestTable(topic.name, guessed),
    tables: tables.map((entry) => entry.name),
  };
}
