// POST /apply: pipelines as files, made true. Each file is bound in order over what the ones before it define, then
// compared with what is there: create, replace, leave, remove. Nothing is done before all of it is checked, and with
// `dryRun` nothing is done at all.
import { MillraceError } from "@millrace/core";
import type { BoundStatement, CatalogEntry, JobPlan, SessionOptions } from "@millrace/sql";
import { applySession, bindScript, parse } from "@millrace/sql";
import type { ApplyBody, ApplyChange } from "../api/types.ts";
import { errors } from "../errors.ts";
import type { ObjectDefinition, ProcessorDefinition } from "./definition.ts";
import { defaultSession } from "./definitions.ts";
import { dependentsOf } from "./dependents.ts";
import { processorName } from "./execute.ts";
import { sameStructure } from "./plan-tables.ts";
import { Transaction } from "./transaction.ts";
import type { Author, TransactionServices } from "./transaction.ts";

const effects = {
  tableNew: (topic: string) => `reads and writes topic "${topic}"`,
  viewNew: () => "a query under a name; it keeps nothing",
  processorNew: () => "starts at the beginning of its input",
  same: () => "nothing changes",
  text: () => "the text is kept anew; what it means is the same, so state is kept",
  object: () => "statements see the new definition; records in the topic stay as they are",
  replan: () => "restarts from the beginning of its input with empty state; output continues in the same topic, after what is there",
  object_gone: () => "the name goes; its topic stays",
  processor_gone: () => "stops, and its state goes; its output topic stays",
} as const;

interface Wanted {
  readonly file: string;
  readonly pipeline: string;
  readonly session: SessionOptions;
  readonly text: string;
}
interface WantedObject extends Wanted {
  readonly entry: CatalogEntry;
}
interface WantedProcessor extends Wanted {
  readonly plan: JobPlan;
}

class Applied {
  readonly services: TransactionServices;
  readonly transaction: Transaction;
  readonly pipelines = new Set<string>();
  readonly objects = new Map<string, WantedObject>();
  readonly processors = new Map<string, WantedProcessor>();
  readonly changes: ApplyChange[] = [];

  constructor(services: TransactionServices, author: Author) {
    this.services = services;
    this.transaction = new Transaction(services, author);
  }
}

export async function apply(services: TransactionServices, body: ApplyBody, author: Author): Promise<ApplyChange[]> {
  return await services.definitions.exclusive(async () => {
    const applied = new Applied(services, author);
    const files = [...body.files].sort((a, b) => (a.name < b.name ? -1 : 1));
    for (const { name } of files) applied.pipelines.add(pipelineName(name));
    hideOwn(applied);
    for (const file of files) gather(applied, file.name, file.sql);
    for (const wanted of applied.objects.values()) compareObject(applied, wanted);
    for (const [name, wanted] of applied.processors) compareProcessor(applied, name, wanted);
    removeRest(applied);
    checkOthers(applied);
    if (body.dryRun !== true) await applied.transaction.run();
    return applied.changes;
  });
}

function pipelineName(file: string): string {
  const name = /^(?:.*\/)?([A-Za-z0-9_][A-Za-z0-9_.-]*?)(?:\.sql)?$/.exec(file)?.[1];
  if (name === undefined) throw errors.fileNameInvalid(file);
  return name;
}

/** The files say all there is of their pipelines: what is not in them any more must not be found by them either. */
function hideOwn({ services, pipelines, transaction }: Applied): void {
  for (const object of services.definitions.objects.values()) {
    if (object.pipeline !== null && pipelines.has(object.pipeline)) transaction.catalog.drop(object.name);
  }
}

/** Errors of a file say which. */
function gather(applied: Applied, file: string, sql: string): void {
  try {
    gatherStatements(applied, file, sql);
  } catch (thrown) {
    if (!(thrown instanceof MillraceError) || thrown.position === undefined) throw thrown;
    throw new MillraceError(thrown.code, `${file}: ${thrown.message}`, thrown);
  }
}

function gatherStatements(applied: Applied, file: string, sql: string): void {
  const pipeline = pipelineName(file);
  // What these files define may be there already: it is compared, not refused.
  for (const statement of parse(sql).statements) {
    if (statement.kind !== "createTable" && statement.kind !== "createView") continue;
    const name = statement.name.at(-1)!.text;
    const first = applied.objects.get(name);
    if (first !== undefined) throw errors.definedTwice(statement.kind === "createTable" ? "table" : "view", name, first.file, file);
    applied.transaction.catalog.drop(name);
  }
  let session = defaultSession;
  for (const statement of bindScript(sql, applied.transaction.catalog, () => session)) {
    const wanted = { file, pipeline, session, text: statement.text };
    if (statement.kind === "set" || statement.kind === "reset") session = applySession(session, statement);
    else if (statement.kind === "createTable" || statement.kind === "createView")
      wantObject(applied, { ...wanted, entry: statement.entry });
    else if (statement.kind === "insert" || statement.kind === "statementSet") wantProcessor(applied, statement.job, wanted);
    else if (statement.kind === "createTableAs") {
      wantObject(applied, { ...wanted, text: statement.entry.sql, entry: statement.entry });
      wantProcessor(applied, statement.job, wanted);
    } else {
      throw errors.statementMisplaced.with({ position: positionOf(sql, statement) }, statement.kind, file);
    }
  }
}

function positionOf(sql: string, { span }: BoundStatement): { line: number; column: number; endLine: number; endColumn: number } {
  const at = (offset: number): { line: number; column: number } => {
    const lines = sql.slice(0, offset).split("\n");
    return { line: lines.length, column: lines.at(-1)!.length + 1 };
  };
  const [start, end] = [at(span.start), at(Math.max(span.start, span.end - 1))];
  return { ...start, endLine: end.line, endColumn: end.column };
}

function wantObject(applied: Applied, wanted: WantedObject): void {
  const { entry } = wanted;
  const other = applied.services.definitions.objects.get(entry.name);
  // The same table may stand in several pipelines; a different one may not.
  if (other !== undefined && !(other.pipeline !== null && applied.pipelines.has(other.pipeline))) {
    const there = applied.services.definitions.entries.get(entry.name);
    if (there !== undefined && !sameMeaning(there, entry)) throw errors.ownedElsewhere(entry.kind, entry.name, ownerOf(other.pipeline));
  }
  applied.objects.set(entry.name, wanted);
  applied.transaction.catalog.put(entry);
}

const ownerOf = (pipeline: string | null): string => (pipeline === null ? "no pipeline (it was made by hand)" : `pipeline "${pipeline}"`);

function wantProcessor(applied: Applied, plan: JobPlan, wanted: Wanted): void {
  const name = processorName(plan);
  const first = applied.processors.get(name);
  if (first !== undefined) throw errors.definedTwice("processor", name, first.file, wanted.file);
  const other = applied.services.definitions.processors.get(name);
  if (other !== undefined && other.definition.pipeline !== null && !applied.pipelines.has(other.definition.pipeline)) {
    throw errors.ownedElsewhere("processor", name, ownerOf(other.definition.pipeline));
  }
  applied.processors.set(name, { ...wanted, plan });
}

/** Entries mean the same when all but their texts is equal. */
function sameMeaning(a: CatalogEntry, b: CatalogEntry): boolean {
  if (a.kind === "view" || b.kind === "view") return sameStructure({ ...a, sql: "" }, { ...b, sql: "" });
  return sameStructure(a.table, b.table);
}

function compareObject({ services, transaction, changes }: Applied, wanted: WantedObject): void {
  const { entry, pipeline, session, text } = wanted;
  const { name, kind } = entry;
  const before = services.definitions.objects.get(name);
  const there = services.definitions.entries.get(name);
  const same = before !== undefined && there !== undefined && sameMeaning(there, entry);
  const put = (): void =>
    transaction.put(services.definitions.stamp<ObjectDefinition>({ kind, name, sql: text, pipeline, session }, transaction.changedBy));
  if (before === undefined) {
    put();
    const effect = entry.kind === "table" ? effects.tableNew(entry.table.definition.topic) : effects.viewNew();
    changes.push({ action: "create", kind, name, pipeline, effect });
  } else if (same && before.sql === text) {
    if (before.pipeline === null) put();
    changes.push({ action: "unchanged", kind, name, pipeline, effect: effects.same() });
  } else {
    put();
    changes.push({ action: "replace", kind, name, pipeline, effect: same ? effects.text() : effects.object() });
  }
}

function compareProcessor({ services, transaction, changes }: Applied, name: string, wanted: WantedProcessor): void {
  const { pipeline, session, text, plan } = wanted;
  const before = services.definitions.processors.get(name);
  const put = (keepsState: boolean): void => {
    const id = keepsState && before !== undefined ? before.definition.id : transaction.newJobId(name);
    const desired = before?.definition.desired ?? "running";
    const fields = { kind: "processor", name, id, sql: text, pipeline, session, desired } as const;
    transaction.putProcessor(services.definitions.stamp<ProcessorDefinition>(fields, transaction.changedBy), plan, keepsState);
  };
  if (before === undefined) {
    put(false);
    changes.push({ action: "create", kind: "processor", name, pipeline, effect: effects.processorNew() });
  } else if (!sameStructure(before.plan, plan)) {
    put(false);
    changes.push({ action: "replace", kind: "processor", name, pipeline, effect: effects.replan() });
  } else if (before.definition.sql === text) {
    if (before.definition.pipeline !== pipeline) put(true);
    changes.push({ action: "unchanged", kind: "processor", name, pipeline, effect: effects.same() });
  } else {
    put(true);
    changes.push({ action: "replace", kind: "processor", name, pipeline, effect: effects.text() });
  }
}

function removeRest({ services, transaction, pipelines, objects, processors, changes }: Applied): void {
  for (const { definition } of services.definitions.processors.values()) {
    const { name, pipeline } = definition;
    if (pipeline === null || !pipelines.has(pipeline) || processors.has(name)) continue;
    transaction.removeProcessor(name);
    changes.push({ action: "remove", kind: "processor", name, pipeline, effect: effects.processor_gone() });
  }
  for (const { kind, name, pipeline } of services.definitions.objects.values()) {
    if (pipeline === null || !pipelines.has(pipeline) || objects.has(name)) continue;
    transaction.drop(kind, name);
    changes.push({ action: "remove", kind, name, pipeline, effect: effects.object_gone() });
  }
}

/** What stands outside of these files and uses what they change: it must still bind; if its plan changes, it begins anew. */
function checkOthers({ services, transaction, objects, processors, changes }: Applied): void {
  const changed = changes.filter((change) => change.kind !== "processor" && (change.action === "replace" || change.action === "remove"));
  if (changed.length === 0) return;
  const gone = new Set(changes.filter((change) => change.action === "remove").map((change) => `${change.kind}/${change.name}`));
  const mine = (kind: "view" | "processor", name: string): boolean =>
    (kind === "view" ? objects : processors).has(name) || gone.has(`${kind}/${name}`);
  const names = changed.map((change) => change.name);
  const { broken, changed: moved } = dependentsOf(transaction, names, mine);
  if (broken.length > 0) throw errors.inUse(changed[0]!.kind, names.join('", "'), broken);
  for (const { definition, plan } of moved) {
    const { name } = definition;
    const anew = services.definitions.stamp<ProcessorDefinition>({ ...definition, id: transaction.newJobId(name) }, transaction.changedBy);
    transaction.putProcessor(anew, plan, false);
    changes.push({
      action: "replace",
      kind: "processor",
      name,
      pipeline: definition.pipeline ?? "",
      effect: `${effects.replan()}; a table that it uses changed`,
    });
  }
}
