// For tests: a broker on a free port over the real log in memory, which can be started again on the same disk.
import { seeded } from "@millrace/core";
import type { EmbeddedLog } from "@millrace/log";
import { openMemoryLog, SimulatedDisk } from "@millrace/log/simulation";
import type { ListenerOptions } from "../security/listener.ts";
import { type Broker, startBroker } from "./broker.ts";
import { RawClient } from "./raw-client.ts";
import type { BrokerSettings } from "./settings.ts";

export class MemoryBroker {
  readonly #disk = new SimulatedDisk(seeded(1));
  readonly #settings: Partial<BrokerSettings>;
  readonly #listeners: readonly ListenerOptions[];
  readonly #clients: RawClient[] = [];
  readonly warnings: unknown[] = [];
  /** Who was refused, and why. */
  readonly refusals: Readonly<Record<string, unknown>>[] = [];
  log!: EmbeddedLog;
  broker!: Broker;

  private constructor(settings: Partial<BrokerSettings>, listeners: readonly ListenerOptions[]) {
    this.#settings = settings;
    this.#listeners = listeners;
  }

  static async start(settings: Partial<BrokerSettings> = {}, listeners: readonly ListenerOptions[] = []): Promise<MemoryBroker> {
    const memory = new MemoryBroker(settings, listeners);
    await memory.#open();
    return memory;
  }

  async #open(): Promise<void> {
    this.log = await openMemoryLog({ disk: this.#disk });
    const warn = (_: string, details: Readonly<Record<string, unknown>>): void => {
      if ("error" in details) this.warnings.push(details["error"]);
      else this.refusals.push(details);
    };
    this.broker = await startBroker({ log: this.log, port: 0, settings: this.#settings, listeners: this.#listeners, logger: { warn } });
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

  async close(): Promise<void> {
    for (const client of this.#clients.splice(0)) client.close();
    await this.broker.close();
    await this.log.close();
  }
}
