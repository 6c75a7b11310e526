// Sends hostile frames to a listening Kafka port: --frames N [--seed S]. The broker stands on a log in a temporary
// folder, in this process, so that its memory is seen. Ends with a failure when an honest client is not served in
// between, when a request meets a defect of ours, or when memory grows without bound.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { asMillraceError, systemClock } from "@millrace/core";
import { startBroker } from "@millrace/kafka";
import { fuzzPort } from "@millrace/kafka/fuzz";
import { openLog } from "@millrace/log";

const { values } = parseArgs({ options: { frames: { type: "string", default: "1000000" }, seed: { type: "string", default: "1" } } });
const frames = Number(values.frames);
const seed = Number(values.seed);
const memoryLimitMiB = 1024;
const reportEvery = 50_000;

const folder = await mkdtemp(join(tmpdir(), "millrace-soak-"));
const log = await openLog({ folder });
const defects = new Map<string, number>();
const logger = {
  warn(message: string, details: Readonly<Record<string, unknown>>): void {
    const { code, message: reason } = asMillraceError(details["error"]);
    if (code === "kafka.request-unsupported") return;
    const text = `${message}: ${code}: ${reason}`;
    defects.set(text, (defects.get(text) ?? 0) + 1);
  },
};
const broker = await startBroker({ log, port: 0, logger, settings: { autoCreateTopics: false, groupMinSessionTimeoutMs: 1 } });
const started = systemClock.monotonic();
const memoryMiB = (): number => Math.round(process.memoryUsage().rss / 1024 / 1024);
const rate = (sent: number): number => Math.round((1000 * sent) / (systemClock.monotonic() - started));
let memoryMax = 0;

try {
  const result = await fuzzPort({
    port: broker.port,
    frames,
    seed,
    clock: systemClock,
    progress(sent) {
      memoryMax = Math.max(memoryMax, memoryMiB());
      if (memoryMax > memoryLimitMiB) throw new Error(`memory grew to ${memoryMax} MiB after ${sent} frames of seed ${seed}`);
      if (sent % reportEvery === 0) console.log(`${sent} frames, ${rate(sent)} frames/s, ${memoryMiB()} MiB`);
    },
  });
  const { answered, closed, waiting } = result.fates;
  console.log(
    `kafka: ${frames} frames of seed ${seed}, ${rate(frames)} frames/s, ${answered} answered, ${closed} refused, ${waiting} waiting`,
  );
  console.log(
    `honest clients served ${result.checks} times in between; ${memoryMax} MiB at most; ${log.topics().length} topics at the end`,
  );
} catch (error) {
  console.error(error);
  process.exitCode = 1;
}
for (const [text, count] of defects) {
  console.error(`${count} × ${text}`);
  process.exitCode = 1;
}
await broker.close();
await log.close();
await rm(folder, { recursive: true, force: true });
