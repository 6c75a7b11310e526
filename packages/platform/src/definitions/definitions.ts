// What is defined now, in memory: the catalog of tables and views, and the processors with their bound plans. It is
// rebuilt at every start by binding the kept texts again. All changes go through `change`, one after another.
import type { Clock, ErrorJson } from "@millrace/core";
import { asMillraceError, assert } from "@millrace/core";
import { securityTopic } from "@millrace/kafka";
import type { Log } from "@millrace/log";
import { bindScript, parse } from "@millrace/sql";
import type { Catalog, CatalogEntry, JobPlan, SessionOptions } from "@millrace/sql";
import { errors } from "../errors.ts";
import type { Definition, DefinitionChange, ObjectDefinition, ProcessorDefinition } from "./definition.ts";
import { usesOf } from "./plan-tables.ts";
import { StagedCatalog } from "./staged-catalog.ts";
import { DefinitionStore } from "./store.ts";

/** A processor whose text no longer binds (a table it needs was changed by other means) has an error and no plan. */
export interface Processor {
  readonly definition: ProcessorDefinition;
  readonly plan: JobPlan | null;
  readonly error: ErrorJson | null;
}

/** A whole set of changes, bound and checked: what `commit` makes true. */
export interface BoundChanges {
  readonly changes: readonly DefinitionChange[];
  readonly catalog: StagedCatalog;
  readonly plans: ReadonlyMap<string, JobPlan>;
}

export const defaultSession: SessionOptions = { timeZone: "UTC", options: {} };

export class Definitions {
  readonly store: DefinitionStore;
  readonly #log: Log;
  readonly #clock: Clock;
  readonly #limit: number;
  #entries: ReadonlyMap<string, CatalogEntry> = new Map();
  readonly #objects = new Map<string, ObjectDefinition>();
  readonly #processors = new Map<string, Processor>();
  #queue: Promise<unknown> = Promise.resolve();

  constructor(log: Log, clock: Clock, limit: number) {
    this.#log = log;
    this.#clock = clock;
    this.#limit = limit;
    this.store = new DefinitionStore(log, clock);
  }

  get entries(): ReadonlyMap<string, CatalogEntry> {
    return this.#entries;
  }
  get objects(): ReadonlyMap<string, ObjectDefinition> {
    return this.#objects;
  }
  get processors(): ReadonlyMap<string, Processor> {
    return this.#processors;
  }

  /** The catalog as it is, for one script to lay its changes over. */
  stage(): StagedCatalog {
    return new StagedCatalog(this.#entries, () => this.#topicNames());
  }

  /** Runs `work` when every earlier change is done, so that what it checks stays true until it commits. */
  async exclusive<T>(work: () => Promise<T>): Promise<T> {
    const mine = this.#queue.then(work);
    this.#queue = mine.catch(() => undefined);
    return await mine;
  }

  async load(): Promise<void> {
    const kept = await this.store.load();
    const staged = this.stage();
    let waiting = kept.filter((definition): definition is ObjectDefinition => definition.kind !== "processor");
    for (const definition of waiting) this.#objects.set(definition.name, definition);
    // A view may stand on one that changed later than itself: repeat until nothing more can be bound.
    for (let before = -1; before !== waiting.length && waiting.length > 0;) {
      before = waiting.length;
      waiting = waiting.filter((definition) => !tryEntry(definition, staged));
    }
    this.#entries = staged.entries();
    for (const definition of kept) {
      if (definition.kind === "processor") this.#processors.set(definition.name, bindProcessor(definition, staged));
    }
  }

  /** Keeps the changes durably, then makes them true here. Call it inside `exclusive`. */
  async commit(bound: BoundChanges, changedBy: string): Promise<void> {
    const added = bound.changes.filter((change) => change.action === "put").length;
    const now = this.#objects.size + this.#processors.size;
    if (added > 0 && now + added > this.#limit && this.#growth(bound.changes) > 0) throw errors.definitionsFull(this.#limit);
    await this.store.commit(bound.changes, changedBy);
    for (const change of bound.changes) this.#adopt(change, bound.plans);
    const entries = bound.catalog.entries();
    for (const name of entries.keys()) if (!this.#objects.has(name)) entries.delete(name);
    this.#entries = entries;
  }

  /** Binds what did not bind before: a table that was missing may be there now. Names those that should run. */
  bindAgain(): string[] {
    const healed: string[] = [];
    for (const [name, processor] of this.#processors) {
      if (processor.plan !== null) continue;
      const again = bindProcessor(processor.definition, this.stage());
      this.#processors.set(name, again);
      if (again.plan !== null && again.definition.desired === "running") healed.push(name);
    }
    return healed;
  }

  /** The next version of a definition, made by `changedBy` now. */
  stamp<Kept extends Definition>(fields: Omit<Kept, "version" | "changedAtMs" | "changedBy">, changedBy: string): Kept {
    const before = fields.kind === "processor" ? this.#processors.get(fields.name)?.definition : this.#objects.get(fields.name);
    return { ...fields, version: (before?.version ?? 0) + 1, changedAtMs: this.#clock.now(), changedBy } as Kept;
  }

  #growth(changes: readonly DefinitionChange[]): number {
    let growth = 0;
    for (const change of changes) {
      if (change.action === "remove") growth--;
      else if (change.definition.version === 1) growth++;
    }
    return growth;
  }

  #adopt(change: DefinitionChange, plans: ReadonlyMap<string, JobPlan>): void {
    if (change.action === "remove") {
      if (change.kind === "processor") this.#processors.delete(change.name);
      else this.#objects.delete(change.name);
      return;
    }
    const { definition } = change;
    if (definition.kind !== "processor") return void this.#objects.set(definition.name, definition);
    const plan = plans.get(definition.name) ?? this.#processors.get(definition.name)?.plan ?? null;
    const error = plan === null ? (this.#processors.get(definition.name)?.error ?? null) : null;
    this.#processors.set(definition.name, { definition, plan, error });
  }

  #topicNames(): readonly string[] {
    return this.#log
      .topics()
      .filter((topic) => !topic.internal)
      .map((topic) => topic.name);
  }
}

/** The catalog as a text saw it that was bound before the table or view that it makes was there. */
function without(catalog: Catalog, sql: string): Catalog {
  const made = parse(sql).statements.flatMap((statement) =>
    statement.kind === "createTable" || statement.kind === "createView" ? [statement.name.at(-1)!.text] : [],
  );
  if (made.length === 0) return catalog;
  return {
    entry: (name) => (made.includes(name) ? undefined : catalog.entry(name)),
    names: () => catalog.names().filter((name) => !made.includes(name)),
    topics: () => catalog.topics(),
  };
}

/** The catalog entry that a kept CREATE makes. */
export function bindEntry({ sql, session }: ObjectDefinition, catalog: Catalog): CatalogEntry {
  const statement = bindScript(sql, without(catalog, sql), session).next().value;
  assert(statement?.kind === "createTable" || statement?.kind === "createView", "a kept table or view is one CREATE statement");
  return statement.entry;
}

export function bindJob({ sql, session }: ProcessorDefinition, catalog: Catalog): JobPlan {
  const statement = bindScript(sql, without(catalog, sql), session).next().value;
  assert(
    statement?.kind === "insert" || statement?.kind === "statementSet" || statement?.kind === "createTableAs",
    "a kept processor is one INSERT or statement set",
  );
  return statement.job;
}

function tryEntry(definition: ObjectDefinition, staged: StagedCatalog): boolean {
  try {
    staged.put(bindEntry(definition, staged));
    return true;
  } catch {
    return false;
  }
}

function bindProcessor(definition: ProcessorDefinition, catalog: Catalog): Processor {
  try {
    const plan = bindJob(definition, catalog);
    if (usesOf(plan).topicsRead.has(securityTopic)) throw errors.topicSecret(securityTopic);
    return { definition, plan, error: null };
  } catch (thrown) {
    return { definition, plan: null, error: asMillraceError(thrown).toJSON() };
  }
}
