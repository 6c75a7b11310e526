// The plain program: JSON.parse and a Map. What most people would write first.
import { RecordReader } from "@millrace/log";

export interface Counted {
  readonly count: number;
  readonly sum: number;
}

/** COUNT and SUM(bitrate) of plays by country and minute, over record batches. */
export function plainProgram(chunks: readonly Uint8Array[]): Map<string, Counted> {
  const groups = new Map<string, { count: number; sum: number }>();
  const decoder = new TextDecoder();
  for (const chunk of chunks) {
    const view = new DataView(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    for (let at = 0; at < chunk.length; at += view.getInt32(at + 8) + 12) {
      const reader = new RecordReader(chunk, at);
      while (reader.next()) {
        const event = JSON.parse(decoder.decode(reader.value())) as { event_time: string; event: string; country: string; bitrate: number };
        if (event.bitrate <= 1000) continue;
        const minute = Math.floor(Date.parse(event.event_time) / 60_000);
        const key = `${event.country}|${minute}`;
        let group = groups.get(key);
        if (group === undefined) groups.set(key, (group = { count: 0, sum: 0 }));
        group.count++;
        group.sum += event.bitrate;
      }
    }
  }
  return groups;
}
