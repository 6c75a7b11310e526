// For tests: a broker on a free port over the real log in memory, which can be started again on the same disk.
import { seeded } from "@millrace/core";
import type { EmbeddedLog } from "@millrace/log";
import { openMemoryLog, SimulatedDisk } from "@millrace/log/simulation";
import { type Broker, startBroker } from "./broker.ts";
import { RawClient } from "./raw-client.ts";
import type { BrokerSettings } from "./settings.ts";

export class MemoryBroker {
  readonly #disk = new SimulatedDisk(seeded(1));
  readonly #settings: Partial<BrokerSettings>;
  readonly #clients: RawClient[] = [];
  readonly warnings: unknown[] = [];
  log!: EmbeddedLog;
  broker!: Broker;

  private constructor(settings: Partial<BrokerSettings>) {
    this.#settings = settings;
  }

  static async start(settings: Partial<BrokerSettings> = {}): Promise<MemoryBroker> {
    const memory = new MemoryBroker(settings);
    await memory.#open();
    return memory;
  }

  async #open(): Promise<void> {
    this.log = await openMemoryLog({ disk: this.#disk });
    const logger = { warn: (_: string, { error }: Readonly<Record<string, unknown>>) => void this.warnings.push(error) };
    this.broker = await startBroker({ log: this.log, port: 0, settings: this.#settings, logger });
  }

  async client(): Promise<RawClient> {
    const client = await RawClient.connect(this.broker.port);
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
