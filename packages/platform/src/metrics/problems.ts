// What a person should look at: failed jobs, bad records, lag that grows, a disk that fills, a log that stopped.
import type { JobView, Problem } from "../api/types.ts";
import type { DiskSpace } from "../folder/space.ts";

const freeBytesWarning = 1024 * 1024 * 1024;
const freeShareWarning = 0.05;
/** Lag below this is what one checkpoint leaves behind. */
const lagRecords = 10_000;

/** Grows: more at each third of the last half minute, and much at its end. */
function grows(lag: readonly number[]): boolean {
  if (lag.length < 9) return false;
  const third = Math.floor(lag.length / 3);
  const mean = (from: number): number => lag.slice(from, from + third).reduce((sum, value) => sum + value, 0) / third;
  const [first, second, last] = [mean(0), mean(third), mean(lag.length - third)];
  return last > lagRecords && second > first * 1.05 && last > second * 1.05;
}

function jobProblems(job: JobView, lag: readonly number[]): Problem[] {
  const found: Problem[] = [];
  const subject = `job ${job.name}`;
  if (job.state === "failed") {
    const { message = "it failed", hint } = job.error ?? {};
    found.push({ severity: "error", subject, message, ...(hint === undefined ? {} : { hint }) });
  }
  if (job.rowsBad > 0) {
    found.push({
      severity: "warning",
      subject,
      message: `${job.rowsBad} bad ${job.rowsBad === 1 ? "record was" : "records were"} set aside`,
      hint: "the topic named after its input with .rejected holds each of them with the reason",
    });
  }
  if (job.state === "running" && grows(lag)) {
    found.push({
      severity: "warning",
      subject,
      message: `${job.lag} records behind, and falling further behind`,
      hint: "it does more per record than this machine can",
    });
  }
  return found;
}

export interface ProblemSources {
  readonly jobs: readonly JobView[];
  /** Lag of the last seconds of a job, oldest first. */
  readonly lagOf: (job: JobView) => readonly number[];
  readonly disk: DiskSpace | null;
  readonly logFailure: Error | null;
}

export function problems({ jobs, lagOf, disk, logFailure }: ProblemSources): Problem[] {
  const found: Problem[] = [];
  if (logFailure !== null) {
    const hint = "nothing is written any more; see to the disk and start again";
    found.push({ severity: "error", subject: "log", message: logFailure.message, hint });
  }
  if (disk !== null && disk.freeBytes < Math.min(freeBytesWarning, disk.totalBytes * freeShareWarning)) {
    const free = Math.round(disk.freeBytes / 1024 / 1024);
    const hint = "free some space, or lower retention.ms of large topics";
    found.push({ severity: "warning", subject: "disk", message: `${free} MiB are left for the data folder`, hint });
  }
  for (const job of jobs) found.push(...jobProblems(job, lagOf(job)));
  return found;
}
