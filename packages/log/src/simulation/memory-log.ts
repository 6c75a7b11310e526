// The real log on a disk in memory that has no faults: for the tests of everything above this package.
import { seeded, systemClock, type Clock, type Random } from "@millrace/core";
import type { Cleaner } from "../compaction/cleaner.ts";
import type { LogConfig } from "../context.ts";
import type { EmbeddedLog } from "../embedded-log.ts";
import { openLog } from "../open.ts";
import type { ObjectStore } from "../tier/object-store.ts";
import type { TierOptions } from "../tier/open-store.ts";
import { SimulatedDisk } from "./disk.ts";

export interface MemoryLogOptions {
  /** Given again, it holds what an earlier log wrote there. */
  readonly disk?: SimulatedDisk;
  readonly clock?: Clock;
  readonly random?: Random;
  readonly config?: Partial<LogConfig>;
  readonly tier?: TierOptions | ObjectStore | undefined;
  readonly cleaner?: Cleaner | undefined;
}

export function openMemoryLog(options: MemoryLogOptions = {}): Promise<EmbeddedLog> {
  const { disk = new SimulatedDisk(seeded(1)), clock = systemClock, random = seeded(2), config = {}, tier, cleaner } = options;
  return openLog({
    folder: "/data",
    disk,
    clock,
    random,
    tier,
    cleaner,
    config: { maintenanceMs: 0, compactionBytesPerSecond: 0, remoteBytesPerSecond: 0, spareBytes: 0, ...config },
  });
}
