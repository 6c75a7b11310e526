// The background work of the log: retention, then compaction, one topic after the other.
import type { Timer } from "@millrace/core";
import type { Committer } from "./committer.ts";
import type { LogContext } from "./context.ts";
import type { IndexCache } from "./partition/index-cache.ts";
import { Retention } from "./retention.ts";
import type { Topics } from "./topics.ts";

export class Maintenance {
  readonly #context: LogContext;
  readonly #topics: Topics;
  readonly #committer: Committer;
  readonly #retention: Retention;
  #timer: Timer | undefined;
  #running: Promise<void> | undefined;
  #stopped = false;

  constructor(context: LogContext, topics: Topics, committer: Committer, indexes: IndexCache) {
    this.#context = context;
    this.#topics = topics;
    this.#committer = committer;
    this.#retention = new Retention(context, committer, indexes);
  }

  start(): void {
    const { clock, config } = this.#context;
    if (config.maintenanceMs <= 0 || this.#stopped) return;
    this.#timer = clock.after(config.maintenanceMs, () => {
      void this.run()
        .catch((thrown: unknown) => this.#committer.fail(thrown))
        .finally(() => this.start());
    });
  }

  /** One turn over all partitions; calls during a turn join it. */
  run(): Promise<void> {
    this.#running ??= this.#turn().finally(() => (this.#running = undefined));
    return this.#running;
  }

  async #turn(): Promise<void> {
    for (const partition of this.#topics.all().flatMap((topic) => topic.partitions)) {
      if (this.#stopped || this.#committer.failure !== undefined) return;
      if (partition.topic.removed) continue;
      await this.#retention.apply(partition);
    }
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#timer?.cancel();
    await this.#running?.catch(() => undefined);
  }
}
