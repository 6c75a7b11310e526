// One job as people see it: its definition, the runtime's report and the rates, merged.
import type { ErrorJson } from "@millrace/core";
import type { JobReport } from "@millrace/engine";
import type { JobView } from "../api/types.ts";
import type { Processor } from "../definitions/definitions.ts";
import { usesOf } from "../definitions/plan-tables.ts";
import { Ring } from "../metrics/ring.ts";
import type { JobRate } from "./job-rates.ts";

const nothingYet = new Ring().values();

export interface JobSide {
  /** Why it does not run, when its text does not bind or its start failed. */
  readonly error: ErrorJson | null;
  readonly starting: boolean;
  readonly rates: JobRate | undefined;
}

function stateOf(processor: Processor, report: JobReport | undefined, side: JobSide): string {
  if (side.error !== null) return "failed";
  if (side.starting && (report === undefined || report.state === "stopped")) return "starting";
  return report?.state ?? (processor.definition.desired === "running" ? "starting" : "stopped");
}

export function jobView(processor: Processor, report: JobReport | undefined, side: JobSide): JobView {
  const { definition, plan } = processor;
  const { rates } = side;
  const error = side.error ?? report?.error;
  const sinks = plan === null ? [] : [...new Set(plan.sinks.map((sink) => sink.table.topic))];
  // A job that has not opened them yet, or is stopped, is no job without inputs.
  const sources = (): JobReport["inputs"] =>
    plan === null ? [] : [...usesOf(plan).topicsRead].map((topic) => ({ topic, rows: 0, offsets: {}, lag: 0 }));
  const inputs = report === undefined || report.inputs.length === 0 ? sources() : report.inputs;
  return {
    id: definition.id,
    name: definition.name,
    pipeline: definition.pipeline,
    sql: definition.sql,
    state: stateOf(processor, report, side),
    ...(error === undefined ? {} : { error }),
    startedAtMs: report?.startedAtMs ?? definition.changedAtMs,
    restarts: report?.restarts ?? 0,
    rowsIn: report?.rowsIn ?? 0,
    rowsOut: report?.rowsOut ?? 0,
    rowsLate: report?.rowsLate ?? 0,
    rowsBad: report?.rowsBad ?? 0,
    rowsInPerSecond: rates?.in.ring.recent() ?? 0,
    rowsOutPerSecond: rates?.out.ring.recent() ?? 0,
    rateIn: rates?.in.ring.values() ?? nothingYet,
    rateOut: rates?.out.ring.values() ?? nothingYet,
    lag: report?.lag ?? 0,
    watermarkMs: report?.watermarkMs ?? null,
    newestMs: report?.newestMs ?? null,
    cpuMs: report?.cpuMs ?? 0,
    stateBytes: report?.stateBytes ?? 0,
    checkpoint: report?.checkpoint ?? null,
    inputs: inputs.map(({ topic, rows, lag }) => ({
      topic,
      rows,
      lag,
      rowsPerSecond: rates?.topicsIn.get(topic)?.ring.recent() ?? 0,
    })),
    outputs: (report?.outputs ?? sinks.map((topic) => ({ topic, rows: 0 }))).map(({ topic, rows }) => ({
      topic,
      rows,
      rowsPerSecond: rates?.topicsOut.get(topic)?.ring.recent() ?? 0,
    })),
  };
}
