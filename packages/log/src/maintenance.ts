// The background work of the log: retention, and beside it compaction and the object store, which may take long. Each
// goes over the partitions one after the other.
import type { Timer } from "@millrace/core";
import { Compaction, type CompactionParts } from "./compaction/compaction.ts";
import type { LogContext } from "./context.ts";
import type { Partition } from "./partition/partition.ts";
import { Retention } from "./retention.ts";
import { Tiering } from "./tier/tiering.ts";
import type { Topics } from "./topics.ts";

export interface MaintenanceParts extends CompactionParts {
  readonly topics: Topics;
  readonly clusterId: string;
  readonly tierFailed: (error: Error) => void;
}

export class Maintenance {
  readonly #context: LogContext;
  readonly #parts: MaintenanceParts;
  readonly #retention: Retention;
  readonly #compaction: Compaction;
  readonly #tier: Tiering;
  #timer: Timer | undefined;
  #retaining: Promise<void> | undefined;
  #compacting: Promise<void> | undefined;
  #tiering: Promise<void> | undefined;
  #stopped = false;

  constructor(parts: MaintenanceParts) {
    this.#context = parts.context;
    this.#parts = parts;
    this.#retention = new Retention(parts);
    this.#compaction = new Compaction(parts, () => this.#stopped);
    this.#tier = new Tiering({ ...parts, failed: parts.tierFailed }, () => this.#stopped);
  }

  start(): void {
    const { clock, config } = this.#context;
    if (config.maintenanceMs <= 0 || this.#stopped) return;
    this.#timer = clock.after(config.maintenanceMs, () => {
      const fail = (thrown: unknown): void => this.#parts.committer.fail(thrown);
      this.#compact().catch(fail);
      this.#toTier().catch(fail);
      void this.#retain()
        .catch(fail)
        .finally(() => this.start());
    });
  }

  /** One turn over all partitions; what is under way is joined. */
  async run(): Promise<void> {
    await this.#toTier();
    await this.#retain();
    await this.#compact();
  }

  #retain(): Promise<void> {
    this.#retaining ??= this.#turn(async (partition) => {
      partition.producers.trim(this.#context.clock.now() - this.#context.config.producerExpirationMs);
      await this.#retention.apply(partition);
    }).finally(() => (this.#retaining = undefined));
    return this.#retaining;
  }

  #compact(): Promise<void> {
    this.#compacting ??= this.#passes().finally(() => (this.#compacting = undefined));
    return this.#compacting;
  }

  /** Round after round, a pass of each partition that has enough to do. */
  async #passes(): Promise<void> {
    try {
      for (let some = true; some;) {
        some = false;
        await this.#turn(async (partition) => {
          if (await this.#compaction.apply(partition)) some = true;
        });
      }
    } finally {
      await this.#compaction.end();
    }
  }

  #toTier(): Promise<void> {
    this.#tiering ??= this.#tier.run().finally(() => (this.#tiering = undefined));
    return this.#tiering;
  }

  async #turn(work: (partition: Partition) => Promise<void>): Promise<void> {
    for (const partition of this.#parts.topics.all().flatMap((topic) => topic.partitions)) {
      if (this.#stopped || this.#parts.committer.failure !== undefined) return;
      if (!partition.topic.removed) await work(partition);
    }
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#timer?.cancel();
    await Promise.allSettled([this.#retaining, this.#compacting, this.#tiering]);
  }
}
