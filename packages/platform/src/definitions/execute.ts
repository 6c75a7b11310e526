// Runs a script that came to POST /sql. Every statement is bound and checked against what the ones before it would
// leave, then all of it is done at once (transaction.ts). A SELECT may stand last; the caller streams it.
import type { BoundStatement, QueryPlan, SessionOptions } from "@millrace/sql";
import { bindScript } from "@millrace/sql";
import type { StatementResult } from "../api/types.ts";
import { errors } from "../errors.ts";
import { nearest } from "../topics/nearest.ts";
import type { ProcessorDefinition } from "./definition.ts";
import { dependentsOf } from "./dependents.ts";
import { readsNothing, sameStructure } from "./plan-tables.ts";
import { showRows, stringColumns } from "./show.ts";
import { Transaction } from "./transaction.ts";
import type { TransactionServices } from "./transaction.ts";

export interface Executed {
  readonly results: readonly StatementResult[];
  /** The SELECT that stood last. */
  readonly query: QueryPlan | null;
}

/** What happens after the commit, in order: values written, jobs stopped. */
type Afterwards = () => Promise<void>;

export interface Script {
  readonly services: TransactionServices;
  readonly transaction: Transaction;
  readonly afterwards: Afterwards[];
  session: SessionOptions;
}

export interface ScriptOptions {
  readonly session: SessionOptions;
  readonly by: string;
  /** Called before anything is done when the script ends with a SELECT: there may be no room for one. */
  readonly beforeQuery: () => void;
}

export async function executeScript(services: TransactionServices, sql: string, options: ScriptOptions): Promise<Executed> {
  const { session, by } = options;
  const afterwards: Afterwards[] = [];
  const executed = await services.definitions.exclusive(async () => {
    const transaction = new Transaction(services, by);
    const statements = bindScript(sql, transaction.catalog, session);
    if (statements.length === 0) throw errors.scriptEmpty();
    const script: Script = { services, transaction, afterwards, session };
    const results: StatementResult[] = [];
    let query: QueryPlan | null = null;
    for (const [index, statement] of statements.entries()) {
      if (statement.kind === "query") {
        if (index !== statements.length - 1) throw errors.queryNotLast();
        options.beforeQuery();
        query = statement.query;
      } else {
        results.push(step(script, statement));
      }
    }
    await transaction.run();
    return { results, query };
  });
  // These take their time (a drain, values written): other changes do not wait for them.
  for (const action of afterwards) await action();
  return executed;
}

type Statement = Exclude<BoundStatement, { kind: "query" }>;
type Steps = { readonly [Kind in Statement["kind"]]: (script: Script, statement: Extract<Statement, { kind: Kind }>) => StatementResult };

function step(script: Script, statement: Statement): StatementResult {
  const run = steps[statement.kind] as (script: Script, statement: Statement) => StatementResult;
  return run(script, statement);
}

const ok = (kind: string, message: string): StatementResult => ({ kind, message });

const steps: Steps = {
  createTable: createObject,
  createView: createObject,
  createTableAs(script, statement) {
    const made = createObject(script, statement);
    return made.message.endsWith("nothing changed") ? made : keepProcessor(script, statement);
  },
  insert: (script, statement) => (readsNothing(statement.job) ? writeOnce(script, statement) : keepProcessor(script, statement)),
  statementSet: (script, statement) => keepProcessor(script, statement),
  drop(script, { kind, object, name, ifExists }) {
    const { transaction, services } = script;
    const entry = transaction.catalog.entry(name);
    if (entry?.kind !== object) {
      if (ifExists) return ok(kind, `there is no ${object} "${name}"; nothing changed`);
      throw errors.nameUnknown(object, name, nearest(name, transaction.catalog.names()));
    }
    transaction.catalog.drop(name);
    const { broken } = dependentsOf(services.definitions, [name], transaction.catalog);
    if (broken.length > 0) throw errors.inUse(object, name, broken);
    if (!transaction.temporary.delete(name)) transaction.drop(object, name);
    return ok(kind, `dropped ${object} "${name}"; its topic stays`);
  },
  alterTable(script, statement) {
    const { transaction, services } = script;
    const { name, entry, renamedTo } = statement;
    const changed = renamedTo === undefined ? [name] : [name, renamedTo];
    if (renamedTo !== undefined) {
      if (transaction.catalog.entry(renamedTo) !== undefined) throw errors.nameTaken("table", renamedTo);
      transaction.catalog.drop(name);
      transaction.drop("table", name);
    }
    transaction.catalog.put(entry);
    const { broken, changed: moved } = dependentsOf(services.definitions, changed, transaction.catalog);
    const users = [...broken, ...moved.map(({ processor }) => `processor "${processor.definition.name}"`)];
    if (users.length > 0) throw errors.inUse("table", name, users);
    putObject(script, entry, "table");
    return ok(statement.kind, renamedTo === undefined ? `changed table "${name}"` : `renamed table "${name}" to "${renamedTo}"`);
  },
  explain: (_script, statement) => ({
    kind: statement.kind,
    message: "explained",
    columns: stringColumns("plan"),
    rows: statement.plan.split("\n").map((line) => [line]),
  }),
  show: (script, statement) => showRows(script, statement.what),
  showCreate(script, { kind, name }) {
    const entry = script.transaction.catalog.entry(name);
    if (entry === undefined) throw errors.nameUnknown("table", name, nearest(name, script.transaction.catalog.names()));
    return { kind, message: `made "${name}"`, columns: stringColumns("result"), rows: [[entry.sql]] };
  },
  describe: (_script, { kind, name, rows }) => ({
    kind,
    message: `describes "${name}"`,
    columns: stringColumns("name", "type", "null", "key", "extras", "watermark"),
    rows: rows.map((row) => [row.name, row.type, row.null ? "TRUE" : "FALSE", row.key, row.extras, row.watermark]),
  }),
  set(script, { kind, key, value }) {
    script.session =
      key === "table.local-time-zone"
        ? { ...script.session, timeZone: value }
        : { ...script.session, options: { ...script.session.options, [key]: value } };
    return ok(kind, `${key} = ${value}, for this script`);
  },
  reset(script, { kind, key }) {
    const { [key ?? ""]: _gone, ...rest } = script.session.options;
    script.session = {
      timeZone: key === null || key === "table.local-time-zone" ? "UTC" : script.session.timeZone,
      options: key === null ? {} : rest,
    };
    return ok(kind, key === null ? "all options are as they were" : `${key} is as it was`);
  },
  stopJob(script, { kind, job, drain }) {
    const { name } = script.services.jobs.find(job).definition;
    script.afterwards.push(() => script.services.jobs.stop(name, { drain, by: script.transaction.changedBy }));
    return { ...ok(kind, drain ? `drained and stopped "${name}"` : `stopped "${name}" with a checkpoint`), job: name };
  },
};

type Create = Extract<Statement, { kind: "createTable" | "createView" | "createTableAs" }>;

function createObject(script: Script, statement: Create): StatementResult {
  const { transaction } = script;
  const { entry, ifNotExists } = statement;
  const before = script.services.definitions.entries.get(entry.name);
  const there = transaction.catalog.changes.has(entry.name) ? transaction.catalog.entry(entry.name) : before;
  const replaces = statement.kind === "createView" && statement.orReplace;
  if (there !== undefined && !replaces) {
    if (ifNotExists) return ok(statement.kind, `${there.kind} "${entry.name}" is there already; nothing changed`);
    throw errors.nameTaken(there.kind, entry.name);
  }
  transaction.catalog.put(entry);
  if (there !== undefined) {
    const { broken, changed } = dependentsOf(script.services.definitions, [entry.name], transaction.catalog);
    const users = [...broken, ...changed.map(({ processor }) => `processor "${processor.definition.name}"`)];
    if (users.length > 0) throw errors.inUse(entry.kind, entry.name, users);
  }
  if (statement.kind === "createTable" && statement.temporary) {
    transaction.temporary.add(entry.name);
    return ok(statement.kind, `made temporary table "${entry.name}", for this script`);
  }
  putObject(script, entry, entry.kind, statement.kind === "createTableAs" ? entry.sql : statement.text);
  return ok(
    statement.kind,
    entry.kind === "table" ? `made table "${entry.name}" on topic "${entry.table.definition.topic}"` : `made view "${entry.name}"`,
  );
}

function putObject(script: Script, entry: { readonly name: string; readonly sql: string }, kind: "table" | "view", sql = entry.sql): void {
  const { transaction, services, session } = script;
  const { name } = entry;
  const pipeline = services.definitions.objects.get(name)?.pipeline ?? null;
  transaction.put(services.definitions.stamp({ kind, name, sql, pipeline, session }, transaction.changedBy));
}

type Insert = Extract<Statement, { kind: "insert" | "statementSet" | "createTableAs" }>;

/** Named by SET 'pipeline.name', else after the tables that it writes. */
export const processorName = (job: Insert["job"]): string =>
  job.options["pipeline.name"] ?? [...new Set(job.sinks.map((sink) => sink.table.name))].join("+");

function keepProcessor(script: Script, statement: Insert): StatementResult {
  const { transaction, services, session } = script;
  const name = processorName(statement.job);
  const before = transaction.processor(name);
  if (before !== undefined) {
    if (!sameStructure(before.plan, statement.job)) throw errors.processorTaken(name);
    return { kind: statement.kind, message: `processor "${name}" is there already; nothing changed`, job: before.definition.id };
  }
  const fields = {
    kind: "processor",
    name,
    id: transaction.newJobId(name),
    sql: statement.text,
    pipeline: null,
    session,
    desired: "running",
  } as const;
  const definition = services.definitions.stamp<ProcessorDefinition>(fields, transaction.changedBy);
  transaction.putProcessor(definition, statement.job, false);
  const topics = [...new Set(statement.job.sinks.map((sink) => `"${sink.table.topic}"`))].join(", ");
  return { kind: statement.kind, message: `processor "${name}" writes to topic ${topics}`, job: definition.id };
}

/** INSERT … VALUES: a job that ends by itself and is not kept. */
function writeOnce(script: Script, statement: Insert): StatementResult {
  const { transaction, services } = script;
  const name = processorName(statement.job);
  transaction.needTopics(statement.job);
  const id = transaction.newJobId(`values-${name}`);
  script.afterwards.push(() => services.jobs.runToEnd(id, name, statement.job));
  return ok(statement.kind, `wrote to "${name}"`);
}
