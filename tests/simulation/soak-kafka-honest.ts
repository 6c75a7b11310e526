// The honest clients of soak-kafka.ts, in a thread of their own: one writes records and reads them back, another waits
// in a fetch for each of them. Told "report", they say how long their requests took since the last report.
import { createHistogram } from "node:perf_hooks";
import { parentPort, workerData } from "node:worker_threads";
import { systemClock } from "@millrace/core";
import { connectTo, fetchFrom, type FuzzTarget, produce } from "@millrace/kafka/fuzz";

export interface Latencies {
  readonly requests: number;
  readonly maxMs: number;
  /** 999 of 1000 were quicker. */
  readonly p999Ms: number;
  readonly over50Ms: number;
}

export type HonestReport = Readonly<Record<"produce" | "fetch" | "wake", Latencies>>;

const pauseMs = 5;
const lateMs = 50;
const waitMs = 500;

class Measure {
  #histogram = createHistogram();
  #late = 0;

  record(sinceMs: number): void {
    const tookMs = systemClock.monotonic() - sinceMs;
    this.#histogram.record(Math.max(1, Math.round(tookMs * 1_000)));
    if (tookMs > lateMs) this.#late++;
  }

  take(): Latencies {
    const { count, max } = this.#histogram;
    const p999Ms = this.#histogram.percentile(99.9) / 1_000;
    const latencies = { requests: count, maxMs: count === 0 ? 0 : max / 1_000, p999Ms, over50Ms: this.#late };
    this.#histogram.reset();
    this.#late = 0;
    return latencies;
  }
}

const target = workerData as FuzzTarget;
const measures = { produce: new Measure(), fetch: new Measure(), wake: new Measure() };
let sentMs = 0;

async function write(): Promise<never> {
  const client = await connectTo(target, "HONEST");
  for (;;) {
    sentMs = systemClock.monotonic();
    const offset = await produce(client);
    measures.produce.record(sentMs);
    const askedMs = systemClock.monotonic();
    await fetchFrom(client, offset);
    measures.fetch.record(askedMs);
    await systemClock.sleep(pauseMs);
  }
}

/** From the sending of a record to its arrival at the one who waits for it. */
async function wait(): Promise<never> {
  const client = await connectTo(target, "HONEST");
  let next = await produce(client);
  for (;;) {
    const bytes = await fetchFrom(client, next, waitMs);
    if (bytes.length === 0) continue;
    measures.wake.record(sentMs);
    const view = new DataView(bytes.buffer, bytes.byteOffset);
    next = Number(view.getBigInt64(0)) + view.getInt32(23) + 1;
  }
}

const failed = (error: unknown): void => {
  throw error;
};
write().catch(failed);
wait().catch(failed);
const port = parentPort!;
port.on("message", () => {
  const { produce: produced, fetch, wake } = measures;
  port.postMessage({ produce: produced.take(), fetch: fetch.take(), wake: wake.take() } satisfies HonestReport);
});
