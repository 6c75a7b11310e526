// Runs a script that came to POST /sql. Every statement is bound and checked against what the ones before it would
// leave, then all of it is done at once (transaction.ts). A SELECT may stand last; the caller streams it.
import { present } from "@millrace/core";
import type { BoundStatement, QueryPlan, SessionOptions } from "@millrace/sql";
import { applySession, bindScript } from "@millrace/sql";
import type { StatementResult } from "../api/types.ts";
import { visibleTo } from "../access/visible-catalog.ts";
import { errors } from "../errors.ts";
import type { ProcessorDefinition } from "./definition.ts";
import { dependentsOf } from "./dependents.ts";
import { readsNothing, sameStructure } from "./plan-tables.ts";
import { showRows, stringColumns } from "./show.ts";
import { Transaction } from "./transaction.ts";
import type { Author, TransactionServices } from "./transaction.ts";

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

export interface ScriptOptions extends Author {
  readonly session: SessionOptions;
  /** Called before anything is done when the script ends with a SELECT: there may be no room for one. */
  readonly beforeQuery: () => void;
}

export async function executeScript(services: TransactionServices, sql: string, options: ScriptOptions): Promise<Executed> {
  const { session, caller } = options;
  const afterwards: Afterwards[] = [];
  const executed = await services.definitions.exclusive(async () => {
    const script: Script = { services, transaction: new Transaction(services, options), afterwards, session };
    const results: StatementResult[] = [];
    let query: QueryPlan | null = null;
    // Each statement is bound over what the ones before it left in the transaction's catalog.
    for (const statement of bindScript(sql, visibleTo(script.transaction.catalog, caller), () => script.session)) {
      if (query !== null) throw errors.queryNotLast();
      if (statement.kind === "query") {
        caller.demandReading(statement.query.plan);
        options.beforeQuery();
        query = statement.query;
      } else {
        results.push(step(script, statement));
      }
    }
    if (query === null && results.length === 0) throw errors.scriptEmpty();
    await script.transaction.run();
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
  drop(script, { kind, object, name }) {
    const { transaction } = script;
    if (transaction.catalog.entry(name) === undefined) return ok(kind, `there is no ${object} "${name}"; nothing changed`);
    transaction.catalog.drop(name);
    if (!transaction.temporary.delete(name)) transaction.drop(object, name);
    const { broken } = dependentsOf(transaction, [name]);
    if (broken.length > 0) throw errors.inUse(object, name, broken);
    return ok(kind, `dropped ${object} "${name}"; its topic stays`);
  },
  alterTable(script, statement) {
    const { transaction } = script;
    const { name, entry, renamedTo } = statement;
    if (renamedTo !== undefined) {
      transaction.catalog.drop(name);
      transaction.drop("table", name);
    }
    transaction.catalog.put(entry);
    refuseUsed(transaction, "table", renamedTo === undefined ? [name] : [name, renamedTo]);
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
  showCreate: ({ transaction }, { kind, name }) => ({
    kind,
    message: `made "${name}"`,
    columns: stringColumns("result"),
    rows: [[present(transaction.catalog.entry(name), "the binder found it").sql]],
  }),
  describe: (_script, { kind, name, rows }) => ({
    kind,
    message: `describes "${name}"`,
    columns: stringColumns("name", "type", "null", "key", "extras", "watermark"),
    rows: rows.map((row) => [row.name, row.type, row.null ? "TRUE" : "FALSE", row.key, row.extras, row.watermark]),
  }),
  set(script, statement) {
    script.session = applySession(script.session, statement);
    return ok(statement.kind, `${statement.key} = ${statement.value}, for this script`);
  },
  reset(script, statement) {
    script.session = applySession(script.session, statement);
    return ok(statement.kind, statement.key === null ? "all options are as they were" : `${statement.key} is as it was`);
  },
  stopJob(script, { kind, job, drain }) {
    script.transaction.caller.demandOnCluster("alter");
    const { name } = script.services.jobs.find(job).definition;
    script.afterwards.push(() => script.services.jobs.stop(name, { drain, by: script.transaction.changedBy }));
    return { ...ok(kind, drain ? `drained and stopped "${name}"` : `stopped "${name}" with a checkpoint`), job: name };
  },
};

type Create = Extract<Statement, { kind: "createTable" | "createView" | "createTableAs" }>;

function createObject(script: Script, statement: Create): StatementResult {
  const { transaction } = script;
  const { entry, ifNotExists } = statement;
  const there = transaction.catalog.entry(entry.name);
  // The binder does not know of what its author may not see.
  if (there !== undefined && visibleTo(transaction.catalog, transaction.caller).entry(entry.name) === undefined) {
    throw errors.nameHidden(entry.name);
  }
  if (there !== undefined && ifNotExists) return ok(statement.kind, `${there.kind} "${entry.name}" is there already; nothing changed`);
  transaction.catalog.put(entry);
  // OR REPLACE: the binder lets nothing else stand on a name that is taken.
  if (there !== undefined) refuseUsed(transaction, entry.kind, [entry.name]);
  if (statement.kind === "createTable" && statement.temporary) {
    transaction.temporary.add(entry.name);
    return ok(statement.kind, `made temporary table "${entry.name}", for this script`);
  }
  putObject(script, entry, entry.kind, statement.kind === "createTableAs" ? entry.sql : statement.text);
  const what = entry.kind === "table" ? `table "${entry.name}" on topic "${entry.table.definition.topic}"` : `view "${entry.name}"`;
  return ok(statement.kind, `made ${what}`);
}

/** A change by hand may not break or restart what runs. */
function refuseUsed(transaction: Transaction, kind: "table" | "view", names: readonly string[]): void {
  const { broken, changed } = dependentsOf(transaction, names);
  const users = [...broken, ...changed.map(({ definition }) => `processor "${definition.name}"`)];
  if (users.length > 0) throw errors.inUse(kind, names[0]!, users);
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
