// What administrators set, on disk: a compacted topic, a record each, key and value in JSON. Users, rules and quotas are in
// `__millrace_security`; settings of groups (groups/group-settings.ts) have a topic of their own. A
// change counts when it is durable, and changes are made one after another, so that what is in memory is always what a
// restart would read. No client may read the former topic, whatever its rights: it holds keys that passwords could be
// guessed from.
import type { Clock, Random } from "@millrace/core";
import { batchesIn, encodeBatch, forEachRecord, type Log } from "@millrace/log";

export const securityTopic = "__millrace_security";
const partition = 0;
const readBytes = 1 << 20;

/** `["scram", user, mechanism]`, `["acl", …]`, `["quota", …]`, `["secret"]`. */
export type SecurityKey = readonly [kind: string, ...parts: (string | null)[]];

export interface SecurityRecord {
  readonly key: SecurityKey;
  /** null removes it. */
  readonly value: unknown;
}

export type Apply = (record: SecurityRecord) => void;

export class SecurityStore {
  readonly #log: Log;
  readonly #clock: Clock;
  readonly #topic: string;
  #apply: Apply = () => undefined;
  #last: Promise<unknown> = Promise.resolve();

  constructor(log: Log, clock: Clock, topic = securityTopic) {
    this.#log = log;
    this.#clock = clock;
    this.#topic = topic;
  }

  /** Hands every record to `apply`, oldest first, and from then on every one that is written. */
  async open(apply: Apply): Promise<void> {
    const log = this.#log;
    this.#apply = apply;
    if (log.topic(this.#topic) === undefined) return;
    const { start, end } = log.offsets(this.#topic, partition);
    let next = start;
    while (next < end) {
      const { bytes } = await log.read(this.#topic, partition, next, { maxBytes: readBytes });
      if (bytes.length === 0) return;
      const from = next;
      forEachRecord(bytes, (record) => {
        if (record.offset < from) return;
        const key = record.key();
        const value = record.value();
        if (key === undefined) return;
        apply({ key: parse(key) as SecurityKey, value: value === undefined ? null : parse(value) });
      });
      // Not the last record's: compaction may have taken the records at the end of a batch.
      for (const { header } of batchesIn(bytes)) next = header.lastOffset + 1;
    }
  }

  /** Resolves when all of it is durable and in force. `decide` sees what every earlier change left. */
  change(decide: () => readonly SecurityRecord[] | Promise<readonly SecurityRecord[]>): Promise<void> {
    const result = this.#last.then(async () => {
      const records = await decide();
      if (records.length === 0) return;
      await this.#write(records);
      for (const record of records) this.#apply(record);
    });
    this.#last = result.catch(() => undefined);
    return result;
  }

  async #write(records: readonly SecurityRecord[]): Promise<void> {
    const timestampMs = this.#clock.now();
    const encoded = records.map(({ key, value }) => ({
      key: JSON.stringify(key),
      value: value === null ? null : JSON.stringify(value),
      timestampMs,
    }));
    if (this.#log.topic(this.#topic) === undefined) {
      await this.#log.createTopic({ name: this.#topic, partitions: 1, config: { "cleanup.policy": "compact" }, internal: true });
    }
    // One batch: all of a change is kept, or none of it.
    await this.#log.append(this.#topic, partition, encodeBatch({ records: encoded }));
  }
}

const parse = (bytes: Uint8Array): unknown => JSON.parse(Buffer.from(bytes).toString("utf8"));

/** What made-up salts are derived from; kept, so that a restart does not change them. */
export const newSecret = (random: Random): string => Buffer.concat([random.uuidBytes(), random.uuidBytes()]).toString("base64");
