// Sends hostile frames to a listening Kafka port: --frames N [--seed S] [--from F, to go on where a run stopped]. The
// clients are nobody, users with few rights, a super-user and some in the middle of their login, over TCP and TLS; the
// broker is a process of its own, on a log in a temporary folder, with rules in force. Ends with a failure when an
// honest client is not served, when a request meets a defect of ours, when memory passes its limit, or when one turn of
// the broker's loop takes more CPU time than the promise allows; the bytes that did it are kept in the folder.
import { fork } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, writeFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { constants, setPriority, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { Worker } from "node:worker_threads";
import { MiB, systemClock } from "@millrace/core";
import { connectTo, fuzzPort, fuzzSettings, type FuzzTarget, type HostileFrame, tidyUp } from "@millrace/kafka/fuzz";
import { processEnvironment, processFlags } from "../../packages/cli/bin/process-settings.mjs";
import { makeCertificates } from "../conformance/certificates.ts";
import type { BrokerReport } from "./soak-kafka-broker.ts";
import type { HonestReport, Latencies } from "./soak-kafka-honest.ts";

const { values } = parseArgs({
  options: {
    frames: { type: "string", default: "10000000" },
    seed: { type: "string", default: "1" },
    from: { type: "string", default: "0" },
  },
});
const [frames, seed, from] = [Number(values.frames), Number(values.seed), Number(values.from)];
/** What requests and answers may hold, and what the process is without them: code, heap, indexes of the log. */
const baseMiB = 384;
const memoryLimitMiB = baseMiB + Math.round((fuzzSettings.incomingBytesMax! + fuzzSettings.outgoingBytesMax!) / MiB);
const stallLimitMs = 50;
const reportEveryMs = 30_000;
const undisturbedMs = 3_000;
const rowsKept = 200;

const folder = await mkdtemp(join(tmpdir(), "millrace-soak-kafka-"));
const kept = join(folder, "found");
mkdirSync(kept);
const { server, ca } = makeCertificates(folder);
// As `millrace start` runs: how long the collector takes depends on it.
const child = fork(new URL("./soak-kafka-broker.ts", import.meta.url), [join(folder, "data"), JSON.stringify(server)], {
  execArgv: [...processFlags],
  env: { ...processEnvironment, ...process.env },
});
const [first] = (await once(child, "message")) as [{ ports: [string, number][] }];
const target: FuzzTarget = { ports: new Map(first.ports), ca };
const faults: string[] = [];
let broker: BrokerReport | undefined;
let rssMaxMiB = 0;
let stallsFound = 0;
/** What was sent last, for the case that the broker ends. */
const lastRows: { readonly kind: string; readonly row: readonly HostileFrame[] }[] = [];
const lastHex = () => lastRows.map(({ kind, row }) => ({ kind, hex: row.map(({ bytes }) => Buffer.from(bytes).toString("hex")) }));

const keep = (name: string, what: unknown): string => {
  const path = join(kept, name);
  writeFileSync(path, JSON.stringify(what));
  return path;
};

child.on("message", (report: BrokerReport) => {
  broker = report;
  rssMaxMiB = Math.max(rssMaxMiB, Math.round(report.rssBytes / MiB));
  for (const stall of report.stalls) {
    stallsFound++;
    const path = keep(`stall-${stallsFound}.json`, stall);
    const bytes = Math.round((stall.chunks[0]?.hex.length ?? 0) / 2);
    console.log(`a turn of ${stall.cpuMs.toFixed(1)} ms CPU, ${bytes} bytes dearest: ${path}`);
    if (stall.cpuMs > stallLimitMs) faults.push(`a turn of the broker's loop took ${stall.cpuMs.toFixed(1)} ms of CPU time: ${path}`);
  }
});
let ending = false;
const broken = new Promise<never>((_, reject) => {
  child.on("exit", (code, signal) => {
    if (!ending) reject(new Error(`the broker ended (${code ?? signal}); what was sent last: ${keep("last-rows.json", lastHex())}`));
  });
});
broken.catch(() => undefined);

const admin = await connectTo(target, "HONEST");
await tidyUp(admin);
admin.close();
const honest = new Worker(new URL("./soak-kafka-honest.ts", import.meta.url), { workerData: target });
async function honestReport(): Promise<HonestReport> {
  honest.postMessage("report", []);
  const [report] = (await once(honest, "message")) as [HonestReport];
  return report;
}
const described = ({ requests, maxMs, p999Ms, over50Ms }: Latencies): string =>
  `${requests} requests, p99.9 ${p999Ms.toFixed(1)} ms, max ${maxMs.toFixed(1)} ms, ${over50Ms} over 50 ms`;
function say(when: string, { produce, fetch, wake }: HonestReport): void {
  console.log(`honest client ${when}: produce ${described(produce)}; fetch ${described(fetch)}; waiting fetch ${described(wake)}`);
}

// The hostile clients would be on another machine: this thread does not take the broker's and the honest client's cores.
setPriority(constants.priority.PRIORITY_LOW);
await systemClock.sleep(undisturbedMs);
say("undisturbed", await honestReport());

const startedMs = systemClock.monotonic();
let reportedMs = startedMs;
const rate = (sent: number): number => Math.round((1_000 * sent) / (systemClock.monotonic() - startedMs));
const seconds = (ms: number): string => `${Math.round(ms / 1_000)} s`;

function progress(sent: number): void {
  if (rssMaxMiB > memoryLimitMiB) throw new Error(`memory grew to ${rssMaxMiB} MiB, beyond ${memoryLimitMiB}, after ${sent} frames`);
  const nowMs = systemClock.monotonic();
  if (nowMs - reportedMs < reportEveryMs) return;
  reportedMs = nowMs;
  const leftMs = ((frames - sent) / sent) * (nowMs - startedMs);
  console.log(
    `${from + sent} frames of seed ${seed}, ${rate(sent)} frames/s, ${seconds(Math.max(0, leftMs))} to go; ${rssMaxMiB} MiB at most, longest turn ${broker?.turnMsMax.toFixed(1)} ms CPU, ${broker?.topics} topics`,
  );
}

try {
  const sending = (kind: string, row: readonly HostileFrame[]): void => {
    lastRows.push({ kind, row });
    if (lastRows.length > rowsKept) lastRows.shift();
  };
  const run = fuzzPort({ ...target, frames, seed, from, clock: systemClock, progress, sending });
  const result = await Promise.race([run, broken]);
  const { answered, closed, waiting } = result.fates;
  console.log(
    `kafka: ${result.frames} frames from ${from} of seed ${seed} in ${seconds(systemClock.monotonic() - startedMs)}, ${rate(result.frames)} frames/s; ${answered} answered, ${closed} refused, ${waiting} waiting; ${result.connections} connections`,
  );
  console.log([...result.kinds].map(([kind, count]) => `${kind} ${count}`).join(", "));
  say("meanwhile", await honestReport());
} catch (error) {
  faults.push(error instanceof Error ? (error.stack ?? error.message) : String(error));
}
ending = true;
await honest.terminate();
if (child.connected) {
  child.send("end");
  await once(child, "exit");
}
for (const [text, count] of broker?.defects ?? []) faults.push(`${count} × ${text}`);
const turns = broker?.turns.map(([ms, count]) => `${count} over ${ms} ms`).join(", ");
console.log(
  `broker: ${rssMaxMiB} MiB at most of ${memoryLimitMiB}; turns of the loop: longest ${broker?.turnMsMax.toFixed(1)} ms CPU, ${turns}`,
);
for (const fault of faults.slice(0, 20)) console.error(fault);
if (faults.length > 0) console.error(`${faults.length} found; seed ${seed}, from ${from}; kept in ${folder}`);
else await rm(folder, { recursive: true, force: true });
process.exit(faults.length === 0 ? 0 : 1);
