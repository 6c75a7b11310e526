// Which topics one connection wrote to and read from in the last minute: what the console draws as producers and
// consumers. Bounded: the topic seen longest ago makes room.
import type { Clock } from "@millrace/core";

const windowMs = 60_000;
const topicsMax = 256;

class RecentTopics {
  readonly #seenAt = new Map<string, number>();

  note(topic: string, nowMs: number): void {
    this.#seenAt.delete(topic);
    this.#seenAt.set(topic, nowMs);
    if (this.#seenAt.size > topicsMax) this.#seenAt.delete(this.#seenAt.keys().next().value!);
  }

  since(fromMs: number): string[] {
    for (const [topic, at] of this.#seenAt) if (at < fromMs) this.#seenAt.delete(topic);
    return [...this.#seenAt.keys()].sort();
  }
}

export class Activity {
  readonly #clock: Clock;
  readonly #produced = new RecentTopics();
  readonly #fetched = new RecentTopics();
  clientId = "";
  softwareName = "";
  softwareVersion = "";

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  produced(topic: string): void {
    this.#produced.note(topic, this.#clock.monotonic());
  }

  fetched(topic: string): void {
    this.#fetched.note(topic, this.#clock.monotonic());
  }

  get producesTo(): string[] {
    return this.#produced.since(this.#clock.monotonic() - windowMs);
  }

  get consumesFrom(): string[] {
    return this.#fetched.since(this.#clock.monotonic() - windowMs);
  }
}
