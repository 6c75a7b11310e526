// /sql: run, validate, explain, complete. A SELECT streams as NDJSON or Server-Sent Events; anything else answers at once.
import { bindScript, complete, explain, validate } from "@millrace/sql";
import type { SessionOptions } from "@millrace/sql";
import type { CompleteAnswer, ExplainAnswer, StatementsAnswer, ValidateAnswer } from "../api/types.ts";
import { executeScript } from "../definitions/execute.ts";
import { parseFrom } from "../live/from.ts";
import { formatOf, messageStream } from "../live/message-stream.ts";
import type { Services } from "../services.ts";
import { byOf } from "./by.ts";
import { completeBody, sqlBody, sqlTextBody } from "./schemas.ts";
import type { Routes } from "./server.ts";

const tags = ["sql"];

function sessionOf(options: Readonly<Record<string, string>> = {}): SessionOptions {
  const { "table.local-time-zone": timeZone = "UTC", ...rest } = options;
  return { timeZone, options: rest };
}

export function sqlRoutes(routes: Routes, services: Services): void {
  const { definitions, live, clock } = services;

  routes.post(
    "/sql",
    { schema: { tags, summary: "Run statements; a SELECT streams its rows", body: sqlBody } },
    async (request, reply): Promise<StatementsAnswer | void> => {
      const { sql, from, until = "never", limit, options } = request.body;
      const begin = parseFrom(from, clock.now());
      const { results, query } = await executeScript(services, sql, {
        session: sessionOf(options),
        by: byOf(request),
        beforeQuery: () => live.checkRoom(),
      });
      if (query === null) return { results };
      reply.hijack();
      const stream = messageStream(reply.raw, formatOf(request.headers.accept));
      live.run({ plan: query, from: begin, until, ...(limit === undefined ? {} : { limit }) }, stream);
    },
  );

  routes.post(
    "/sql/validate",
    { schema: { tags, summary: "Every error of a text, with its place", body: sqlTextBody } },
    (request): ValidateAnswer => {
      const { sql, options } = request.body;
      return validateText(sql, sessionOf(options));
    },
  );

  routes.post("/sql/explain", { schema: { tags, summary: "The plan of a statement", body: sqlTextBody } }, (request): ExplainAnswer => {
    const { sql, options } = request.body;
    return { plan: explain(sql, definitions.stage(), sessionOf(options)) };
  });

  routes.post(
    "/sql/complete",
    { schema: { tags, summary: "What may stand at a place in a text", body: completeBody } },
    (request): CompleteAnswer => {
      const { sql, offset } = request.body;
      return complete(sql, offset, definitions.stage());
    },
  );

  function validateText(sql: string, session: SessionOptions): ValidateAnswer {
    const diagnostics = validate(sql, definitions.stage(), session);
    const errors = diagnostics.map(({ span, ...error }) => ({ ...error, start: span.start, end: span.end }));
    const statements = errors.length > 0 ? [] : bindScript(sql, definitions.stage(), session);
    return { statements: statements.map(({ kind, span }) => ({ kind, start: span.start, end: span.end })), errors };
  }
}
