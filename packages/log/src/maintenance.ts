// The background work of the log: retention, then compaction, one topic after the other.
import type { Timer } from "@millrace/core";
import { Compaction } from "./compaction.ts";
import type { Committer } from "./committer.ts";
import type { LogContext } from "./context.ts";
import type { IndexCache } from "./partition/index-cache.ts";
import type { Partition } from "./partition/partition.ts";
import type { Reader } from "./reading.ts";
import type { RecoveryPointWriter } from "./recovery-point-writer.ts";
import { Retention } from "./retention.ts";
import type { Topics } from "./topics.ts";

export interface MaintenanceParts {
  readonly topics: Topics;
  readonly committer: Committer;
  readonly indexes: IndexCache;
  readonly reader: Reader;
  readonly points: RecoveryPointWriter;
}

export class Maintenance {
  readonly #context: LogContext;
  readonly #topics: Topics;
  readonly #committer: Committer;
  readonly #retention: Retention;
  readonly #compaction: Compaction;
  #timer: Timer | undefined;
  #running: Promise<void> | undefined;
  #stopped = false;

  constructor(context: LogContext, parts: MaintenanceParts) {
    const { topics, committer } = parts;
    this.#context = context;
    this.#topics = topics;
    this.#committer = committer;
    this.#retention = new Retention(context, parts);
    this.#compaction = new Compaction(context, parts);
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
      partition.producers.trim(this.#context.clock.now() - this.#context.config.producerExpirationMs);
      await this.#retention.apply(partition);
      await this.#compact(partition);
    }
  }

  /** A topic that is deleted under the compaction's hands ends it. */
  async #compact(partition: Partition): Promise<void> {
    try {
      await this.#compaction.apply(partition);
    } catch (thrown) {
      if (!partition.topic.removed) throw thrown;
    }
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#timer?.cancel();
    await this.#running?.catch(() => undefined);
  }
}
