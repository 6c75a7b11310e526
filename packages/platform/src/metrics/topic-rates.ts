// Records and bytes per second of every topic. Appends only add to a counter; once a second the clock samples.
import type { Clock, Timer } from "@millrace/core";
import type { Log } from "@millrace/log";
import { RateRing } from "./ring.ts";

export interface TopicRate {
  readonly records: RateRing;
  readonly bytes: RateRing;
}

export class TopicRates {
  readonly #log: Log;
  readonly #topics = new Map<string, TopicRate>();
  readonly #ends = new Map<string, number[]>();
  readonly #unwatch: () => void;

  constructor(log: Log) {
    this.#log = log;
    this.#unwatch = log.watch({
      appended: (topic, partition, endOffset, bytes) => this.#appended(topic, partition, endOffset, bytes),
      topicsChanged: () => this.#forget(),
    });
    for (const topic of log.topics()) this.#begin(topic.name);
  }

  of(topic: string): TopicRate {
    return this.#topics.get(topic) ?? this.#begin(topic);
  }

  sample(seconds: number): void {
    for (const rate of this.#topics.values()) {
      rate.records.sample(seconds);
      rate.bytes.sample(seconds);
    }
  }

  close(): void {
    this.#unwatch();
  }

  #begin(topic: string): TopicRate {
    const rate = { records: new RateRing(), bytes: new RateRing() };
    const partitions = this.#log.topic(topic)?.partitions;
    if (partitions === undefined) return rate;
    this.#topics.set(topic, rate);
    this.#ends.set(
      topic,
      Array.from({ length: partitions }, (_, partition) => this.#log.offsets(topic, partition).end),
    );
    return rate;
  }

  #appended(topic: string, partition: number, endOffset: number, bytes: number): void {
    let rate = this.#topics.get(topic);
    if (rate === undefined) {
      // The first append to a topic that came into being after us: all of it is new.
      rate = this.#begin(topic);
      this.#ends.get(topic)?.fill(0);
    }
    const ends = this.#ends.get(topic);
    if (ends === undefined) return;
    rate.records.total += Math.max(0, endOffset - (ends[partition] ?? 0));
    rate.bytes.total += bytes;
    ends[partition] = endOffset;
  }

  #forget(): void {
    for (const name of this.#topics.keys()) {
      if (this.#log.topic(name) !== undefined) continue;
      this.#topics.delete(name);
      this.#ends.delete(name);
    }
  }
}

/** Calls `sample(seconds)` about once a second until stopped. */
export function everySecond(clock: Clock, sample: (seconds: number) => void): () => void {
  let before = clock.monotonic();
  let timer: Timer;
  const tick = (): void => {
    const now = clock.monotonic();
    sample((now - before) / 1000);
    before = now;
    timer = clock.after(1000, tick);
  };
  timer = clock.after(1000, tick);
  return () => timer.cancel();
}
