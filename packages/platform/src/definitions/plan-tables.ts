// Which tables and topics a plan reads and writes: for refusing a drop, for the graph, for making sink topics.
import { unreachable } from "@millrace/core";
import type { JobPlan, Plan, TableDefinition } from "@millrace/sql";

/** Every table scanned below `plan`. */
export function tablesRead(plan: Plan): TableDefinition[] {
  const found: TableDefinition[] = [];
  const visit = (node: Plan): void => {
    switch (node.kind) {
      case "scan":
        found.push(node.table);
        return;
      case "values":
        return;
      case "union":
        for (const input of node.inputs) visit(input);
        return;
      case "filter":
      case "project":
      case "window":
      case "aggregate":
      case "windowAggregate":
      case "rank":
      case "normalize":
        visit(node.input);
        return;
      default:
        unreachable(node, "plan node");
    }
  };
  visit(plan);
  return found;
}

export interface Uses {
  /** Names of tables, read or written. */
  readonly tables: ReadonlySet<string>;
  readonly topicsRead: ReadonlySet<string>;
  readonly topicsWritten: ReadonlySet<string>;
}

export function usesOf(job: JobPlan): Uses {
  const read = job.sinks.flatMap((sink) => tablesRead(sink.plan));
  return {
    tables: new Set([...read, ...job.sinks.map((sink) => sink.table)].map((table) => table.name)),
    topicsRead: new Set(read.map((table) => table.topic)),
    topicsWritten: new Set(job.sinks.map((sink) => sink.table.topic)),
  };
}

/** INSERT … VALUES and the like: reads nothing, so it writes once and finishes. */
export const readsNothing = (job: JobPlan): boolean => job.sinks.every((sink) => tablesRead(sink.plan).length === 0);

/** Two plans are the same when they say the same; bigints and bytes have no JSON of their own. */
export function sameStructure(a: unknown, b: unknown): boolean {
  return structureText(a) === structureText(b);
}

const structureText = (value: unknown): string =>
  JSON.stringify(value, (_key, part: unknown) => {
    if (typeof part === "bigint") return { bigint: String(part) };
    if (part instanceof Uint8Array) return { bytes: [...part] };
    if (typeof part === "number" && !Number.isFinite(part)) return { number: String(part) };
    if (typeof part !== "object" || part === null || Array.isArray(part)) return part;
    // Objects by sorted key, so that the order of making does not matter.
    return Object.fromEntries(Object.entries(part).sort(([left], [right]) => (left < right ? -1 : 1)));
  });
