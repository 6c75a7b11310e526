// /sql: run, validate, explain, complete. A SELECT streams as NDJSON or Server-Sent Events; anything else answers at once.
import { applySession, bindScript, complete, explain, OverlayCatalog, validate } from "@millrace/sql";
import type { BoundStatement, Catalog, SessionOptions } from "@millrace/sql";
import type { CompleteAnswer, ExplainAnswer, StatementsAnswer, ValidateAnswer } from "../api/types.ts";
import { executeScript } from "../definitions/execute.ts";
import { visibleTo } from "../access/visible-catalog.ts";
import { errors } from "../errors.ts";
import { parseFrom } from "../live/from.ts";
import { formatOf, messageStream } from "../live/message-stream.ts";
import type { Services } from "../services.ts";
import { byOf } from "./by.ts";
import { callerOf, needsLogin } from "./needs.ts";
import { completeBody, sqlBody, sqlTextBody } from "./schemas.ts";
import type { Routes } from "./server.ts";

const tags = ["sql"];

const sessionOf = (options: Readonly<Record<string, string>> = {}): SessionOptions => ({
  timeZone: options["table.local-time-zone"] ?? "UTC",
  options,
});

export function sqlRoutes(routes: Routes, services: Services): void {
  const { definitions, live, clock } = services;

  routes.post(
    "/sql",
    { config: needsLogin, schema: { tags, summary: "Run statements; a SELECT streams its rows", body: sqlBody } },
    async (request, reply): Promise<StatementsAnswer | void> => {
      const { sql, from, until = "never", limit, options } = request.body;
      const caller = callerOf(request);
      const begin = parseFrom(from, clock.now());
      const { results, query } = await executeScript(services, sql, {
        session: sessionOf(options),
        by: byOf(request),
        caller,
        beforeQuery: () => live.checkRoom(),
      });
      if (query === null) return { results };
      reply.hijack();
      const stream = messageStream(reply.raw, formatOf(request.headers.accept));
      const check = (): void => {
        if (!caller.valid()) throw errors.loginRequired();
        caller.demandReading(query.plan);
      };
      live.run({ plan: query, from: begin, until, ...(limit === undefined ? {} : { limit }) }, stream, check);
    },
  );

  routes.post(
    "/sql/validate",
    { config: needsLogin, schema: { tags, summary: "Every error of a text, with its place", body: sqlTextBody } },
    (request): ValidateAnswer => {
      const { sql, options } = request.body;
      return validateText(sql, visibleTo(definitions.stage(), callerOf(request)), sessionOf(options));
    },
  );

  routes.post(
    "/sql/explain",
    { config: needsLogin, schema: { tags, summary: "The plan of each query and INSERT in a text", body: sqlTextBody } },
    (request): ExplainAnswer => {
      const { sql, options } = request.body;
      const plans = bindAll(sql, visibleTo(definitions.stage(), callerOf(request)), sessionOf(options)).flatMap((statement) =>
        planText(statement),
      );
      if (plans.length === 0) throw errors.scriptEmpty();
      return { plan: plans.join("\n\n") };
    },
  );

  routes.post(
    "/sql/complete",
    { config: needsLogin, schema: { tags, summary: "What may stand at a place in a text", body: completeBody } },
    (request): CompleteAnswer => {
      const { sql, offset } = request.body;
      return complete(sql, offset, visibleTo(definitions.stage(), callerOf(request)));
    },
  );
}

/** The statements of a text, each bound over what the ones before it would make. */
function bindAll(sql: string, catalog: Catalog, start: SessionOptions): BoundStatement[] {
  const overlay = new OverlayCatalog(catalog);
  let session = start;
  const bound: BoundStatement[] = [];
  for (const statement of bindScript(sql, overlay, () => session)) {
    overlay.apply(statement);
    session = applySession(session, statement);
    bound.push(statement);
  }
  return bound;
}

function planText(statement: BoundStatement): string[] {
  if (statement.kind === "query") return [explain(statement.query)];
  if (statement.kind === "explain") return [statement.plan];
  return "job" in statement && typeof statement.job === "object" ? [explain(statement.job)] : [];
}

function validateText(sql: string, catalog: Catalog, session: SessionOptions): ValidateAnswer {
  const faults = validate(sql, catalog, session).map(({ span, ...error }) => ({ ...error, start: span.start, end: span.end }));
  const statements = faults.length > 0 ? [] : bindAll(sql, catalog, session);
  return { statements: statements.map(({ kind, span }) => ({ kind, start: span.start, end: span.end })), errors: faults };
}
