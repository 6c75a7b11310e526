// Records of transactions, written through the Kafka port, as pages and the tail show them.
import { encodeBatch } from "@millrace/log";
import { RawClient } from "@millrace/kafka/raw-client";
import { beforeAll, expect, it } from "vitest";
import type { RecordsAnswer } from "../api/types.ts";
import { readMessages } from "../testing/messages.ts";
import { cleanUpAfterAll, eventually, testPlatform } from "../testing/platform.ts";
import type { TestPlatform } from "../testing/platform.ts";

cleanUpAfterAll();
let platform: TestPlatform;
let client: RawClient;
beforeAll(async () => {
  platform = await testPlatform();
  client = await RawClient.connect(Number(platform.kafka.split(":")[1]));
});

/** A transaction with one record; `undefined` leaves it open. */
async function transaction(topic: string, id: string, value: string, committed: boolean | undefined): Promise<void> {
  const producer = await client.request("InitProducerId", 5, { transactionalId: id, transactionTimeoutMs: 60_000 });
  const { producerId, producerEpoch } = producer;
  const records = encodeBatch({ records: [{ value }], producerId, producerEpoch, baseSequence: 0, transactional: true });
  const partitions = [{ index: 0, records }];
  const topics = [{ name: topic, topicId: new Uint8Array(16), partitions }];
  const { responses } = await client.request("Produce", 12, { transactionalId: id, acks: -1, timeoutMs: 5_000, topics });
  expect(responses[0]!.partitions[0]!.errorCode).toBe(0);
  if (committed === undefined) return;
  expect((await client.request("EndTxn", 5, { transactionalId: id, producerId, producerEpoch, committed })).errorCode).toBe(0);
}

const values = (records: RecordsAnswer["records"]): unknown[] => records.map(({ value }) => value);

it("are on a page when they were committed, or when all are asked for", async () => {
  await platform.send("POST", "/topics", { name: "paged" });
  await transaction("paged", "paged-1", "taken back", false);
  await transaction("paged", "paged-2", "kept", true);
  await transaction("paged", "paged-3", "open", undefined);
  await platform.publish("paged", ["behind"]);
  for (const place of ["offset=earliest", "offset=-10", "partition=0&offset=0"]) {
    expect(values((await platform.get<RecordsAnswer>(`/topics/paged/records?${place}`)).records), place).toEqual(["kept"]);
    const all = await platform.get<RecordsAnswer>(`/topics/paged/records?${place}&isolation=uncommitted`);
    expect(values(all.records), place).toEqual(["taken back", "kept", "open", "behind"]);
  }
});

it("come in the tail when they are committed, or at once when all are asked for", async () => {
  await platform.send("POST", "/topics", { name: "tailed" });
  const follow = async (query: string) => {
    const tail = await readMessages<{ type: string; records: RecordsAnswer["records"] }>(
      await platform.request(`/topics/tailed/tail${query}`, { headers: { accept: "application/x-ndjson" } }),
    );
    await eventually(() => expect(tail.messages.length).toBeGreaterThan(0));
    return {
      shown: () => tail.messages.filter(({ type }) => type === "records").flatMap(({ records }) => values(records)),
      close: () => tail.close(),
    };
  };
  const [committed, all] = [await follow(""), await follow("?isolation=uncommitted")];
  await transaction("tailed", "tailed-1", "taken back", false);
  await transaction("tailed", "tailed-2", "kept", true);
  await transaction("tailed", "tailed-3", "open", undefined);
  await eventually(() => expect(all.shown()).toEqual(["taken back", "kept", "open"]));
  await eventually(() => expect(committed.shown()).toEqual(["kept"]));
  for (const one of [committed, all]) await one.close();
});
