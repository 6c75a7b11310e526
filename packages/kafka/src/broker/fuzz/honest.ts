// The client that must go on being served whatever the others send: it writes a record and reads it back, and the
// administrator who keeps what the hostile super-user makes within bounds, through requests like any other.
import { zeroUuid } from "../../protocol/primitives.ts";
import { operationCodes, resourceCodes } from "../../security/authorization.ts";
import { patternTypes, permissions } from "../../security/acl/acl.ts";
import type { RawClient } from "../raw-client.ts";
import { anyAcl } from "../request-rights.ts";
import { fewRights, fuzzUsers } from "./peers.ts";
import { fuzzBatch, fuzzRequests, fuzzTopic } from "./requests.ts";

export const honestTopic = "honest";
const fuzzedTopics = [fuzzTopic, "compacted", "wide"];
/** As many as a topic may have would take long to make. */
const widePartitions = 500;
const scramNumbers = [1, 2];

export async function produce(client: RawClient): Promise<number> {
  const topics = [{ name: honestTopic, topicId: zeroUuid, partitions: [{ index: 0, records: fuzzBatch }] }];
  const answer = await client.request("Produce", 9, { ...fuzzRequests.Produce, timeoutMs: 10_000, topics });
  const { baseOffset, errorCode } = answer.responses[0]!.partitions[0]!;
  if (errorCode !== 0) throw new Error(`an honest client was refused with error ${errorCode}`);
  return baseOffset;
}

export async function fetchFrom(client: RawClient, offset: number, maxWaitMs = 0): Promise<Uint8Array> {
  const partitions = [{ index: 0, fetchOffset: offset, maxBytes: 1 << 20 }];
  const topics = [{ name: honestTopic, topicId: zeroUuid, partitions }];
  const answer = await client.request("Fetch", 11, { maxWaitMs, minBytes: 1, maxBytes: 1 << 20, isolationLevel: 0, topics });
  return answer.responses[0]!.partitions[0]!.records ?? new Uint8Array(0);
}

export async function produceAndFetch(client: RawClient): Promise<void> {
  const records = await fetchFrom(client, await produce(client));
  if (records.length < fuzzBatch.length) throw new Error("an honest client did not get its record back");
}

/** Makes what there should be and removes the rest. Gives the ids of the topics. */
export async function tidyUp(client: RawClient): Promise<Uint8Array[]> {
  await tidyTopics(client);
  await tidyGroups(client);
  await tidySecurity(client);
  const { topics } = await client.request("Metadata", 12, { topics: null, allowAutoTopicCreation: false });
  return topics.filter(({ name }) => fuzzedTopics.includes(name!)).map(({ topicId }) => topicId);
}

async function tidyTopics(client: RawClient): Promise<void> {
  const kept = [...fuzzedTopics, honestTopic];
  const { topics } = await client.request("Metadata", 12, { topics: null, allowAutoTopicCreation: false });
  const foreign = topics.filter(({ name, isInternal }) => !isInternal && !kept.includes(name!)).map(({ name }) => name!);
  if (foreign.length > 0) await client.request("DeleteTopics", 5, { topics: [], topicNames: foreign, timeoutMs: 60_000 });
  const wanted = kept.map((name) => ({
    name,
    partitions: name === "wide" ? widePartitions : name === fuzzTopic ? 3 : 1,
    replicationFactor: 1,
    assignments: [],
    configs: name === "compacted" ? [{ name: "cleanup.policy", value: "compact" }] : [],
  }));
  await client.request("CreateTopics", 7, { topics: wanted, timeoutMs: 60_000, validateOnly: false });
  const resources = wanted.map(({ name, configs }) => ({ resourceType: 2, resourceName: name, configs }));
  await client.request("AlterConfigs", 2, { resources, validateOnly: false });
  const partitions = [0, 1, 2].map((partitionIndex) => ({ partitionIndex, offset: -1 }));
  const emptied = [fuzzTopic, honestTopic].map((name) => ({ name, partitions: name === fuzzTopic ? partitions : [partitions[0]!] }));
  await client.request("DeleteRecords", 2, { topics: emptied, timeoutMs: 60_000 });
}

async function tidyGroups(client: RawClient): Promise<void> {
  const { groups } = await client.request("ListGroups", 4, { statesFilter: [] });
  await client.request("DeleteGroups", 2, { groupIds: groups.map(({ groupId }) => groupId) });
}

async function tidySecurity(client: RawClient): Promise<void> {
  const { entries } = await client.request("DescribeClientQuotas", 1, { components: [], strict: false });
  const removed = (entries ?? []).map(({ entity, values }) => ({
    entity,
    ops: values.map(({ key }) => ({ key, value: 0, remove: true })),
  }));
  await client.request("AlterClientQuotas", 1, { entries: removed, validateOnly: false });
  const { results } = await client.request("DescribeUserScramCredentials", 0, { users: null });
  const strangers = results.filter(({ user }) => !fuzzUsers.some((own) => own === user));
  const deletions = strangers.flatMap(({ user }) => scramNumbers.map((mechanism) => ({ name: user, mechanism })));
  await client.request("AlterUserScramCredentials", 0, { deletions, upsertions: [] });
  await client.request("DeleteAcls", 3, { filters: [anyAcl] });
  const creations = fewRights.map(({ resourceType, resourceName, principal, host, operation }) => ({
    resourceType: resourceCodes[resourceType],
    resourceName,
    resourcePatternType: patternTypes.literal,
    principal,
    host,
    operation: operationCodes[operation as keyof typeof operationCodes],
    permissionType: permissions.allow,
  }));
  await client.request("CreateAcls", 3, { creations });
}
