// A topic's new records as they come, for a person to look at: at most so many a second, the rest counted and
// skipped (they are not even read). A reader whose socket is full is not read for.
import type { Clock } from "@millrace/core";
import type { Log } from "@millrace/log";
import type { RecordView } from "../api/types.ts";
import type { MessageStream } from "../live/message-stream.ts";
import type { RecordFilter } from "./record-filter.ts";
import { recordView } from "./record-view.ts";
import { forEachShown, readShown, shownEnd } from "./shown.ts";

const everyMs = 100;
const heartbeatMs = 1_000;
/** Shown per turn: 200 a second, more than anyone reads. */
const recordsPerTurn = 20;
const readBytes = 256 * 1024;

export interface TailServices {
  readonly log: Log;
  readonly clock: Clock;
}

export interface TailOptions {
  readonly filter: RecordFilter;
  /** Asked again and again: a tail ends when its reader's right to it does. */
  readonly allowed: () => boolean;
}

export function tail({ log, clock }: TailServices, topic: string, { filter, allowed }: TailOptions, stream: MessageStream): void {
  const positions = new Map<number, number>();
  const partitions = log.topic(topic)?.partitions ?? 0;
  for (let partition = 0; partition < partitions; partition++) positions.set(partition, shownEnd(log, topic, partition, filter.isolation));
  let open = true;
  let sentAt = clock.monotonic();
  const send = (message: { readonly type: string; readonly records: readonly RecordView[] | number }): void => {
    sentAt = clock.monotonic();
    stream.send(message);
  };
  const turn = async (): Promise<void> => {
    if (!stream.ready) return;
    const shown: RecordView[] = [];
    let skipped = 0;
    for (const [partition, position] of positions) {
      const room = Math.max(1, Math.floor(recordsPerTurn / positions.size));
      const { start } = log.offsets(topic, partition);
      const end = shownEnd(log, topic, partition, filter.isolation);
      if (position >= end) continue;
      // Without a filter only the newest can be shown; with one, as much as one read holds is looked through.
      const from = Math.max(start, filter.everything ? Math.max(position, end - room) : position);
      const found: RecordView[] = [];
      let seen = from;
      let over = 0;
      const read = await readShown(log, topic, partition, from, readBytes, filter.isolation);
      forEachShown(read, filter.isolation, (record) => {
        if (record.offset < from || record.offset >= end) return;
        seen = record.offset + 1;
        if (!filter.matches(record)) return;
        if (found.length < room) found.push(recordView(partition, record));
        else over++;
      });
      shown.push(...found);
      skipped += from - position + over + (end - Math.max(seen, from));
      positions.set(partition, end);
    }
    if (shown.length > 0) send({ type: "records", records: shown.sort((a, b) => a.timestampMs - b.timestampMs) });
    if (skipped > 0) send({ type: "skipped", records: skipped });
    if (clock.monotonic() - sentAt >= heartbeatMs) send({ type: "records", records: [] });
  };
  const loop = (): void => {
    if (!open) return;
    // A topic that was deleted meanwhile ends its tail.
    if (log.topic(topic) === undefined || !allowed()) return stream.end();
    const next = (): void => void clock.after(everyMs, loop);
    turn().then(next, () => stream.end());
  };
  stream.onClose(() => (open = false));
  send({ type: "records", records: [] });
  loop();
}
