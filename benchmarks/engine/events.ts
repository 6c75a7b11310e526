// A million JSON events of about 200 bytes, in record batches as a client would send them, in a log on the real disk.
import { seeded, systemClock, systemRandom } from "@millrace/core";
import { encodeBatch, openLog, type Log } from "@millrace/log";

export const topic = "events";
const countries = ["US", "BR", "GB", "DE", "IN", "MX", "JP", "FR", "KR", "ES"];
const kinds = ["watch", "watch", "watch", "browse", "start_play", "stop", "quality"];
const perBatch = 500;
const startMs = Date.UTC(2026, 0, 1);

export async function logOfEvents(folder: string, count: number): Promise<{ readonly log: Log; readonly bytes: number }> {
  const log = await openLog({ folder, clock: systemClock, random: systemRandom });
  await log.createTopic({ name: topic, partitions: 1 });
  const random = seeded(1);
  let bytes = 0;
  const waiting: Promise<unknown>[] = [];
  for (let first = 0; first < count; first += perBatch) {
    const records = Array.from({ length: Math.min(perBatch, count - first) }, (_, index) => {
      const atMs = startMs + (first + index) * 2 - random.below(500);
      const value = JSON.stringify({
        event_id: `e${(first + index).toString(36)}`,
        event_time: new Date(atMs).toISOString(),
        device_id: `d${String(random.below(100_000)).padStart(6, "0")}`,
        country: countries[random.below(countries.length)],
        event: kinds[random.below(kinds.length)],
        title: `Title ${random.below(60)}`,
        bitrate_kbps: 1_000 + random.below(15_000),
        watched_ms: random.below(10_000),
        rebuffer_ms: 0,
      });
      bytes += value.length;
      return { value, timestampMs: atMs };
    });
    waiting.push(log.append(topic, 0, encodeBatch({ records })));
    if (waiting.length === 64) await Promise.all(waiting.splice(0));
  }
  await Promise.all(waiting);
  return { log, bytes };
}
