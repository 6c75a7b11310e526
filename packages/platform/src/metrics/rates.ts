// Everything that is sampled once a second, in one tick of the clock.
import type { Clock } from "@millrace/core";
import type { Log } from "@millrace/log";
import { Ring } from "./ring.ts";
import { everySecond, TopicRates } from "./topic-rates.ts";

export class Rates {
  readonly topics: TopicRates;
  /** Records a second into topics that no processor writes, and into those that one does. */
  readonly in = new Ring();
  readonly out = new Ring();
  readonly bytesIn = new Ring();
  #stop: () => void = () => undefined;

  constructor(log: Log) {
    this.topics = new TopicRates(log);
  }

  /** `alsoSample` first; `writtenByProcessors` tells the topics apart. */
  start(clock: Clock, log: Log, writtenByProcessors: () => ReadonlySet<string>, alsoSample: (seconds: number) => void): void {
    this.#stop = everySecond(clock, (seconds) => {
      alsoSample(seconds);
      this.topics.sample(seconds);
      const written = writtenByProcessors();
      let [inside, outside, bytes] = [0, 0, 0];
      for (const topic of log.topics()) {
        if (topic.internal) continue;
        const rate = this.topics.of(topic.name);
        if (written.has(topic.name)) inside += rate.records.ring.recent(1);
        else {
          outside += rate.records.ring.recent(1);
          bytes += rate.bytes.ring.recent(1);
        }
      }
      this.in.push(outside);
      this.out.push(inside);
      this.bytesIn.push(bytes);
    });
  }

  close(): void {
    this.#stop();
    this.topics.close();
  }
}
