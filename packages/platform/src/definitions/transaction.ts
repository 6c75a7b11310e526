// What a script or a set of files will do, gathered while everything is checked and nothing is done yet. `run` then
// does it in the order that leaves nothing half-done: topics (harmless when left over), one durable batch of
// definitions, and only then jobs.
import { uuid } from "@millrace/core";
import type { TopicSpec } from "@millrace/log";
import type { JobPlan, TableDefinition } from "@millrace/sql";
import type { Caller } from "../access/caller.ts";
import { errors } from "../errors.ts";
import type { Services } from "../services.ts";
import { topicNearest } from "../topics/nearest.ts";
import type { Definition, DefinitionChange, ObjectDefinition, ProcessorDefinition } from "./definition.ts";
import type { Processor } from "./definitions.ts";
import { usesOf, tablesRead } from "./plan-tables.ts";
import type { StagedCatalog } from "./staged-catalog.ts";

export type TransactionServices = Pick<Services, "definitions" | "jobs" | "log" | "random" | "clock">;

/** On whose behalf: `by` is what the audit says, and `caller` must be allowed all of it. */
export interface Author {
  readonly by: string;
  readonly caller: Caller;
}

export class Transaction {
  readonly catalog: StagedCatalog;
  readonly changedBy: string;
  readonly caller: Caller;
  readonly temporary = new Set<string>();
  readonly #services: TransactionServices;
  readonly #changes = new Map<string, DefinitionChange>();
  readonly #plans = new Map<string, JobPlan>();
  readonly #topics = new Map<string, TopicSpec>();
  readonly #stops = new Map<string, ProcessorDefinition>();
  readonly #starts = new Set<string>();

  constructor(services: TransactionServices, { by, caller }: Author) {
    this.#services = services;
    this.changedBy = by;
    this.caller = caller;
    this.catalog = services.definitions.stage();
  }

  /** Puts a table or view. */
  put(definition: Definition): void {
    this.caller.demandOnCluster("alter");
    this.#changes.set(`${definition.kind}/${definition.name}`, { action: "put", definition });
  }

  drop(kind: "table" | "view", name: string): void {
    this.caller.demandOnCluster("alter");
    this.#changes.set(`${kind}/${name}`, { action: "remove", kind, name });
  }

  /** A processor as this transaction would leave it. */
  processor(name: string): Pick<Processor, "definition" | "plan"> | undefined {
    const change = this.#changes.get(`processor/${name}`);
    if (change?.action === "remove") return undefined;
    if (change?.action === "put" && change.definition.kind === "processor") {
      return { definition: change.definition, plan: this.#plans.get(name) ?? null };
    }
    return this.#services.definitions.processors.get(name);
  }

  /** Tables and views as this transaction would leave them. */
  objects(): ObjectDefinition[] {
    const objects = new Map(this.#services.definitions.objects);
    for (const change of this.#changes.values()) {
      if (change.action === "remove") objects.delete(change.kind === "processor" ? "" : change.name);
      else if (change.definition.kind !== "processor") objects.set(change.definition.name, change.definition);
    }
    return [...objects.values()];
  }

  processors(): Pick<Processor, "definition" | "plan">[] {
    const names = new Set(this.#services.definitions.processors.keys());
    for (const change of this.#changes.values()) {
      if (change.action === "put" && change.definition.kind === "processor") names.add(change.definition.name);
    }
    return [...names].flatMap((name) => this.processor(name) ?? []);
  }

  /** Puts a processor. Without `keepsState` it begins anew: under a new id, the old job and its state go. */
  putProcessor(definition: ProcessorDefinition, plan: JobPlan, keepsState: boolean): void {
    for (const table of usesOf(plan).tables) if (this.temporary.has(table)) throw errors.temporaryUsed(definition.name, table);
    const before = this.#services.definitions.processors.get(definition.name);
    if (before !== undefined && !keepsState) this.#stops.set(definition.name, before.definition);
    this.put(definition);
    this.#plans.set(definition.name, plan);
    if (definition.desired === "running" && !(keepsState && before?.definition.desired === "running")) this.#starts.add(definition.name);
    this.needTopics(plan);
  }

  removeProcessor(name: string): void {
    this.caller.demandOnCluster("alter");
    const before = this.#services.definitions.processors.get(name);
    if (before !== undefined) this.#stops.set(name, before.definition);
    this.#changes.set(`processor/${name}`, { action: "remove", kind: "processor", name });
    this.#starts.delete(name);
  }

  /** A name for a job's state that was never used before. */
  newJobId(name: string): string {
    // It also names files: whatever a user calls a pipeline, this is a plain word.
    const plain = name.replaceAll(/[^A-Za-z0-9_-]/g, "_").slice(0, 60);
    return `${plain}-${uuid(this.#services.random).slice(0, 8)}`;
  }

  /** Remembers the topics that a job reads and writes and that are not there; its author must have rights to all of them. */
  needTopics(plan: JobPlan): void {
    this.caller.demandJob(plan);
    for (const sink of plan.sinks) {
      this.#needTopic(sink.table);
      for (const table of tablesRead(sink.plan)) this.#needTopic(table);
    }
  }

  #needTopic(table: TableDefinition): void {
    if (this.#services.log.topic(table.topic) !== undefined || this.#topics.has(table.topic)) return;
    if (table.topic.startsWith("__")) throw errors.topicUnknown(table.topic, topicNearest(this.#services.log, table.topic));
    this.caller.demandCreation(table.topic);
    const config = table.connector === "upsert-kafka" ? { "cleanup.policy": "compact" } : {};
    this.#topics.set(table.topic, { name: table.topic, partitions: 1, config });
  }

  async run(): Promise<void> {
    const { definitions, jobs, log } = this.#services;
    const made: string[] = [];
    try {
      for (const spec of this.#topics.values()) {
        await log.createTopic(spec);
        made.push(spec.name);
      }
      await definitions.commit({ changes: [...this.#changes.values()], catalog: this.catalog, plans: this.#plans }, this.changedBy);
    } catch (thrown) {
      for (const name of made) await log.deleteTopic(name).catch(() => undefined);
      throw thrown;
    }
    for (const definition of this.#stops.values()) await jobs.discard(definition.id);
    for (const name of [...this.#starts, ...definitions.bindAgain()]) await jobs.begin(name);
  }
}
