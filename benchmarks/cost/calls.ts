// The system calls of this process while something runs, counted by strace. Only of the threads that are there: not of
// the load's process. Traced, the broker is slower, so more requests share a sync than otherwise.
import { spawn } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

export async function callsOf(work: () => Promise<unknown>, folder: string): Promise<readonly (readonly [string, number])[]> {
  const report = join(folder, "strace.txt");
  const threads = readdirSync("/proc/self/task").flatMap((thread) => ["-p", thread]);
  const strace = spawn("strace", ["-qq", "-c", "-o", report, ...threads], { stdio: ["ignore", "ignore", "inherit"] });
  const ended = new Promise((resolve) => strace.once("close", resolve));
  await new Promise((resolve) => setTimeout(resolve, 1_000));
  await work();
  strace.kill("SIGINT");
  await ended;
  const lines = readFileSync(report, "utf8").split("\n").slice(2);
  const counts = lines.map((line) => line.trim().split(/\s+/)).filter((fields) => fields.length >= 5 && fields.at(-1) !== "total");
  return counts.map((fields) => [fields.at(-1)!, Number(fields[3])] as const).sort((a, b) => b[1] - a[1]);
}
