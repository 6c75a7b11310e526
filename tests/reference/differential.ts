// One case through both engines. What the language refuses is counted apart: the generator may ask for too much, but
// not often.
import { MillraceError } from "@millrace/core";
import type { Plan } from "@millrace/sql";
import { keyBytes, valueBytes, type Case } from "./case.ts";
import { differences } from "./compare.ts";
import { runEngine } from "./engine.ts";
import { run, type TopicRecord } from "./run.ts";
import { Session } from "./session.ts";

export type Outcome =
  | { readonly kind: "same"; readonly rows: number; readonly plan: Plan }
  | { readonly kind: "refused"; readonly reason: string }
  | { readonly kind: "different"; readonly reasons: readonly string[] };

export async function check(given: Case): Promise<Outcome> {
  let plan: Plan;
  try {
    plan = bind(given);
  } catch (error) {
    if (error instanceof MillraceError && error.code.startsWith("sql."))
      return { kind: "refused", reason: `${error.code}: ${error.message}` };
    return { kind: "different", reasons: [`binding failed: ${describe(error)}`] };
  }
  try {
    const reference = run(plan, topicRecords(given), { timeZone: given.timeZone, partitions: new Map(Object.entries(given.topics)) });
    const engine = await runEngine(plan, given);
    const reasons = differences(plan, reference, engine);
    return reasons.length > 0 ? { kind: "different", reasons } : { kind: "same", rows: reference.rows.length, plan };
  } catch (error) {
    return { kind: "different", reasons: [`failed: ${describe(error)}`] };
  }
}

const describe = (error: unknown): string =>
  error instanceof Error ? (error.stack ?? error.message).split("\n").slice(0, 4).join(" | ") : String(error);

function bind(given: Case): Plan {
  const session = new Session(given.timeZone);
  for (const definition of given.definitions) session.define(definition);
  return session.query(given.query);
}

function topicRecords(given: Case): TopicRecord[] {
  const next = new Map<string, number>();
  return given.records.map((record) => {
    const partition = `${record.topic}/${record.partition}`;
    const offset = next.get(partition) ?? 0;
    next.set(partition, offset + 1);
    return {
      topic: record.topic,
      partition: record.partition,
      offset,
      timestampMs: record.timestampMs,
      key: keyBytes(record),
      value: valueBytes(record),
    };
  });
}

/** A case as a person reads it: what the soak prints. */
export function caseText(given: Case): string {
  return [
    `-- time zone ${given.timeZone}, ${given.records.length} records`,
    ...given.definitions.map((definition) => `${definition};`),
    `${given.query};`,
    ...given.records
      .slice(0, 20)
      .map(
        (record) =>
          `--   ${record.topic}/${record.partition} ${record.key ?? ""} ${record.value ?? (record.bytes === undefined ? "null" : `0x${record.bytes}`)}`,
      ),
    `-- reads ${JSON.stringify(given.reads)}`,
  ].join("\n");
}
