// The servers that a port benchmark compares, each a process of its own on an empty folder: Millrace, and a real Apache
// Kafka with an fsync for every batch, which is what Millrace promises, and with its default, which leaves it to the
// operating system.
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { freePort, startMillrace, temporaryFolder } from "../../tests/millrace.ts";
import { program, shared } from "../../tests/tools.ts";

const service = join(shared, "services", "kafka");
const toolMsMax = 180_000;

export const fsyncKafka = "Kafka, fsync each batch";
export const defaultKafka = "Kafka, default";

export interface Target {
  readonly name: string;
  readonly kafka: string;
  /** Milliseconds from the start of the process to an answering port. */
  readonly readyMs: number;
  /** Resident now, MiB. */
  residentMiB(): number;
  stop(): Promise<void>;
}

/** Apache Kafka only where it can be started. */
export const targets: readonly (() => Promise<Target>)[] = [
  startOurs,
  ...(existsSync(service) && program("java") !== undefined
    ? [(): Promise<Target> => startApache(fsyncKafka, "1"), (): Promise<Target> => startApache(defaultKafka, undefined)]
    : []),
];

const residentMiB = (pid: number): number => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0) / 1024;

async function startOurs(): Promise<Target> {
  const folder = temporaryFolder("bench-port");
  const millrace = await startMillrace({ data: folder.path });
  return {
    name: "millrace",
    kafka: millrace.kafka,
    readyMs: millrace.readyMs,
    residentMiB: () => residentMiB(millrace.pid),
    async stop() {
      await millrace.stop();
      folder.remove();
    },
  };
}

async function startApache(name: string, flushMessages: string | undefined): Promise<Target> {
  const folder = temporaryFolder("bench-apache");
  const port = await freePort();
  const environment = {
    ...process.env,
    KAFKA_PORT: String(port),
    KAFKA_CONTROLLER_PORT: String(await freePort()),
    KAFKA_DIR: folder.path,
    ...(flushMessages === undefined ? {} : { KAFKA_FLUSH_MESSAGES: flushMessages }),
  };
  const began = performance.now();
  const up = spawnSync("bash", [service, "up"], { env: environment, encoding: "utf8" });
  if (up.status !== 0) throw new Error(`Apache Kafka did not start: ${up.stdout}${up.stderr}`);
  const readyMs = performance.now() - began;
  return {
    name,
    kafka: `127.0.0.1:${port}`,
    readyMs,
    residentMiB: () => residentMiB(Number(readFileSync(join(folder.path, "pid"), "utf8"))),
    async stop() {
      spawnSync("bash", [service, "down"], { env: environment });
      await Promise.resolve(folder.remove());
    },
  };
}

/** Where Apache Kafka's jars were put when it was fetched. */
function jarsFolder(): string | undefined {
  const cache = process.env["MILLRACE_SERVICES"] ?? join(homedir(), ".cache", "millrace-services");
  const jars = join(cache, "kafka-4.3.1", "lib");
  return existsSync(jars) ? jars : undefined;
}

/** Fetched when they are asked for the first time. */
export function kafkaToolsHere(): boolean {
  if (program("java") === undefined || !existsSync(service)) return false;
  if (jarsFolder() === undefined) spawnSync("bash", [service, "fetch"]);
  return jarsFolder() !== undefined;
}

/** Runs one of Kafka's own tools and returns what it printed; undefined where it cannot run. */
export function kafkaTool(name: string, ...args: readonly string[]): string | undefined {
  if (!kafkaToolsHere()) return undefined;
  const command = ["-Xmx512m", "-cp", `${jarsFolder()}/*`, `org.apache.kafka.tools.${name}`, ...args];
  const ran = spawnSync("java", command, { encoding: "utf8", maxBuffer: 1 << 24, timeout: toolMsMax });
  if (ran.status !== 0) throw new Error(`${name}: ${ran.error?.message ?? ran.stderr.trim().split("\n").at(-1)}`);
  return ran.stdout;
}
