// Tells listeners what others append and change. A cluster calls nobody, so its ends are asked for again and again while
// someone listens, and its topics at a slower pace always.
import type { Clock, Timer } from "@millrace/core";
import type { LogListener } from "@millrace/log";
import type { Metadata } from "./metadata.ts";

export class Watching {
  readonly #metadata: Metadata;
  readonly #clock: Clock;
  readonly #topicsMs: number;
  readonly #endsMs: number;
  readonly #listeners = new Set<LogListener>();
  #told = new Map<string, number>();
  #topics = "";
  #refreshedAtMs: number;
  #timer: Timer | undefined;
  #closed = false;

  constructor(metadata: Metadata, clock: Clock, pace: { readonly topicsMs: number; readonly endsMs: number }) {
    this.#metadata = metadata;
    this.#clock = clock;
    this.#topicsMs = pace.topicsMs;
    this.#endsMs = pace.endsMs;
    this.#topics = this.#fingerprint();
    this.#refreshedAtMs = clock.monotonic();
    this.#schedule();
  }

  listen(listener: LogListener): () => void {
    // What stands there already is no news.
    if (this.#listeners.size === 0) this.#eachEnd((place, end) => this.#told.set(place, end));
    this.#listeners.add(listener);
    this.#timer?.cancel();
    this.#schedule();
    return () => void this.#listeners.delete(listener);
  }

  /** Bytes are 0 where others appended. */
  appended(topic: string, partition: number, end: number, bytes: number): void {
    const place = `${topic}/${partition}`;
    if (this.#listeners.size === 0 || end <= (this.#told.get(place) ?? 0)) return;
    this.#told.set(place, end);
    for (const listener of this.#listeners) listener.appended?.(topic, partition, end, bytes);
  }

  /** After a refresh. */
  compareTopics(): void {
    const topics = this.#fingerprint();
    if (topics === this.#topics) return;
    this.#topics = topics;
    const told = this.#told;
    this.#told = new Map();
    this.#eachEnd((place) => this.#told.set(place, told.get(place) ?? 0));
    for (const listener of this.#listeners) listener.topicsChanged?.();
  }

  #fingerprint(): string {
    return JSON.stringify(
      this.#metadata.topics().map(({ info }) => [info.name, Buffer.from(info.id).toString("hex"), info.partitions, info.config]),
    );
  }

  #eachEnd(visit: (place: string, end: number) => void): void {
    for (const { info, partitions } of this.#metadata.topics())
      for (const [index, { offsets }] of partitions.entries()) visit(`${info.name}/${index}`, offsets.end);
  }

  #schedule(): void {
    if (this.#closed) return;
    this.#timer = this.#clock.after(this.#listeners.size === 0 ? this.#topicsMs : this.#endsMs, () => void this.#look());
  }

  async #look(): Promise<void> {
    try {
      if (this.#clock.monotonic() - this.#refreshedAtMs >= this.#topicsMs) {
        await this.#metadata.refresh();
        this.#refreshedAtMs = this.#clock.monotonic();
        this.compareTopics();
      } else await this.#metadata.refreshOffsets();
      for (const { info, partitions } of this.#metadata.topics())
        for (const [index, { offsets }] of partitions.entries()) this.appended(info.name, index, offsets.end, 0);
    } catch {
      // The cluster is away: reads and appends say so, and the next look tries again.
    }
    this.#schedule();
  }

  close(): void {
    this.#closed = true;
    this.#timer?.cancel();
    this.#listeners.clear();
  }
}
