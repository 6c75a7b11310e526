// Requests that list thousands of things, or come by the thousand: others are served meanwhile, and what would keep
// the broker busy for long is refused. What comes first decides here, not how long anything takes.
import { limits } from "@millrace/core";
import { encodeBatch } from "@millrace/log";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { zeroUuid } from "../protocol/primitives.ts";
import { MemoryBroker } from "./memory-broker.ts";
import { type ApiName, type RawClient, requestBytes, type RequestOf } from "./raw-client.ts";

const many = limits.kafkaRequestElements / 2 - 10;
const indexes = Array.from({ length: many }, (_, index) => index);
const lines = (count: number) => Array.from({ length: count }, (_, index) => `n${index}`);

let memory: MemoryBroker;
let client: RawClient;
let other: RawClient;

beforeAll(async () => {
  memory = await MemoryBroker.start({ autoCreateTopics: false });
  client = await memory.client();
  other = await memory.client();
  await memory.log.createTopic({ name: "clicks", partitions: 50 });
  await memory.log.createTopic({ name: "latest", partitions: 1, config: { "cleanup.policy": "compact" } });
});
afterAll(() => memory.close());

/** Who is answered first: the long request, or another client's that came after it. */
async function firstOf(long: Promise<unknown>): Promise<string> {
  const short = other.request("ApiVersions", 0, {});
  const first = await Promise.race([long.then(() => "long"), short.then(() => "short")]);
  await Promise.all([long, short]);
  return first;
}

const partitions = (name: string) => ({ name, partitionIndexes: indexes });
const long: { readonly [Name in ApiName]?: readonly [version: number, request: RequestOf<Name>] } = {
  ListOffsets: [7, { replicaId: -1, topics: [{ name: "clicks", partitions: indexes.map((index) => ({ index, timestamp: -1 })) }] }],
  DescribeProducers: [0, { topics: [partitions("clicks")] }],
  OffsetForLeaderEpoch: [4, { topics: [{ name: "clicks", partitions: indexes.map((index) => ({ index, leaderEpoch: 0 })) }] }],
  DeleteRecords: [
    2,
    { topics: [{ name: "none", partitions: indexes.map((partitionIndex) => ({ partitionIndex, offset: 0 })) }], timeoutMs: 1 },
  ],
  CreateTopics: [
    7,
    {
      topics: lines(many).map((name) => ({ name, partitions: 0, replicationFactor: 1, assignments: [], configs: [] })),
      timeoutMs: 1,
      validateOnly: true,
    },
  ],
  CreatePartitions: [3, { topics: lines(many).map((name) => ({ name, count: 2, assignments: null })), timeoutMs: 1, validateOnly: true }],
  Metadata: [12, { topics: lines(many).map((name) => ({ name, topicId: zeroUuid })), allowAutoTopicCreation: false }],
  WriteTxnMarkers: [
    1,
    { markers: [{ producerId: 1, producerEpoch: 0, transactionResult: true, topics: [partitions("none")], coordinatorEpoch: 0 }] },
  ],
};

describe("a request of thousands of elements", () => {
  it.each(Object.entries(long))("lets others be answered meanwhile: %s", async (name, [version, request]) => {
    expect(await firstOf(client.request(name as ApiName, version, request as never))).toBe("short");
  });

  it("is answered with one part for each, in their order", async () => {
    const topics = [partitions("clicks"), partitions("none")];
    const answer = await client.request("DescribeProducers", 0, {
      topics: topics.map((topic) => ({ ...topic, partitionIndexes: [2, 60, 1] })),
    });
    expect(answer.topics.map(({ name, partitions: own }) => [name, own.map((one) => [one.partitionIndex, one.errorCode])])).toEqual([
      [
        "clicks",
        [
          [2, 0],
          [60, 3],
          [1, 0],
        ],
      ],
      [
        "none",
        [
          [2, 3],
          [60, 3],
          [1, 3],
        ],
      ],
    ]);
    const end = (coordinatorEpoch: number, names: readonly string[]) => ({
      producerId: coordinatorEpoch,
      producerEpoch: 0,
      transactionResult: true,
      topics: names.map((name) => ({ name, partitionIndexes: [0] })),
      coordinatorEpoch,
    });
    const { markers } = await client.request("WriteTxnMarkers", 1, { markers: [end(1, ["clicks", "none"]), end(2, []), end(3, ["none"])] });
    expect(markers.map(({ producerId, topics: own }) => [producerId, own.map(({ name }) => name)])).toEqual([
      [1, ["clicks", "none"]],
      [2, []],
      [3, ["none"]],
    ]);
  });

  it("names each thing once in the answer, however often it was named", async () => {
    const names = ["clicks", "clicks", "clicks"];
    const metadata = await client.request("Metadata", 12, { topics: names.map((name) => ({ name, topicId: zeroUuid })) });
    expect(metadata.topics.map(({ name }) => name)).toEqual(["clicks"]);
    const resources = names.map((resourceName) => ({ resourceType: 2, resourceName, configurationKeys: null }));
    expect((await client.request("DescribeConfigs", 4, { resources })).results).toHaveLength(1);
    expect((await client.request("DescribeGroups", 5, { groups: names })).groups).toHaveLength(1);
    expect((await client.request("ConsumerGroupDescribe", 0, { groupIds: names, includeAuthorizedOperations: false })).groups).toHaveLength(
      1,
    );
    expect((await client.request("DescribeTransactions", 0, { transactionalIds: names })).transactionStates).toHaveLength(1);
  });

  it("is not read when the elements of all its lists together are too many", async () => {
    const refused = await memory.client();
    const topics = [partitions("clicks"), partitions("clicks"), partitions("clicks")];
    await expect(refused.request("DescribeProducers", 0, { topics })).rejects.toThrow("closed the connection");
    expect(memory.warnings).toContainEqual(expect.objectContaining({ code: "kafka.elements-many" }));
  });

  it("finds doubled users among thousands", async () => {
    const users = [...lines(many), "n7"].map((name) => ({ name }));
    const { results } = await client.request("DescribeUserScramCredentials", 0, { users });
    expect(results).toHaveLength(many);
    expect(results.filter(({ errorCode }) => errorCode === 92).map(({ user }) => user)).toEqual(["n7"]);
  });
});

it("requests that come by the thousand let others be answered meanwhile", async () => {
  const own = await memory.client();
  const handled = (): number => memory.broker.figures().requests.find(({ name }) => name === "Metadata")?.count ?? 0;
  const [before, count] = [handled(), 2_000];
  // All of them in one chunk.
  own.socket.write(Buffer.concat(Array.from({ length: count }, () => requestBytes("Metadata", 12, { topics: null }))));
  await other.request("ApiVersions", 0, {});
  expect(handled() - before).toBeLessThan(count);
  for (let answered = 0; answered < count; answered++) await own.frame();
});

it("batches for a compacted topic may decompress to so much, all together, and no more", async () => {
  const bomb = (bytes: number): Uint8Array => encodeBatch({ records: [{ key: "k", value: new Uint8Array(bytes) }], compression: "gzip" });
  const produce = async (records: Uint8Array): Promise<number> => {
    const topics = [{ name: "latest", topicId: zeroUuid, partitions: [{ index: 0, records }] }];
    const answer = await client.request("Produce", 9, { transactionalId: null, acks: -1, timeoutMs: 1_000, topics });
    return answer.responses[0]!.partitions[0]!.errorCode;
  };
  const [tooLarge, mib] = [10, 1 << 20];
  expect(await produce(bomb(9 * mib))).toBe(tooLarge);
  expect(await produce(Buffer.concat([bomb(5 * mib), bomb(5 * mib)]))).toBe(tooLarge);
  expect(await produce(Buffer.concat([bomb(3 * mib), bomb(3 * mib)]))).toBe(0);
});
