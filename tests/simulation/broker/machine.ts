// The machine that the broker runs on: a disk that survives it and a process that may end at any moment.
import { seeded, type Random } from "@millrace/core";
import { type Broker, type BrokerSettings, startBroker } from "@millrace/kafka";
import { type EmbeddedLog, type LogConfig, openLog } from "@millrace/log";
import { SimulatedDisk } from "@millrace/log/simulation";
import type { SimulatedClock } from "./clock.ts";
import type { SimulatedNetwork } from "./network.ts";
import { slowDisk } from "./slow-disk.ts";

export interface MachineConfig {
  readonly seed: number;
  /** A sync takes up to so long. */
  readonly diskDelayMs: number;
  readonly log: Partial<LogConfig>;
  readonly settings: Partial<BrokerSettings>;
}

interface Process {
  readonly clock: ReturnType<SimulatedClock["forProcess"]>;
  log: EmbeddedLog | undefined;
  broker: Broker | undefined;
}

const codeOf = (thrown: unknown): unknown => (thrown as { code?: unknown } | undefined)?.code;

/** What a disk may cause that fails or is full. */
const excused = (thrown: unknown): boolean => ["EIO", "ENOSPC", "log.stopped", "log.disk-full"].includes(String(codeOf(thrown)));

export class Machine {
  readonly disk: SimulatedDisk;
  /** Starts of the process so far. */
  life = 0;
  /** A disk that failed stops the log for good: by life, when that was. */
  readonly #stopped = new Map<number, number>();
  readonly #config: MachineConfig;
  readonly #clock: SimulatedClock;
  readonly #network: SimulatedNetwork;
  /** Goes on from life to life: ids must not repeat. */
  readonly #random: Random;
  readonly #chance: Random;
  #process: Process | undefined;
  #restarting = false;
  /** A bit was flipped: the log may refuse to start or to answer. */
  damageExpected = false;
  /** What no client and no fault may cause. */
  failure: unknown;

  constructor(config: MachineConfig, clock: SimulatedClock, network: SimulatedNetwork) {
    this.#config = config;
    this.#clock = clock;
    this.#network = network;
    this.#random = seeded(config.seed ^ 0x7777);
    this.#chance = seeded(config.seed ^ 0x3333);
    this.disk = new SimulatedDisk(seeded(config.seed ^ 0x5eed));
  }

  get isUp(): boolean {
    return this.#process?.broker !== undefined;
  }

  /** From then on, whatever the log acknowledges is a lie. */
  stoppedIn(life: number): number | undefined {
    return this.#stopped.get(life);
  }

  async start(): Promise<void> {
    const { disk } = this;
    const life = ++this.life;
    const process: Process = { clock: this.#clock.forProcess(), log: undefined, broker: undefined };
    this.#process = process;
    const alive = (): boolean => this.#process === process && !disk.crashed;
    const { clock } = process;
    const random = this.#random;
    try {
      const slow = slowDisk(disk, clock, this.#chance, this.#config.diskDelayMs);
      const log = await openLog({ folder: "/data", disk: slow, clock, random, config: this.#config.log });
      if (!alive()) return;
      process.log = log;
      log.watch({ failed: () => this.#logFailed(process) });
      const listen = this.#network.listenFor(life, alive);
      const logger = { warn: (message: string, { error }: Readonly<Record<string, unknown>>) => this.#warned(process, message, error) };
      const broker = await startBroker({ log, clock, random, listen, logger, settings: this.#config.settings });
      if (alive()) process.broker = broker;
    } catch (thrown) {
      if (!alive()) return;
      if (this.damageExpected && codeOf(thrown) === "log.corrupt") return;
      // Starting meets the disk's faults too.
      if (!excused(thrown)) this.failure ??= thrown;
      this.crash(true);
    }
  }

  /** The process ends without a word, and is started again later. */
  crash(powerLoss: boolean): void {
    if (this.#restarting) return;
    this.#restarting = true;
    this.disk.stop();
    this.#process?.clock.kill();
    this.#process = undefined;
    this.#network.processDied();
    this.#clock.after(1 + this.#chance.below(400), () => {
      this.disk.restart({ powerLoss });
      this.#restarting = false;
      void this.start();
    });
  }

  /** As an administrator does: stops in good order, with whatever is under way, and starts again. */
  async restart(): Promise<void> {
    const process = this.#process;
    if (process === undefined) return;
    try {
      await this.stop();
    } catch (thrown) {
      // The disk's faults come then too.
      if (this.#process === process && !this.disk.crashed && !excused(thrown)) this.failure ??= thrown;
      if (this.#process === process) this.crash(true);
      return;
    }
    if (this.#process !== undefined || this.disk.crashed || this.#restarting) return;
    this.#restarting = true;
    this.#clock.after(1 + this.#chance.below(400), () => {
      this.#restarting = false;
      void this.start();
    });
  }

  /** To be asked after every event. */
  lookAtDisk(): void {
    if (this.disk.crashed) this.crash(true);
  }

  async maintain(): Promise<void> {
    const process = this.#process;
    try {
      await process?.log?.maintain();
    } catch (thrown) {
      const expected = excused(thrown) || codeOf(thrown) === "log.closed" || codeOf(thrown) === "ECRASH";
      if (!expected) this.failure ??= thrown;
    }
  }

  /** Ends the process in good order. Resolves with false when it was not up. */
  async stop(): Promise<boolean> {
    const process = this.#process;
    if (process?.broker === undefined) return false;
    await process.broker.close();
    await process.log!.close();
    if (this.#process !== process) return false;
    this.#process = undefined;
    process.clock.kill();
    this.#network.processDied();
    return true;
  }

  #logFailed(process: Process): void {
    if (this.#process !== process || this.disk.crashed) return;
    this.#stopped.set(this.life, this.#clock.monotonic());
    this.#clock.after(100 + this.#chance.below(1_000), () => {
      if (this.#process === process) this.crash(this.#chance.below(2) === 0);
    });
  }

  #warned(process: Process, message: string, error: unknown): void {
    if (this.#process !== process || this.disk.crashed || this.#stopped.has(this.life)) return;
    if (this.damageExpected && codeOf(error) === "log.corrupt") return;
    if (["log.disk-full", "log.closed", "log.stopped", "ECRASH"].includes(String(codeOf(error)))) return;
    this.failure ??= new Error(message, { cause: error });
  }
}
