// `fsck`: what a start of the log would do to a data folder, every batch of every segment checked, and nothing changed.
// Recovery itself runs, on a disk that keeps changes in memory, so that the check cannot say other things than a start.
import { asMillraceError, systemClock, systemRandom } from "@millrace/core";
import { defaultLogConfig, type LogContext } from "../context.ts";
import type { Disk } from "../disk/disk.ts";
import { nodeDisk } from "../disk/node.ts";
import { OpenFiles } from "../disk/open-files.ts";
import { logErrors } from "../errors.ts";
import { LogFigures } from "../figures.ts";
import { RemoteFiles } from "../tier/remote-files.ts";
import { Topics } from "../topics.ts";
import { OverlayDisk } from "./overlay-disk.ts";

/**
 * damage: a start refuses, for records that had been stored safely are not what they were.
 * tail: an append that was never acknowledged stopped half way; a start cuts it off.
 * rebuilt: a file that only saves time is missing or differs; a start writes it anew.
 * leftover: a start removes it; a crash had stopped its removal, or its making.
 */
export interface CheckFinding {
  readonly kind: "damage" | "tail" | "rebuilt" | "leftover";
  readonly file: string;
  readonly text: string;
}

export interface LogCheck {
  readonly findings: readonly CheckFinding[];
  readonly topics: number;
  readonly partitions: number;
  readonly segments: number;
  readonly bytes: number;
}

export interface CheckLogOptions {
  readonly folder: string;
  readonly disk?: Disk;
  /** Told after each partition, in whatever order they are done. */
  readonly progress?: (topic: string, partition: number, bytes: number) => void;
}

/** Throws `log.folder-locked` while a process has the folder, `log.folder-missing` when there is none. */
export async function checkLog({ folder, disk = nodeDisk, progress }: CheckLogOptions): Promise<LogCheck> {
  if (!(await disk.exists(`${folder}/topics`))) throw logErrors.folderMissing(folder);
  const findings: CheckFinding[] = [];
  const find = (kind: CheckFinding["kind"], file: string, text: string): void => void findings.push({ kind, file, text });
  const overlay = new OverlayDisk(disk, {
    rewritten: (file, missing) => find("rebuilt", file, missing ? "it is missing" : "it is not what the records say"),
    // Said with its reason by the cut itself.
    truncated: () => undefined,
    removed: (file) => find("leftover", file, "it belongs to nothing"),
  });
  const lock = await disk.lock(folder);
  const files = new OpenFiles(overlay, defaultLogConfig.openFiles);
  const config = { ...defaultLogConfig, verifyAll: true };
  const figures = new LogFigures();
  const context: LogContext = {
    folder,
    disk: overlay,
    clock: systemClock,
    random: systemRandom,
    config,
    files,
    figures,
    remote: new RemoteFiles(undefined, { config, clock: systemClock, figures }),
  };
  const damaged = (thrown: unknown): undefined => {
    find("damage", folder, asMillraceError(thrown).message);
    return undefined;
  };
  try {
    const { topics, cuts } = await Topics.load(context, {
      damaged,
      recovered: ({ topic, index, bytes }) => progress?.(topic.name, index, bytes),
    });
    for (const { file, position, bytes, reason } of cuts) find("tail", file, `${bytes} bytes from position ${position} on: ${reason}`);
    const partitions = [...topics.partitions()];
    return {
      findings,
      topics: topics.all().length,
      partitions: partitions.length,
      segments: partitions.reduce((sum, { segments }) => sum + segments.length, 0),
      bytes: partitions.reduce((sum, { bytes }) => sum + bytes, 0),
    };
  } finally {
    await files.closeAll();
    await lock.release();
  }
}
