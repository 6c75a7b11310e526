// One million events of about 200 bytes, as record batches: what both programs of this folder read.
import { seeded } from "@millrace/core";
import { encodeBatch } from "@millrace/log";

const countries = ["DE", "US", "FR", "JP", "BR", "IN", "GB", "NG"];
const kinds = ["browse", "play", "pause", "rebuffer", "quality", "stop"];
const recordsPerBatch = 1000;

/** Chunks of whole record batches, as a log read returns them. */
export function events(count: number): Uint8Array<ArrayBuffer>[] {
  const random = seeded(7);
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  const startMs = Date.parse("2024-03-01T00:00:00Z");
  for (let done = 0; done < count; done += recordsPerBatch) {
    const records = Array.from({ length: Math.min(recordsPerBatch, count - done) }, (_, index) => {
      const ms = startMs + (done + index) * 3 + random.below(500);
      const value = JSON.stringify({
        event_time: new Date(ms).toISOString(),
        device_id: `device-${random.below(2000)}`,
        session_id: `s${random.below(1_000_000).toString(36)}`,
        event: kinds[random.below(kinds.length)],
        title: `title ${random.below(500)}`,
        country: countries[random.below(countries.length)],
        bitrate: random.below(8000),
        position: random.below(7_200_000),
      });
      return { value, timestampMs: ms };
    });
    chunks.push(encodeBatch({ records, baseOffset: done }));
  }
  return joined(chunks, 1024 * 1024);
}

function joined(batches: readonly Uint8Array[], chunkBytes: number): Uint8Array<ArrayBuffer>[] {
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  let group: Uint8Array[] = [];
  let size = 0;
  const flush = (): void => {
    const chunk = new Uint8Array(size);
    let at = 0;
    for (const batch of group) {
      chunk.set(batch, at);
      at += batch.length;
    }
    if (size > 0) chunks.push(chunk);
    group = [];
    size = 0;
  };
  for (const batch of batches) {
    group.push(batch);
    size += batch.length;
    if (size >= chunkBytes) flush();
  }
  flush();
  return chunks;
}
