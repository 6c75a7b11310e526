// The composition root: makes the parts, in an order that ends with open ports, and closes them in reverse. A start
// that fails half way closes what it opened.
import type { Server as TlsServer } from "node:tls";
import type { Clock, Random } from "@millrace/core";
import { limits, systemClock, systemRandom } from "@millrace/core";
import { createRuntime } from "@millrace/engine";
import type { Runtime } from "@millrace/engine";
import type { Broker, BrokerLogger, OAuthOptions, TlsMaterial } from "@millrace/kafka";
import { openLog } from "@millrace/log";
import type { Log, TierOptions } from "@millrace/log";
import { Registry } from "@millrace/registry";
import type { FastifyInstance } from "fastify";
import { Caller, operator } from "./access/caller.ts";
import { usesOf } from "./definitions/plan-tables.ts";
import type { ApplyAnswer, ApplyBody } from "./api/types.ts";
import { apply } from "./definitions/apply.ts";
import { Definitions } from "./definitions/definitions.ts";
import type { Author } from "./definitions/transaction.ts";
import { errors } from "./errors.ts";
import { openFolder } from "./folder/open-folder.ts";
import { readTlsFiles, type TlsFiles, watchTlsFiles } from "./folder/tls-files.ts";
import { asListenError, asOpenError } from "./folder/start-errors.ts";
import { isLoopback } from "./http/security.ts";
import { makeServer, secureContext } from "./http/server.ts";
import { Jobs } from "./jobs/jobs.ts";
import { type KafkaTlsOptions, kafkaTlsName, openKafkaPort } from "./kafka-port.ts";
import { LiveQueries } from "./live/live-queries.ts";
import { groupLags as lagsOfGroups } from "./groups/group-view.ts";
import { GroupLags } from "./metrics/group-lags.ts";
import { HealthWatch } from "./metrics/health.ts";
import { Rates } from "./metrics/rates.ts";
import type { Services } from "./services.ts";
import { consoleFolder, version } from "./version.ts";

export interface PlatformOptions {
  /** Made when missing; one process at a time. */
  readonly dataFolder: string;
  /** Of the HTTP port: default 127.0.0.1. Beyond this machine it must ask who comes, and encrypt. */
  readonly host?: string | undefined;
  /** HTTPS instead of HTTP. */
  readonly tls?: TlsFiles | undefined;
  /** Of the first Kafka port: default 127.0.0.1. */
  readonly kafkaHost?: string | undefined;
  /** `login`: its clients log in, and so do those of the HTTP port. */
  readonly kafkaAuth?: "login" | undefined;
  /** Said besides a host beyond this machine: yes, without authentication or encryption. */
  readonly insecure?: boolean | undefined;
  /** Whose tokens are taken besides passwords, where a login is asked for. */
  readonly oauth?: OAuthOptions | undefined;
  /** 0: any free port. */
  readonly port: number;
  readonly kafkaPort: number;
  /** A second Kafka port, for other machines: TLS, and clients say who they are. */
  readonly kafkaTls?: KafkaTlsOptions | undefined;
  /** Who may do everything through it: `User:admin`. */
  readonly superUsers?: readonly string[] | undefined;
  /** Told of refused logins, and of what no client should be able to cause. */
  readonly logger?: BrokerLogger | undefined;
  /** The object store of topics with remote.storage.enable. */
  readonly tier?: TierOptions | undefined;
  readonly clock?: Clock;
  readonly random?: Random;
  /** Partitions of topics that a Kafka client makes by naming them; default 1. */
  readonly defaultPartitions?: number;
  /** False: the engine runs on this thread, for tests and simulations. */
  readonly workers?: false;
  readonly liveQueriesMost?: number;
  readonly definitionsMost?: number;
  /** Where the console was built to. */
  readonly consoleFolder?: string;
}

export interface Platform {
  /** Of the console and the API: `http://127.0.0.1:8080`. */
  readonly url: string;
  /** The Kafka bootstrap server: `127.0.0.1:9092`. */
  readonly kafka: string;
  /** Of the second port, where there is one. */
  readonly kafkaTls: string | undefined;
  readonly dataFolder: string;
  /** Milliseconds from the call of `startPlatform` to open ports. */
  readonly readyMs: number;
  /** Resolves when every job that should run was started. */
  readonly resumed: Promise<void>;
  readonly log: Log;
  readonly runtime: Runtime;
  /** What POST /apply does, without HTTP. */
  apply(body: ApplyBody): Promise<ApplyAnswer>;
  /** Stops the jobs with a checkpoint, then the ports and the log. Calling it again waits for the same. */
  close(): Promise<void>;
}

const definitionsMost = 10_000;

type Closer = () => void | Promise<void>;

export async function startPlatform(options: PlatformOptions): Promise<Platform> {
  const closers: Closer[] = [];
  try {
    return await start(options, closers);
  } catch (thrown) {
    await closeAll(closers);
    throw thrown;
  }
}

async function start(options: PlatformOptions, closers: Closer[]): Promise<Platform> {
  const { host = "127.0.0.1", kafkaHost = "127.0.0.1", clock = systemClock, random = systemRandom } = options;
  const startedAt = clock.monotonic();
  checkHost(options, host);
  const folder = openFolder(options.dataFolder);
  const log = await openLog({ folder, clock, random, tier: options.tier }).catch((thrown: unknown) => {
    throw asOpenError(thrown, folder);
  });
  closers.push(() => log.close());
  log.watch({ tierFailed: (error) => options.logger?.warn("tiering", { error }) });
  const { kafkaPort, kafkaTls, kafkaAuth, insecure, oauth, superUsers, logger, defaultPartitions } = options;
  const security = { tls: kafkaTls, auth: kafkaAuth, insecure, oauth, superUsers };
  const opened = await openKafkaPort({ log, clock, random, host: kafkaHost, port: kafkaPort, ...security, logger, defaultPartitions });
  closers.push(() => opened.close());
  const { broker } = opened;
  const engine = { log, folder, clock, random };
  const runtime = options.workers === false ? (await import("@millrace/engine/local")).createLocalRuntime(engine) : createRuntime(engine);
  closers.push(() => runtime.close());
  const definitions = new Definitions(log, clock, options.definitionsMost ?? definitionsMost);
  await definitions.load();
  const jobs = new Jobs(runtime, definitions, clock);
  const rates = new Rates(log);
  const groupLags = new GroupLags();
  closers.push(() => rates.close());
  const live = new LiveQueries(runtime, clock, options.liveQueriesMost ?? limits.liveQueries);
  const health = new HealthWatch(log, folder, clock);
  closers.push(() => health.close());
  const kafka = { host: kafkaHost, port: broker.port };
  const tlsAddress = broker.listeners.get(kafkaTlsName);
  const kafkaTlsAddress = tlsAddress && `${tlsAddress.host}:${tlsAddress.port}`;
  const parts = {
    version,
    dataFolder: folder,
    clock,
    random,
    startedAt,
    log,
    runtime,
    registry: new Registry(log, clock),
    broker,
    kafka,
    definitions,
    jobs,
    rates,
    groupLags,
    live,
    health,
  };
  const services: Services = { ...parts, consoleFolder: options.consoleFolder ?? consoleFolder };
  const server = makeServer(services, { host, tls: options.tls && readTlsFiles(options.tls) });
  closers.push(() => server.close());
  if (options.tls !== undefined) closers.push(renewCertificate(server, options.tls, logger));
  // First of all when closing: open streams would keep the server waiting.
  closers.push(() => live.close());
  const url = await server.listen({ host, port: options.port }).catch((thrown: unknown) => {
    throw asListenError(thrown, "the HTTP", host, options.port, "--port");
  });
  rates.start(
    clock,
    log,
    () => writtenTopics(definitions),
    (seconds) => {
      jobs.sample(seconds);
      groupLags.sample(lagsOfGroups({ broker, log }));
    },
  );
  const readyMs = clock.monotonic() - startedAt;
  const resumed = jobs.resume();
  closers.push(() => resumed);
  let closing: Promise<void> | undefined;
  const close = (): Promise<void> => (closing ??= closeAll(closers));
  const applyFiles = async (body: ApplyBody): Promise<ApplyAnswer> => ({ changes: await apply(services, body, thisProcess(broker)) });
  return {
    url,
    kafka: `${kafkaHost}:${broker.port}`,
    kafkaTls: kafkaTlsAddress,
    dataFolder: folder,
    readyMs,
    resumed,
    log,
    runtime,
    apply: applyFiles,
    close,
  };
}

/** Refuses what would let other machines in unasked, or their passwords through in clear, unless that was said twice. */
function checkHost({ insecure = false, tls, kafkaTls, kafkaAuth }: PlatformOptions, host: string): void {
  if (isLoopback(host) || insecure) return;
  if (kafkaTls === undefined && kafkaAuth === undefined) throw errors.hostOpen(host);
  if (tls === undefined) throw errors.hostClear(host);
}

/** Of the HTTP port, when its files change. Gives back how to stop. */
function renewCertificate(server: FastifyInstance, files: TlsFiles, logger: BrokerLogger | undefined): () => void {
  const renew = (material: TlsMaterial): void => (server.server as unknown as TlsServer).setSecureContext(secureContext(material));
  return watchTlsFiles(files, renew, (error) => logger?.warn("a changed certificate cannot be used", { error }));
}

function thisProcess({ authentication }: Broker): Author {
  const identity = { principal: operator, valid: () => true };
  return { by: "this process", caller: new Caller(identity, authentication.rightsOf(operator, "")) };
}

function writtenTopics(definitions: Definitions): Set<string> {
  const topics = new Set<string>();
  for (const { plan } of definitions.processors.values()) {
    if (plan !== null) for (const topic of usesOf(plan).topicsWritten) topics.add(topic);
  }
  return topics;
}

/** In reverse; one that fails does not keep the others open, and the first failure is what is told. */
async function closeAll(closers: readonly Closer[]): Promise<void> {
  const failures: unknown[] = [];
  for (const close of closers.toReversed()) {
    try {
      await close();
    } catch (thrown) {
      failures.push(thrown);
    }
  }
  if (failures.length > 0) throw failures[0];
}
