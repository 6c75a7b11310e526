// Definitions live in a compacted topic of our own log, as Kafka's schema registry keeps its schemas: one record a
// definition, its key the kind and name, a null value for what was dropped. All changes of one request are one record
// batch, so they are there together or not at all. Who changed what is written to a second topic that keeps
// everything.
import type { Clock } from "@millrace/core";
import { decodeUtf8 } from "@millrace/core";
import { batchesIn, decodeRecords, encodeBatch } from "@millrace/log";
import type { Log } from "@millrace/log";
import { decodeDefinition, definitionKey, encodeDefinition } from "./definition.ts";
import type { Definition, DefinitionChange } from "./definition.ts";

const definitionsTopic = "__millrace_definitions";
const auditTopic = "__millrace_audit";

const readBytes = 4 * 1024 * 1024;

export class DefinitionStore {
  readonly #log: Log;
  readonly #clock: Clock;

  constructor(log: Log, clock: Clock) {
    this.#log = log;
    this.#clock = clock;
  }

  /** Makes the topics when they are missing and reads what is defined, in the order in which it last changed. */
  async load(): Promise<Definition[]> {
    await this.#topic(definitionsTopic, { "cleanup.policy": "compact", "retention.ms": "-1" });
    await this.#topic(auditTopic, { "cleanup.policy": "delete", "retention.ms": "-1", "retention.bytes": String(256 * 1024 * 1024) });
    const found = new Map<string, Definition>();
    const { start, end } = this.#log.offsets(definitionsTopic, 0);
    for (let offset = start; offset < end;) {
      const { bytes } = await this.#log.read(definitionsTopic, 0, offset, { maxBytes: readBytes });
      if (bytes.length === 0) break;
      for (const record of decodeRecords(bytes)) {
        if (record.offset < offset) continue;
        const key = decodeUtf8(record.key ?? new Uint8Array());
        // Deleting first keeps the order of the last change.
        found.delete(key);
        if (record.value !== undefined) found.set(key, decodeDefinition(record.value, definitionsTopic, record.offset));
      }
      // Not the last record's: compaction may have taken the records at the end of a batch.
      for (const { header } of batchesIn(bytes)) offset = header.lastOffset + 1;
    }
    return [...found.values()];
  }

  /** Durable when it resolves. */
  async commit(changes: readonly DefinitionChange[], changedBy: string): Promise<void> {
    if (changes.length === 0) return;
    const timestampMs = this.#clock.now();
    const records = changes.map((change) =>
      change.action === "put"
        ? { key: definitionKey(change.definition.kind, change.definition.name), value: encodeDefinition(change.definition) }
        : { key: definitionKey(change.kind, change.name), value: null },
    );
    await this.#log.append(definitionsTopic, 0, encodeBatch({ records, timestampMs }));
    await this.audit(
      changes.map((change) =>
        change.action === "put"
          ? {
              action: change.definition.version === 1 ? "create" : "change",
              kind: change.definition.kind,
              name: change.definition.name,
              sql: change.definition.sql,
              pipeline: change.definition.pipeline,
              version: change.definition.version,
              ...("desired" in change.definition ? { desired: change.definition.desired, job: change.definition.id } : {}),
            }
          : { action: "remove", kind: change.kind, name: change.name },
      ),
      changedBy,
    );
  }

  /** What was done, by whom and when; for what changes no definition too (topics, jobs). */
  async audit(entries: readonly Readonly<Record<string, unknown>>[], changedBy: string): Promise<void> {
    const timestampMs = this.#clock.now();
    const at = new Date(timestampMs).toISOString();
    const records = entries.map((entry) => ({ key: null, value: JSON.stringify({ at, by: changedBy, ...entry }) }));
    await this.#log.append(auditTopic, 0, encodeBatch({ records, timestampMs }));
  }

  async #topic(name: string, config: Readonly<Record<string, string>>): Promise<void> {
    if (this.#log.topic(name) === undefined) await this.#log.createTopic({ name, partitions: 1, config, internal: true });
  }
}
