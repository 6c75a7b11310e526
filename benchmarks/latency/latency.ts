// (c) From publishing a record as a Kafka client to its row in a live query's HTTP stream, at 2,000 events/s. Producer
// and reader share this process's clock; Millrace is a process of its own.
import { Producer, stringSerializers } from "@platformatic/kafka";
import { startMillrace, temporaryFolder } from "../../tests/millrace.ts";
import { percentile, type BenchmarkOptions, type Figure } from "../figures.ts";

const perSecond = 2_000;
/** Events are sent in groups, one every so often, as a client with a small linger does. */
const groupMs = 5;

export async function latencyBenchmark({ quick }: BenchmarkOptions): Promise<readonly Figure[]> {
  const folder = temporaryFolder("bench-latency");
  const millrace = await startMillrace({ data: folder.path });
  const producer = new Producer({
    clientId: "bench",
    bootstrapBrokers: [millrace.kafka],
    serializers: stringSerializers,
    autocreateTopics: true,
    acks: -1,
  });
  try {
    const send = async (count: number): Promise<unknown> =>
      await producer.send({
        messages: Array.from({ length: count }, () => ({
          topic: "pings",
          value: JSON.stringify({ sent: performance.timeOrigin + performance.now(), filler: "x".repeat(120) }),
        })),
      });
    await send(1);
    await post(`${millrace.url}/sql`, { sql: "CREATE TABLE pings (sent DOUBLE, filler STRING)" });
    const stop = new AbortController();
    const latencies: number[] = [];
    const reading = readLive(`${millrace.url}/sql`, "SELECT sent FROM pings", stop.signal, (sent) =>
      latencies.push(performance.timeOrigin + performance.now() - sent),
    );
    await wait(500);
    const end = performance.now() + (quick ? 2_000 : 20_000);
    let due = performance.now();
    while (performance.now() < end) {
      void send((perSecond * groupMs) / 1000);
      due += groupMs;
      const left = due - performance.now();
      if (left > 0) await wait(left);
    }
    await wait(500);
    stop.abort();
    await reading;
    // The first second warms up both processes.
    const counted = latencies.slice(perSecond);
    if (counted.length === 0) throw new Error("no rows came back");
    return [0.5, 0.99].map((share) => ({
      benchmark: "latency",
      what: `publish to live row at ${perSecond} events/s, p${share * 100}`,
      value: percentile(counted, share),
      unit: "ms",
    }));
  } finally {
    await producer.close();
    await millrace.stop();
    folder.remove();
  }
}

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

async function post(url: string, body: unknown, signal?: AbortSignal): Promise<Response> {
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json", accept: "application/x-ndjson, application/json" },
    body: JSON.stringify(body),
    ...(signal === undefined ? {} : { signal }),
  });
  if (!response.ok) throw new Error(await response.text());
  return response;
}

async function readLive(url: string, sql: string, signal: AbortSignal, row: (sent: number) => void): Promise<void> {
  try {
    const response = await post(url, { sql, from: "latest" }, signal);
    const decoder = new TextDecoder();
    let rest = "";
    for await (const chunk of response.body!) {
      const lines = (rest + decoder.decode(chunk, { stream: true })).split("\n");
      rest = lines.pop()!;
      for (const line of lines) {
        const message = JSON.parse(line) as { type: string; rows?: [string, number][] };
        if (message.type === "rows") for (const [, sent] of message.rows!) row(sent);
      }
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}
