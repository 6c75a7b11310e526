// Opens a data folder: makes it, locks it, recovers it.
import { systemClock, systemRandom, type Clock, type Random } from "@millrace/core";
import { CleanerHere, type Cleaner } from "./compaction/cleaner.ts";
import { CleanerThread } from "./compaction/cleaner-thread.ts";
import { defaultLogConfig, type LogConfig, type LogContext } from "./context.ts";
import { LogFigures } from "./figures.ts";
import type { Disk } from "./disk/disk.ts";
import { nodeDisk } from "./disk/node.ts";
import { OpenFiles } from "./disk/open-files.ts";
import { EmbeddedLog } from "./embedded-log.ts";
import type { ObjectStore } from "./tier/object-store.ts";
import { openStore, type TierOptions } from "./tier/open-store.ts";
import { RemoteFiles } from "./tier/remote-files.ts";
import { StoreCalls } from "./tier/store-calls.ts";

export interface OpenLogOptions {
  /** The data folder; made when it is not there. */
  readonly folder: string;
  readonly disk?: Disk;
  readonly clock?: Clock;
  readonly random?: Random;
  readonly config?: Partial<LogConfig>;
  /** The object store of topics with remote.storage.enable. */
  readonly tier?: TierOptions | ObjectStore | undefined;
  /** Who does the work of compaction: by default a thread, with a disk of the caller's own (a simulation) this one. */
  readonly cleaner?: Cleaner | undefined;
}

/**
 * Opens the log in a folder for this process alone. Throws `log.folder-locked` when another process has it and
 * `log.corrupt` when records that had been stored safely are damaged.
 */
export async function openLog(options: OpenLogOptions): Promise<EmbeddedLog> {
  const { disk = nodeDisk, clock = systemClock, random = systemRandom } = options;
  const folder = options.folder.length > 1 ? options.folder.replace(/\/+$/, "") : options.folder;
  const config = { ...defaultLogConfig, ...options.config };
  await disk.makeFolder(folder);
  const lock = await disk.lock(folder);
  const files = new OpenFiles(disk, config.openFiles);
  const store = options.tier && new StoreCalls(openStore(options.tier, disk), clock, config.remoteTimeoutMs);
  const figures = new LogFigures();
  const context: LogContext = {
    folder,
    disk,
    clock,
    random,
    config,
    files,
    figures,
    remote: new RemoteFiles(store, { config, clock, figures }),
  };
  const cleaner = options.cleaner ?? (options.disk === undefined ? new CleanerThread() : new CleanerHere(random));
  try {
    await disk.makeFolder(`${folder}/topics`);
    await disk.syncFolder(folder);
    await disk.syncFolder(parentOf(folder));
    return await EmbeddedLog.open(context, { cleaner, release: () => lock.release() });
  } catch (thrown) {
    await files.closeAll();
    await lock.release();
    throw thrown;
  }
}

function parentOf(folder: string): string {
  const slash = folder.lastIndexOf("/");
  return slash < 0 ? "." : slash === 0 ? "/" : folder.slice(0, slash);
}
