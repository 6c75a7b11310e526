// The topic `_schemas`: one partition, compacted. It is made at the first registration and read at the first request, so
// a Millrace without schemas has neither. State changes only by reading: a write is appended, durable, and then read like
// everyone's, so what another program puts into the topic counts too.
import type { Clock } from "@millrace/core";
import { batchesIn, decodeRecords, encodeBatch } from "@millrace/log";
import type { Log } from "@millrace/log";
import { errors } from "../errors.ts";
import { decodeChange, encodeChange } from "./record.ts";
import type { Change } from "./record.ts";
import { State } from "./state.ts";

export const schemasTopic = "_schemas";
const readBytes = 4 * 1024 * 1024;

export class Store {
  readonly #log: Log;
  readonly #clock: Clock;
  #state = new State();
  #next = 0;
  #topicId = "";
  #reading: Promise<State> | undefined;

  constructor(log: Log, clock: Clock) {
    this.#log = log;
    this.#clock = clock;
  }

  /** What is known now, everything durable included. */
  async state(): Promise<State> {
    // Whoever comes while it is read waits for that, and then looks whether more was written meanwhile.
    while (this.#reading !== undefined) await this.#reading;
    if (!this.#isBehind()) return this.#state;
    this.#reading = this.#read().finally(() => (this.#reading = undefined));
    return await this.#reading;
  }

  /** Durable when it resolves, all of it or nothing, and part of what it resolves to. */
  async write(changes: readonly Change[]): Promise<State> {
    if (this.#log.topic(schemasTopic) === undefined)
      await this.#log.createTopic({ name: schemasTopic, partitions: 1, config: { "cleanup.policy": "compact" } });
    const records = changes.map(encodeChange);
    try {
      await this.#log.append(schemasTopic, 0, encodeBatch({ records, timestampMs: this.#clock.now() }));
    } catch (cause) {
      throw errors.storeFailed.with({ cause }, cause instanceof Error ? cause.message : String(cause));
    }
    return await this.state();
  }

  #isBehind(): boolean {
    const topic = this.#log.topic(schemasTopic);
    const id = topic === undefined ? "" : topic.id.join();
    if (id !== this.#topicId) {
      // It was deleted, or deleted and made again.
      this.#state = new State();
      this.#next = 0;
      this.#topicId = id;
    }
    return topic !== undefined && this.#next < this.#log.offsets(schemasTopic, 0).end;
  }

  async #read(): Promise<State> {
    const state = this.#state;
    const { start, end } = this.#log.offsets(schemasTopic, 0);
    for (this.#next = Math.max(this.#next, start); this.#next < end;) {
      const { bytes } = await this.#log.read(schemasTopic, 0, this.#next, { maxBytes: readBytes });
      for (const record of decodeRecords(bytes)) if (record.offset >= this.#next) state.apply(decodeChange(record.key, record.value));
      // Not the last record's: compaction may have taken the records at the end of a batch, or the last batches.
      this.#next = bytes.length === 0 ? end : this.#next;
      for (const { header } of batchesIn(bytes)) this.#next = header.lastOffset + 1;
    }
    return state;
  }
}
