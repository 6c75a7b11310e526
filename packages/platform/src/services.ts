// What the routes work with: the parts of a running platform.
import type { Clock, Random } from "@millrace/core";
import type { Broker } from "@millrace/kafka";
import type { Runtime } from "@millrace/engine";
import type { LocalLog } from "@millrace/log";
import type { Registry } from "@millrace/registry";
import type { Definitions } from "./definitions/definitions.ts";
import type { Jobs } from "./jobs/jobs.ts";
import type { LiveQueries } from "./live/live-queries.ts";
import type { GroupLags } from "./metrics/group-lags.ts";
import type { HealthWatch } from "./metrics/health.ts";
import type { Rates } from "./metrics/rates.ts";

export interface Services {
  readonly version: string;
  readonly dataFolder: string;
  readonly clock: Clock;
  readonly random: Random;
  /** `clock.monotonic()` when the start began. */
  readonly startedAt: number;
  readonly log: LocalLog;
  readonly runtime: Runtime;
  readonly registry: Registry;
  readonly broker: Broker;
  readonly kafka: { readonly host: string; readonly port: number };
  readonly definitions: Definitions;
  readonly jobs: Jobs;
  readonly rates: Rates;
  readonly groupLags: GroupLags;
  readonly live: LiveQueries;
  readonly health: HealthWatch;
  /** Where the console was built to; it may be missing. */
  readonly consoleFolder: string;
}
