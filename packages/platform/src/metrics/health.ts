// Whether all is well: for /health and /overview. The disk is asked once in a while, not at every request.
import type { Clock } from "@millrace/core";
import type { Log } from "@millrace/log";
import type { Health } from "../api/types.ts";
import { diskSpace } from "../folder/space.ts";
import type { DiskSpace } from "../folder/space.ts";
import type { Services } from "../services.ts";
import { problems } from "./problems.ts";

const diskEveryMs = 10_000;

export class HealthWatch {
  readonly #folder: string;
  readonly #clock: Clock;
  readonly #unwatch: () => void;
  #disk: DiskSpace | null = null;
  #diskAt = Number.NEGATIVE_INFINITY;
  #logFailure: Error | null = null;

  constructor(log: Log, folder: string, clock: Clock) {
    this.#folder = folder;
    this.#clock = clock;
    this.#unwatch = log.watch({ failed: (error) => (this.#logFailure = error) });
  }

  async health(services: Services): Promise<Health> {
    const now = this.#clock.monotonic();
    if (now - this.#diskAt >= diskEveryMs) {
      this.#diskAt = now;
      this.#disk = await diskSpace(this.#folder);
    }
    const { jobs } = services;
    const lagOf = ({ id }: { readonly id: string }): readonly number[] => jobs.rates.of(id)?.lag ?? [];
    const found = problems({ jobs: jobs.views(), lagOf, disk: this.#disk, logFailure: this.#logFailure });
    return {
      status: this.#logFailure === null ? "ok" : "failed",
      version: services.version,
      uptimeMs: Math.round(now - services.startedAt),
      dataFolder: services.dataFolder,
      kafka: services.kafka,
      clusterId: services.log.clusterId,
      rssBytes: process.memoryUsage.rss(),
      problems: found,
    };
  }

  close(): void {
    this.#unwatch();
  }
}
