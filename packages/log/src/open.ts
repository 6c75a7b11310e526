// Opens a data folder: makes it, locks it, recovers it.
import { systemClock, systemRandom, type Clock, type Random } from "@millrace/core";
import { defaultLogConfig, type LogConfig, type LogContext } from "./context.ts";
import { LogFigures } from "./figures.ts";
import type { Disk } from "./disk/disk.ts";
import { nodeDisk } from "./disk/node.ts";
import { OpenFiles } from "./disk/open-files.ts";
import { EmbeddedLog } from "./embedded-log.ts";

export interface OpenLogOptions {
  /** The data folder; made when it is not there. */
  readonly folder: string;
  readonly disk?: Disk;
  readonly clock?: Clock;
  readonly random?: Random;
  readonly config?: Partial<LogConfig>;
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
  const context: LogContext = { folder, disk, clock, random, config, files, figures: new LogFigures() };
  try {
    await disk.makeFolder(`${folder}/topics`);
    await disk.syncFolder(folder);
    await disk.syncFolder(parentOf(folder));
    return await EmbeddedLog.open(context, () => lock.release());
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
