// `millrace start`: the whole platform in this process, and on request a living example beside it.
import { spawn, type ChildProcess } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { type KafkaTlsOptions, type Platform, startPlatform } from "@millrace/platform";
import { cliErrors } from "../errors.ts";
import { numberOption, portOption } from "../options.ts";
import { colours, count, duration } from "../output.ts";
import { tierOptions } from "../tier.ts";
import { pipelineFiles } from "./apply.ts";

export interface StartOptions {
  readonly port: string;
  readonly host: string;
  readonly https?: boolean;
  readonly kafkaHost: string;
  readonly kafkaAuth?: string;
  readonly insecureListen?: boolean;
  readonly kafkaPort: string;
  readonly kafkaTlsPort?: string;
  readonly kafkaTlsHost: string;
  readonly kafkaTlsAdvertised?: string;
  readonly kafkaTlsAuth: string;
  readonly tlsCert?: string;
  readonly tlsKey?: string;
  readonly tlsCa?: string;
  readonly superUser?: readonly string[];
  readonly data: string;
  readonly tier?: string;
  readonly example?: string;
  readonly rate: string;
}

const examplesFolder = join(import.meta.dirname, "..", "..", "..", "..", "examples");

export async function start(options: StartOptions): Promise<void> {
  const rate = numberOption("rate", options.rate, { min: 1 });
  const example = options.example === undefined ? undefined : exampleFolder(options.example);
  const platform = await startPlatform({
    dataFolder: resolve(options.data),
    port: portOption("port", options.port),
    host: options.host,
    tls: options.https === true ? certificate(options, "https") : undefined,
    kafkaHost: options.kafkaHost,
    kafkaAuth: kafkaAuth(options),
    insecure: options.insecureListen === true,
    kafkaPort: portOption("kafka-port", options.kafkaPort),
    kafkaTls: kafkaTls(options),
    superUsers: options.superUser,
    logger: { warn },
    tier: options.tier === undefined ? undefined : tierOptions(options.tier, process.env),
  });
  // Before it says that it is ready: whoever waits for that may end it at once.
  let simulator: { stop(): void } | undefined;
  let stopping = false;
  const stop = (): void => {
    if (stopping) process.exit(130);
    stopping = true;
    console.log(colours.dim("\nstopping; the next start goes on from here"));
    simulator?.stop();
    platform.close().then(
      () => process.exit(0),
      (error: unknown) => {
        console.error(String(error));
        process.exit(1);
      },
    );
  };
  process.on("SIGINT", stop);
  process.on("SIGTERM", stop);

  // Uptime counts from the start of the process, so this is what the user waited.
  console.log(`${colours.bold("Millrace")} ready in ${duration(process.uptime() * 1000)}\n`);
  line("console", platform.url);
  line("kafka", platform.kafka);
  if (platform.kafkaTls !== undefined) line("kafka tls", platform.kafkaTls);
  line("data", platform.dataFolder);
  simulator =
    example === undefined
      ? undefined
      : await runExample(platform, example, rate).catch(async (error: unknown) => {
          await platform.close();
          throw error;
        });
  hints(platform, example !== undefined);
}

function kafkaTls(options: StartOptions): KafkaTlsOptions | undefined {
  const { kafkaTlsPort, kafkaTlsHost, kafkaTlsAdvertised, kafkaTlsAuth, tlsCa } = options;
  if (kafkaTlsPort === undefined) return undefined;
  const files = certificate(options, "kafka-tls-port");
  if (kafkaTlsAuth !== "login" && kafkaTlsAuth !== "certificate") {
    throw cliErrors.optionValue("kafka-tls-auth", kafkaTlsAuth, "login or certificate");
  }
  if (kafkaTlsAuth === "certificate" && tlsCa === undefined) throw cliErrors.optionMissing("tls-ca", "kafka-tls-auth certificate");
  const [, host, port] = /^(.+):(\d+)$/.exec(kafkaTlsAdvertised ?? "") ?? [];
  if (kafkaTlsAdvertised !== undefined && host === undefined) {
    throw cliErrors.optionValue("kafka-tls-advertised", kafkaTlsAdvertised, "HOST:PORT");
  }
  const advertised = host === undefined ? undefined : { host, port: portOption("kafka-tls-advertised", port!) };
  return {
    port: portOption("kafka-tls-port", kafkaTlsPort),
    host: kafkaTlsHost,
    advertised,
    auth: kafkaTlsAuth,
    ...files,
    ca: tlsCa,
  };
}

function certificate({ tlsCert, tlsKey }: StartOptions, asking: string): { readonly cert: string; readonly key: string } {
  if (tlsCert === undefined) throw cliErrors.optionMissing("tls-cert", asking);
  if (tlsKey === undefined) throw cliErrors.optionMissing("tls-key", asking);
  return { cert: tlsCert, key: tlsKey };
}

function kafkaAuth({ kafkaAuth: how, example }: StartOptions): "login" | undefined {
  if (how === undefined) return undefined;
  if (how !== "login") throw cliErrors.optionValue("kafka-auth", how, "login");
  if (example !== undefined) throw cliErrors.exampleLogin();
  return how;
}

/** Refused logins and the like, a line each, for whoever watches the terminal or keeps its output. */
function warn(message: string, details: Readonly<Record<string, unknown>>): void {
  const told = Object.entries(details).map(([name, value]) => `${name}=${JSON.stringify(value instanceof Error ? value.message : value)}`);
  console.error(`${colours.yellow("warning")} ${message} ${told.join(" ")}`);
}

const line = (title: string, text: string): void => console.log(`  ${colours.dim(title.padEnd(9))}${text}`);

function exampleFolder(name: string): string {
  const runnable = (candidate: string): boolean => existsSync(join(examplesFolder, candidate, "simulate.ts"));
  if (/^[\w-]+$/.test(name) && runnable(name)) return join(examplesFolder, name);
  const known = existsSync(examplesFolder) ? readdirSync(examplesFolder).filter(runnable).join(", ") : "none";
  throw cliErrors.exampleUnknown(name, known);
}

async function runExample(platform: Platform, folder: string, rate: number): Promise<{ stop(): void }> {
  const files = pipelineFiles(join(folder, "pipelines"));
  await platform.apply({ files });
  const simulator = keepRunning(join(folder, "simulate.ts"), ["--kafka", platform.kafka, "--rate", String(rate)]);
  const [source, ...pipelines] = files.map((file) => file.name);
  line("flowing", `${source} at ${count(rate)} events/s → ${pipelines.join(", ")}`);
  return simulator;
}

function hints(platform: Platform, example: boolean): void {
  const [host, port] = platform.kafka.split(":");
  console.log("");
  line(
    "try",
    example ? 'npm run millrace -- sql -e "SELECT * FROM trending_titles"' : "npm run millrace -- start --example streaming-service",
  );
  line(
    "",
    example
      ? `kcat -b ${platform.kafka} -t trending_titles -C`
      : `kcat -b ${platform.kafka} -t clicks -P   (or any Kafka client: ${host}, port ${port})`,
  );
  line("", "Ctrl-C stops; a second start goes on where this one stopped");
}

/** Runs the simulator as a process of its own; when it fails it is started again, later each time. */
function keepRunning(script: string, args: readonly string[]): { stop(): void } {
  let child: ChildProcess | undefined;
  let stopped = false;
  let waitMs = 500;
  const run = (): void => {
    // The channel tells the simulator when this process is gone, whatever way it went.
    child = spawn(process.execPath, [script, ...args], { stdio: ["ignore", "ignore", "pipe", "ipc"] });
    let said = "";
    child.stderr!.on("data", (chunk: Buffer) => (said = (said + chunk.toString()).slice(-2000)));
    child.on("exit", (code) => {
      if (stopped) return;
      console.error(
        `${colours.yellow("the simulator stopped")} (${code ?? "killed"}), starting it again${said === "" ? "" : `: ${said.trim().split("\n").at(-1)}`}`,
      );
      setTimeout(run, waitMs);
      waitMs = Math.min(waitMs * 2, 30_000);
    });
  };
  run();
  return {
    stop() {
      stopped = true;
      child?.kill("SIGTERM");
    },
  };
}
