// For tests: a broker on a free port over the real log in memory, which can be started again on the same disk, after
// the power went too.
import { type Clock, seeded, systemClock } from "@millrace/core";
import type { EmbeddedLog, ObjectStore } from "@millrace/log";
import { openMemoryLog, SimulatedDisk } from "@millrace/log/simulation";
import type { ListenerOptions } from "../security/listener.ts";
import { type Broker, startBroker } from "./broker.ts";
import { RawClient } from "./raw-client.ts";
import type { BrokerSettings } from "./settings.ts";

export interface MemoryBrokerOptions {
  readonly clock?: Clock;
  /** Of what the disk does when the power goes. */
  readonly seed?: number;
  /** The object store of tiered topics. */
  readonly tier?: ObjectStore;
}

export class MemoryBroker {
  readonly disk: SimulatedDisk;
  readonly #settings: Partial<BrokerSettings>;
  readonly #listeners: readonly ListenerOptions[];
  readonly #clock: Clock;
  readonly #tier: ObjectStore | undefined;
  readonly #clients: RawClient[] = [];
  readonly warnings: unknown[] = [];
  /** Who was refused, and why. */
  readonly refusals: Readonly<Record<string, unknown>>[] = [];
  log!: EmbeddedLog;
  broker!: Broker;

  private constructor(settings: Partial<BrokerSettings>, listeners: readonly ListenerOptions[], options: MemoryBrokerOptions) {
    const { clock = systemClock, seed = 1 } = options;
    this.#settings = settings;
    this.#listeners = listeners;
    this.#clock = clock;
    this.#tier = options.tier;
    this.disk = new SimulatedDisk(seeded(seed));
  }

  static async start(
    settings: Partial<BrokerSettings> = {},
    listeners: readonly ListenerOptions[] = [],
    options: MemoryBrokerOptions = {},
  ): Promise<MemoryBroker> {
    const memory = new MemoryBroker(settings, listeners, options);
    await memory.#open();
    return memory;
  }

  async #open(): Promise<void> {
    const clock = this.#clock;
    this.log = await openMemoryLog({ disk: this.disk, clock, tier: this.#tier });
    const warn = (_: string, details: Readonly<Record<string, unknown>>): void => {
      if ("error" in details) this.warnings.push(details["error"]);
      else this.refusals.push(details);
    };
    this.broker = await startBroker({
      log: this.log,
      port: 0,
      clock,
      settings: this.#settings,
      listeners: this.#listeners,
      logger: { warn },
    });
  }

  /** Of the listener of this name; the first one otherwise. */
  async client(listener?: string): Promise<RawClient> {
    const client = await RawClient.connect(listener === undefined ? this.broker.port : this.broker.listeners.get(listener)!.port);
    this.#clients.push(client);
    return client;
  }

  async restart(): Promise<void> {
    await this.close();
    await this.#open();
  }

  /**
   * The power goes, if it has not gone already, and what was not synced is lost; then all comes back. It goes again at
   * the so-many-th change of the disk, while the broker starts or later.
   */
  async crash(nextAfterChanges?: number): Promise<void> {
    this.disk.stop();
    for (const client of this.#clients.splice(0)) client.close();
    await this.broker.close();
    await this.log.close().catch(() => undefined);
    this.disk.restart({ powerLoss: true });
    this.disk.faults.crashAfterChanges = nextAfterChanges;
    try {
      await this.#open();
    } catch (error) {
      if (!this.disk.crashed) throw error;
      await this.log.close().catch(() => undefined);
      this.disk.restart({ powerLoss: true });
      await this.#open();
    }
  }

  async close(): Promise<void> {
    for (const client of this.#clients.splice(0)) client.close();
    await this.broker.close();
    await this.log.close();
  }
}
