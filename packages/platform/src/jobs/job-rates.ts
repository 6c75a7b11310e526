// Rows per second of every job, in and out, and of each of its topics.
import type { JobReport } from "@millrace/engine";
import { RateRing } from "../metrics/ring.ts";

export interface JobRate {
  readonly in: RateRing;
  readonly out: RateRing;
  readonly topicsIn: Map<string, RateRing>;
  readonly topicsOut: Map<string, RateRing>;
  /** Lag of the last seconds, to see whether it grows. */
  readonly lag: number[];
}

const lagSeconds = 30;

export class JobRates {
  readonly #jobs = new Map<string, JobRate>();

  of(id: string): JobRate | undefined {
    return this.#jobs.get(id);
  }

  forget(id: string): void {
    this.#jobs.delete(id);
  }

  /** Once a second, with the reports of all jobs that are kept. */
  sample(reports: readonly JobReport[], seconds: number): void {
    for (const report of reports) {
      const rate = this.#jobs.get(report.id) ?? this.#begin(report);
      rate.in.total = report.rowsIn;
      rate.out.total = report.rowsOut;
      rate.in.sample(seconds);
      rate.out.sample(seconds);
      sampleTopics(rate.topicsIn, report.inputs, seconds);
      sampleTopics(rate.topicsOut, report.outputs, seconds);
      rate.lag.push(report.lag);
      if (rate.lag.length > lagSeconds) rate.lag.shift();
    }
  }

  /** What a job had done before it was first seen is not of this second. */
  #begin(report: JobReport): JobRate {
    const rate: JobRate = { in: ringAt(report.rowsIn), out: ringAt(report.rowsOut), topicsIn: new Map(), topicsOut: new Map(), lag: [] };
    this.#jobs.set(report.id, rate);
    return rate;
  }
}

function ringAt(total: number): RateRing {
  const ring = new RateRing();
  ring.begin(total);
  return ring;
}

function sampleTopics(
  rings: Map<string, RateRing>,
  topics: readonly { readonly topic: string; readonly rows: number }[],
  seconds: number,
): void {
  for (const { topic, rows } of topics) {
    let ring = rings.get(topic);
    if (ring === undefined) rings.set(topic, (ring = ringAt(rows)));
    ring.total = rows;
    ring.sample(seconds);
  }
}
