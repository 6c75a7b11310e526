import type { JobView } from "@millrace/platform/api";
import { Api } from "../api.ts";
import { interruption } from "../options.ts";
import { bytes, colours, count, duration, json, rate, table, time } from "../output.ts";
import type { Server } from "../server.ts";

interface Common extends Server {
  readonly json?: boolean;
}

export async function listJobs(options: Common & { readonly watch?: boolean }): Promise<void> {
  const api = new Api(options);
  const interrupted = interruption();
  do {
    const jobs = await api.get<readonly JobView[]>("/jobs");
    if (options.json === true) json(jobs);
    else {
      if (options.watch === true && process.stdout.isTTY) process.stdout.write("\u001b[2J\u001b[H");
      console.log(jobs.length === 0 ? "no jobs yet: INSERT INTO … SELECT … makes one" : jobTable(jobs));
    }
    if (options.watch === true) await new Promise((resolve) => setTimeout(resolve, 1000));
  } while (options.watch === true && !interrupted.aborted);
}

function jobTable(jobs: readonly JobView[]): string {
  const state = (job: JobView): string =>
    job.state === "running" ? colours.green(job.state) : job.state === "failed" ? colours.red(job.state) : colours.yellow(job.state);
  const rows = jobs.map((job) => [
    job.name,
    state(job),
    rate(job.rowsInPerSecond),
    count(job.rowsIn),
    count(job.rowsOut),
    count(job.rowsLate),
    count(job.rowsBad),
    count(job.lag),
    time(job.watermarkMs),
    duration(job.cpuMs),
    bytes(job.stateBytes),
  ]);
  const failures = jobs
    .filter((job) => job.error !== undefined)
    .map((job) => `\n${colours.red(job.name)}: ${job.error!.message}${job.error!.hint === undefined ? "" : `\n  ${job.error!.hint}`}`);
  return (
    table(["job", "state", "in", "rows in", "rows out", "late", "bad", "lag", "watermark", "cpu", "state size"], rows) + failures.join("")
  );
}

export async function changeJob(
  verb: "stop" | "start" | "restart" | "delete",
  name: string,
  options: Common & { readonly drain?: boolean },
): Promise<void> {
  const api = new Api(options);
  const jobs = await api.get<readonly JobView[]>("/jobs");
  const id = encodeURIComponent(jobs.find((job) => job.id === name || job.name === name)?.id ?? name);
  if (verb === "delete") {
    await api.delete(`/jobs/${id}`);
    return options.json === true ? json({ deleted: name }) : console.log(`deleted ${name}`);
  }
  const job = await api.post<JobView>(`/jobs/${id}/${verb}`, verb === "stop" && options.drain === true ? { drain: true } : {});
  if (options.json === true) return json(job);
  console.log(`${job.name} is ${job.state}: ${count(job.rowsIn)} rows in, ${count(job.rowsOut)} out`);
}
