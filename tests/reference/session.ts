// SQL text to plans, with a catalog that lives as long as the session: what a test needs of the sql package.
import { bindScript, OverlayCatalog, type BoundStatement, type Plan, type SinkPlan } from "@millrace/sql";

export class Session {
  readonly #catalog = new OverlayCatalog();
  readonly #timeZone: string;

  constructor(timeZone: string) {
    this.#timeZone = timeZone;
  }

  /** Runs definitions; other statements come back bound. */
  define(sql: string): BoundStatement[] {
    const bound: BoundStatement[] = [];
    for (const statement of bindScript(sql, this.#catalog, { timeZone: this.#timeZone, options: {} })) {
      this.#catalog.apply(statement);
      bound.push(statement);
    }
    return bound;
  }

  query(sql: string): Plan {
    const [statement] = this.define(sql);
    if (statement?.kind !== "query") throw new Error("a query was expected");
    return statement.query.plan;
  }

  /** The last INSERT of a script. */
  script(sql: string): SinkPlan {
    const insert = this.define(sql).findLast((statement) => statement.kind === "insert");
    if (insert?.kind !== "insert") throw new Error("an INSERT was expected");
    return insert.job.sinks[0]!;
  }

  insert(sql: string): Plan {
    return this.script(sql).plan;
  }
}
