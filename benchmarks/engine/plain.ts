// What one would write without an engine: read the records, JSON.parse each, count in a Map. No watermark, no state that
// survives, no late rows: the least that gives the answer.
import { forEachRecord, type Log } from "@millrace/log";

export interface Answer {
  /** "window start|country" → [events, watched ms]. */
  readonly groups: ReadonlyMap<string, readonly [number, number]>;
  readonly seconds: number;
}

const windowMs = 10_000;

export async function plainProgram(log: Log, topic: string): Promise<Answer> {
  const began = performance.now();
  const groups = new Map<string, [number, number]>();
  const decoder = new TextDecoder();
  const { end } = log.offsets(topic, 0);
  for (let offset = 0; offset < end;) {
    const { bytes } = await log.read(topic, 0, offset, { maxBytes: 1 << 20 });
    forEachRecord(bytes, (record) => {
      offset = record.offset + 1;
      const event = JSON.parse(decoder.decode(record.bytes.subarray(record.valueStart, record.valueStart + record.valueLength))) as {
        event: string;
        event_time: string;
        country: string;
        watched_ms: number;
      };
      if (event.event !== "watch") return;
      const atMs = Date.parse(event.event_time);
      const key = `${atMs - (atMs % windowMs)}|${event.country}`;
      const group = groups.get(key);
      if (group === undefined) groups.set(key, [1, event.watched_ms]);
      else {
        group[0] += 1;
        group[1] += event.watched_ms;
      }
    });
  }
  return { groups, seconds: (performance.now() - began) / 1000 };
}
