// Publishes the simulated service's events to a Kafka port, as any application would: with @platformatic/kafka,
// acks from the broker, idempotent. On a topic without events it first publishes the last ten minutes at full speed;
// after a pause it goes on from the last event it finds (an hour back at the most); then it keeps real time.
import { parseArgs } from "node:util";
import {
  Admin,
  ConfigResourceTypes,
  Consumer,
  IncrementalAlterConfigOperationTypes,
  Producer,
  stringSerializers,
} from "@platformatic/kafka";
import { World } from "./world.ts";

const help = `Publishes events of a simulated video service.

  node simulate.ts [--kafka 127.0.0.1:9092] [--topic playback_events] [--rate 2000] [--devices 2000] [--seed 1] [--for SECONDS]

  --kafka HOST:PORT  broker to publish to                      (default 127.0.0.1:9092)
  --topic NAME       topic, created if it is not there         (default playback_events)
  --rate N           events a second, up to what the machine takes (default 2000)
  --devices N        devices of the service                    (default 2000)
  --seed N           the same seed and start give the same events (default 1)
  --for SECONDS      stop after so long; without it, go on until stopped`;

const { values } = parseArgs({
  options: {
    kafka: { type: "string", default: process.env["MILLRACE_KAFKA"] ?? "127.0.0.1:9092" },
    topic: { type: "string", default: "playback_events" },
    rate: { type: "string", default: "2000" },
    devices: { type: "string", default: "2000" },
    seed: { type: "string", default: "1" },
    for: { type: "string" },
    help: { type: "boolean", short: "h" },
  },
});
if (values.help) {
  console.log(help);
  process.exit(0);
}
const rate = positive("rate", values.rate);
const devices = positive("devices", values.devices);
const seed = positive("seed", values.seed);
const endMs = values.for === undefined ? Infinity : Date.now() + positive("for", values.for) * 1000;

const backfillMs = 600_000;
const longestGapMs = 3_600_000;
/** Records in one request: large while catching up, whatever came due otherwise. */
const batchRecords = 4_000;
const tickMs = 50;

let stopping = false;
for (const signal of ["SIGINT", "SIGTERM", "disconnect"]) process.on(signal, () => (stopping = true));

const connection = { clientId: "video-devices", bootstrapBrokers: [values.kafka], retries: 20, retryDelay: 500 };
const producer = new Producer({ ...connection, serializers: stringSerializers, autocreateTopics: true, idempotent: true, acks: -1 });

/** Two hours of events are enough for an example: older ones go, and the disk does not fill. */
async function keepTwoHours(): Promise<void> {
  const admin = new Admin(connection);
  const set = (name: string, value: string) => ({ name, value, configOperation: IncrementalAlterConfigOperationTypes.SET });
  const configs = [set("retention.ms", String(2 * 3_600_000)), set("segment.ms", String(600_000))];
  await admin.incrementalAlterConfigs({ resources: [{ resourceType: ConfigResourceTypes.TOPIC, resourceName: values.topic, configs }] });
  await admin.close();
}

async function lastEventMs(): Promise<number | undefined> {
  const consumer = new Consumer({ ...connection, groupId: "video-devices" });
  try {
    // -3 asks for the record with the greatest timestamp (KIP-734).
    const found = await consumer.listOffsetsWithTimestamps({ topics: [values.topic], timestamp: -3n });
    const times = [...(found.get(values.topic)?.values() ?? [])].map((newest) => Number(newest.timestamp));
    const newest = Math.max(-1, ...times);
    return newest > 0 ? newest : undefined;
  } finally {
    await consumer.close();
  }
}

await producer.metadata({ topics: [values.topic], autocreateTopics: true });
await keepTwoHours();
const newestMs = await lastEventMs();
const startMs = newestMs === undefined ? Date.now() - backfillMs : Math.max(newestMs + 1, Date.now() - longestGapMs);
const world = new World({ devices, eventsPerSecond: rate, seed, startMs });
console.log(
  newestMs === undefined
    ? `publishing the last ten minutes, then ${rate} events/s`
    : `going on from ${new Date(startMs).toISOString()}, then ${rate} events/s`,
);

// The next batch is made while the one before is on its way.
let published = 0;
let onItsWay: Promise<unknown> = Promise.resolve();
while (!stopping && Date.now() < endMs) {
  const arrivals = world.take(Math.min(Date.now(), endMs), batchRecords);
  if (arrivals.length === 0) {
    await new Promise((resolve) => setTimeout(resolve, tickMs));
    continue;
  }
  const messages = arrivals.map((arrival) => ({
    topic: values.topic,
    key: arrival.key,
    value: arrival.json,
    timestamp: BigInt(arrival.atMs),
  }));
  await onItsWay;
  onItsWay = producer.send({ messages });
  onItsWay.catch(() => undefined);
  published += messages.length;
}
await onItsWay;
await producer.close();
console.log(`published ${published} events`);
process.exit(0);

function positive(name: string, text: string): number {
  const number = Number(text);
  if (Number.isFinite(number) && number > 0) return number;
  console.error(`--${name} takes a number above 0, not "${text}"`);
  process.exit(2);
}
