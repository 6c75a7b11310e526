// (b) Produce and fetch through the Kafka port with a client in JavaScript, acks=all: Millrace beside a real Apache Kafka in
// the same run. Faster clients are in the matrix.
import { Consumer, Producer } from "@platformatic/kafka";
import { besideOf, type BenchmarkOptions, type Figure } from "../figures.ts";
import { targets, type Target } from "./targets.ts";

const recordBytes = 1_000;

interface Speeds {
  readonly what: string;
  readonly mbPerSecond: number;
}

export async function portBenchmark({ quick }: BenchmarkOptions): Promise<readonly Figure[]> {
  const records = quick ? 20_000 : 300_000;
  const measured = new Map<string, readonly Speeds[]>();
  // The two forms of Apache Kafka differ in one setting: a short run has enough of one.
  for (const start of quick ? targets.slice(0, 2) : targets) {
    const target = await start();
    try {
      measured.set(target.name, await withPlatformatic(target, records));
    } finally {
      await target.stop();
    }
  }
  const [ours, ...peers] = [...measured];
  return ours![1].map(({ what, mbPerSecond }) => ({
    benchmark: "port",
    what,
    value: mbPerSecond,
    unit: "MB/s",
    beside: besideOf(
      mbPerSecond,
      "MB/s",
      peers.map(([name, speeds]) => [name, speeds.find((one) => one.what === what)!.mbPerSecond]),
    ),
  }));
}

/** Four requests of about 64 KiB under way, as a busy application has. */
async function withPlatformatic(target: Target, records: number): Promise<Speeds[]> {
  const connection = { clientId: "bench", bootstrapBrokers: [target.kafka] };
  const producer = new Producer({ ...connection, autocreateTopics: true, acks: -1 });
  const value = Buffer.alloc(recordBytes, "millrace ");
  const group = 64;
  const produce = async (count: number): Promise<number> => {
    const began = performance.now();
    let left = count;
    const lane = async (): Promise<void> => {
      while (left > 0) {
        left -= group;
        await producer.send({ messages: Array.from({ length: group }, () => ({ topic: "bench-platformatic", value })) });
      }
    };
    await Promise.all([lane(), lane(), lane(), lane()]);
    return (count * recordBytes) / 1e6 / ((performance.now() - began) / 1000);
  };
  await produce(Math.min(10_000, records));
  const produced = await produce(records);
  await producer.close();

  const consumer = new Consumer({ ...connection, groupId: `bench-${process.pid}`, maxBytes: 8 << 20, highWaterMark: 20_000 });
  const stream = await consumer.consume({ topics: ["bench-platformatic"], mode: "earliest", autocommit: false });
  const began = performance.now();
  let seen = 0;
  for await (const message of stream) {
    seen += message.value.length;
    if (seen >= records * recordBytes) break;
  }
  const fetched = seen / 1e6 / ((performance.now() - began) / 1000);
  await stream.close();
  await consumer.close(true);
  return [
    { what: "produce, @platformatic/kafka", mbPerSecond: produced },
    { what: "fetch, @platformatic/kafka", mbPerSecond: fetched },
  ];
}
