// Where a partition is read from the first time, and where it ends when the reading is bounded.
import type { TableDefinition } from "@millrace/sql";
import type { QuerySpec } from "../runtime.ts";
import { jobErrors } from "./errors.ts";
import type { LogAccess, PartitionEnds } from "./log-access.ts";

export interface Beginning {
  /** The partition appeared after the job began, so all of it is new. */
  readonly late: boolean;
  readonly startMs: number;
  /** For tables that do not say it themselves. */
  readonly from: QuerySpec["from"] | undefined;
  readonly untilEnd: boolean;
}

function startup(table: TableDefinition, beginning: Beginning): TableDefinition["startup"] {
  if (beginning.late) return { kind: "earliest" };
  if (beginning.from === undefined || table.options["scan.startup.mode"] !== undefined) return table.startup;
  return beginning.from;
}

async function firstOffset(
  log: LogAccess,
  table: TableDefinition,
  partition: number,
  ends: PartitionEnds,
  beginning: Beginning,
): Promise<number> {
  const mode = startup(table, beginning);
  switch (mode.kind) {
    case "earliest":
    // The offsets a job committed are in its checkpoint; when there is none it begins at the beginning.
    case "committed":
      return ends.start;
    case "latest":
      return ends.end;
    case "timestamp":
      return log.offsetAt(table.topic, partition, mode.ms);
    case "offsets": {
      const offset = mode.offsets[partition];
      if (offset === undefined) return ends.start;
      if (offset > ends.end) throw jobErrors.startOffset(table.topic, partition, offset, ends.end);
      return Math.max(offset, ends.start);
    }
  }
}

export async function beginReading(
  log: LogAccess,
  table: TableDefinition,
  partition: number,
  ends: PartitionEnds,
  beginning: Beginning,
): Promise<{ next: number; stopAt: number | null }> {
  const next = await firstOffset(log, table, partition, ends, beginning);
  if (beginning.untilEnd) return { next, stopAt: ends.end };
  const { bounded } = table;
  if (bounded.kind === "timestamp") return { next, stopAt: await log.offsetAt(table.topic, partition, bounded.ms) };
  return { next, stopAt: bounded.kind === "latest" ? ends.end : null };
}
