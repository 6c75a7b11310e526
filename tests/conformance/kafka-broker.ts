// What the conformance tests of real clients run against: a broker on a free port over the log in a folder of its own,
// which can be restarted; and a way to run other programs.
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Broker, type BrokerOptions, type BrokerSettings, startBroker } from "@millrace/kafka";
import { type LocalLog, openLog } from "@millrace/log";
import { freePort } from "../millrace.ts";

export class ConformanceBroker {
  readonly #folder: string;
  readonly #settings: Partial<BrokerSettings>;
  readonly #options: Partial<BrokerOptions>;
  readonly warnings: string[] = [];
  log!: LocalLog;
  broker!: Broker;

  private constructor(folder: string, settings: Partial<BrokerSettings>, options: Partial<BrokerOptions>) {
    this.#folder = folder;
    this.#settings = settings;
    this.#options = options;
  }

  static async start(
    settings: Partial<BrokerSettings> = { defaultPartitions: 4 },
    options: Partial<BrokerOptions> = {},
  ): Promise<ConformanceBroker> {
    const conformance = new ConformanceBroker(await mkdtemp(join(tmpdir(), "millrace-conformance-")), settings, options);
    await conformance.#open(await freePort());
    return conformance;
  }

  async #open(port: number): Promise<void> {
    this.log = await openLog({ folder: this.#folder });
    const logger = {
      warn: (message: string, details: Readonly<Record<string, unknown>>) =>
        void this.warnings.push(`${message}: ${"error" in details ? String(details["error"]) : JSON.stringify(details)}`),
    };
    this.broker = await startBroker({ ...this.#options, log: this.log, port, logger, settings: this.#settings });
  }

  get address(): string {
    return `127.0.0.1:${this.broker.port}`;
  }

  /** Broker and log stop and come back on the same folder and port. */
  async restart(): Promise<void> {
    const { port } = this.broker;
    await this.#shut();
    await this.#open(port);
  }

  async close(): Promise<void> {
    await this.#shut();
    await rm(this.#folder, { recursive: true, force: true });
  }

  async #shut(): Promise<void> {
    await this.broker.close();
    await this.log.close();
  }
}

export interface Finished {
  readonly code: number | null;
  readonly output: string;
  readonly errors: string;
}

/** A running program, its output gathered. */
export class Running {
  readonly child: ChildProcess;
  output = "";
  errors = "";
  readonly finished: Promise<Finished>;

  constructor(command: string, args: readonly string[], options: { readonly cwd?: string; readonly input?: string } = {}) {
    const { cwd, input } = options;
    this.child = spawn(command, args, cwd === undefined ? {} : { cwd });
    this.child.stdout!.on("data", (chunk: Buffer) => (this.output += chunk.toString()));
    this.child.stderr!.on("data", (chunk: Buffer) => (this.errors += chunk.toString()));
    this.finished = new Promise((resolve) => {
      this.child.once("close", (code) => resolve({ code, output: this.output, errors: this.errors }));
    });
    if (input !== undefined) this.child.stdin!.end(input);
  }

  /** Asks it to end, and waits until it has. */
  stop(): Promise<Finished> {
    this.child.kill("SIGTERM");
    return this.finished;
  }
}

export const run = (command: string, args: readonly string[], input = ""): Promise<Finished> =>
  new Running(command, args, { input }).finished;
