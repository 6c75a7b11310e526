// The same requests to Apache Kafka with one node and to Millrace: the answers must be the same, but for what differs
// from one cluster to another (ids, ports, folders, times), for the words of error messages, and for order where Kafka
// keeps none. Settings are compared where both have them; defaults that differ on purpose are named.
import { isDeepStrictEqual } from "node:util";
import { zeroUuid } from "@millrace/kafka/protocol";
import { RawClient } from "@millrace/kafka/raw-client";
import { topicConfigs } from "@millrace/log";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { groupSettings } from "../../packages/kafka/src/groups/group-settings.ts";
import { apacheKafkaNeeds, type ApacheKafka, startApacheKafka } from "../apache-kafka.ts";
import { describeWith } from "../tools.ts";
import { groupCases, recordCases, transactionCases } from "./kafka-answers-records.ts";
import { clusterCases } from "./kafka-answers.ts";
import { ConformanceBroker } from "./kafka-broker.ts";

/** What no two clusters share, and what is text for people. */
const ownFields = new Set([
  "errorMessage",
  "message",
  "clusterId",
  "topicId",
  "producerId",
  "host",
  "port",
  "logDir",
  "totalBytes",
  "usableBytes",
  "lastFetchTimestamp",
  "lastCaughtUpTimestamp",
  "documentation",
  "synonyms",
]);

/** Millrace deletes nothing by itself and takes larger batches; the last two Kafka has from its own configuration here. */
const ownDefaults = new Set(["retention.ms", "max.message.bytes", "min.insync.replicas", "flush.messages"]);

/** What a partition that failed says all the same, sometimes. */
const besideErrors = new Set(["logStartOffset", "abortedTransactions"]);

const isSetting = (value: object): value is { readonly name: string; readonly configSource: number } => "configSource" in value;

/** Kafka makes its inner topics when they are needed, Millrace at once. */
const isInner = (value: object): boolean =>
  ["name", "topic", "resourceName"].some((field) => String((value as Readonly<Record<string, unknown>>)[field]).startsWith("__"));

/** Left out: what Millrace does not have, and defaults of its own. */
function isCompared(value: unknown): boolean {
  if (value === null || typeof value !== "object") return true;
  if (!isSetting(value)) return !isInner(value);
  if (value.name.startsWith("millrace.")) return false;
  if (Object.hasOwn(groupSettings, value.name)) return true;
  return Object.hasOwn(topicConfigs, value.name) && (value.configSource === 1 || !ownDefaults.has(value.name));
}

function comparable(value: unknown): unknown {
  if (value instanceof Uint8Array) return Buffer.from(value).toString("hex");
  if (Array.isArray(value)) {
    const items = value.filter(isCompared).map((item) => JSON.stringify(comparable(item)));
    return items.sort().map((item): unknown => JSON.parse(item));
  }
  if (value === null || typeof value !== "object") return value;
  const failed = "errorCode" in value && value.errorCode !== 0;
  const kept = Object.entries(value).filter(([name]) => !ownFields.has(name) && !(failed && besideErrors.has(name)));
  return Object.fromEntries(kept.map(([name, inner]) => [name, comparable(inner)]));
}

/** A change reaches Kafka's broker a little after its controller has answered: it is asked again, if that does no harm. */
const patienceMs = 10_000;
const readsOnly = /^(Metadata|Describe|List|Fetch|Find|Offset(Fetch|For)|ConsumerGroupDescribe)/;
/** Unknown topic, no leader, another leader, or a coordinator that loads, is away or elsewhere. */
const changesNothing = (answer: unknown): boolean => /"errorCode":(3|5|6|14|15|16)\b/.test(JSON.stringify(answer));

const portOf = (address: string): number => Number(address.split(":")[1]);

describeWith(apacheKafkaNeeds, "Apache Kafka's answers", () => {
  let kafka: ApacheKafka | undefined;
  let millrace: ConformanceBroker;
  const clients: RawClient[] = [];
  beforeAll(async () => {
    kafka = await startApacheKafka();
    millrace = await ConformanceBroker.start({ defaultPartitions: 1 });
    for (const address of [kafka.address, millrace.address]) clients.push(await RawClient.connect(portOf(address)));
  });
  afterAll(async () => {
    for (const client of clients) client.close();
    await millrace?.close();
    kafka?.stop();
  });

  for (const { what, name, versions, request } of [...clusterCases, ...recordCases, ...groupCases, ...transactionCases]) {
    it(`are ours too: ${name}, ${what}`, async () => {
      for (const version of versions) {
        const [theirs, ours] = clients.map((client) => async () => comparable(await client.request(name, version, request as never)));
        const own = await ours!();
        const until = performance.now() + patienceMs;
        for (let asked = await theirs!(); ; asked = await theirs!()) {
          const late = performance.now() > until || !(readsOnly.test(name) || changesNothing(asked));
          if (late || isDeepStrictEqual(own, asked)) {
            expect(own, `version ${version}`).toEqual(asked);
            break;
          }
          await new Promise((resolve) => setTimeout(resolve, 100));
        }
      }
    });
  }

  it("are ours too: Metadata and Fetch, by the topic's id", async () => {
    const [theirs, ours] = clients.map((client) => async () => {
      const named = await client.request("Metadata", 12, { topics: [{ name: "b", topicId: zeroUuid }] });
      const { topicId } = named.topics[0]!;
      const partitions = [{ index: 0, fetchOffset: 4, maxBytes: 1 << 20 }];
      const fetch = { maxWaitMs: 0, minBytes: 0, maxBytes: 1 << 20, isolationLevel: 0, topics: [{ name: "", topicId, partitions }] };
      const all: unknown[] = [];
      for (const version of [12, 13]) all.push(await client.request("Metadata", version, { topics: [{ name: null, topicId }] }));
      for (const version of [13, 15, 16, 17, 18]) all.push(await client.request("Fetch", version, fetch));
      return comparable(all);
    });
    const own = await ours!();
    await vi.waitFor(async () => expect(own).toEqual(await theirs!()), { timeout: patienceMs, interval: 100 });
  });
});
