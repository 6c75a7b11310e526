// A live query as an async iterable of rows. When the connection breaks it asks again from the beginning of the query
// and says so with a `restart`: rows of before are void then, because a live query keeps no place. Only a filter or
// projection that began at "latest" goes on without one, losing what came meanwhile.
import { ClientError, unreachable } from "./errors.ts";
import { backOffMs, pause, request } from "./http.ts";
import type { Http } from "./http.ts";
import { messagesOf } from "./lines.ts";
import type { Column, ErrorJson, LiveMessage, RowKind } from "./types.ts";

export interface SubscribeOptions {
  /** "earliest" (default), "latest", an ISO time, or "-5m". */
  readonly from?: string;
  /** "end": finish with what is there now. */
  readonly until?: "never" | "end";
  readonly limit?: number;
  /** As SET makes them, e.g. `{ "table.local-time-zone": "Europe/Berlin" }`. */
  readonly options?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
  /** How often to connect again after a break, in a row; default 10, 0 for never. */
  readonly reconnects?: number;
  /** Batches of rows as they arrive, beside the iteration. */
  readonly onRows?: (rows: readonly Row[]) => void;
  readonly onSchema?: (schema: Schema) => void;
  readonly onSkipped?: (rows: number) => void;
  /** Rows or records that could not be read or computed, and the first one's error. */
  readonly onRejected?: (rows: number, error: ErrorJson) => void;
  readonly onProgress?: (progress: { readonly rowsIn: number; readonly watermarkMs: number | null; readonly lag: number }) => void;
  /** The query began anew after a break: forget the rows of before. */
  readonly onRestart?: () => void;
}

export interface Schema {
  readonly columns: readonly Column[];
  readonly changelog: "append" | "retract";
  readonly key: readonly number[] | null;
}

/** `values` in the order of the columns; `row` by their names. */
export interface Row<Fields = Readonly<Record<string, unknown>>> {
  readonly kind: RowKind;
  readonly values: readonly unknown[];
  readonly row: Fields;
}

export async function* subscribe<Fields = Readonly<Record<string, unknown>>>(
  http: Http,
  sql: string,
  options: SubscribeOptions = {},
): AsyncGenerator<Row<Fields>, void, undefined> {
  const { from, until, limit, options: settings, signal, reconnects = 10 } = options;
  const body = { sql, from, until, limit, options: settings };
  let failures = 0;
  for (let first = true; ; first = false) {
    if (!first) options.onRestart?.();
    try {
      const response = await request(http, "/sql", { body, accept: "application/x-ndjson", signal });
      if (!(response.headers.get("content-type") ?? "").includes("ndjson")) throw notAQuery();
      for await (const rows of rowsOf<Fields>(messagesOf(response.body!), options, () => (failures = 0))) {
        if (rows === "end") return;
        yield* rows;
      }
      throw unreachable(http.url, new Error("the stream ended without an end"));
    } catch (error) {
      if (signal?.aborted === true) throw signal.reason;
      // What the server said stands; what broke on the way may be tried again.
      const broken = !(error instanceof ClientError) || error.code === "client.unreachable" || error.status === 503;
      if (!broken || failures >= reconnects) throw error instanceof ClientError ? error : unreachable(http.url, error);
      await pause(backOffMs(failures), signal);
      failures++;
    }
  }
}

const notAQuery = (): ClientError =>
  new ClientError({
    code: "client.answer-invalid",
    message: "the statement is no query, so it has no rows to follow",
    retriable: false,
    hint: "use run() for statements",
  });

async function* rowsOf<Fields>(
  messages: AsyncGenerator<LiveMessage, void, undefined>,
  options: SubscribeOptions,
  alive: () => void,
): AsyncGenerator<Row<Fields>[] | "end", void, undefined> {
  let names: readonly string[] = [];
  for await (const message of messages) {
    alive();
    switch (message.type) {
      case "schema":
        names = message.columns.map((column) => column.name);
        options.onSchema?.(message);
        break;
      case "rows": {
        const rows = message.rows.map(([kind, ...values]) => ({
          kind: kind as RowKind,
          values,
          row: Object.fromEntries(names.map((name, index) => [name, values[index]])) as Fields,
        }));
        options.onRows?.(rows as Row[]);
        yield rows;
        break;
      }
      case "skipped":
        options.onSkipped?.(message.rows);
        break;
      case "rejected":
        options.onRejected?.(message.rows, message.error);
        break;
      case "progress":
        options.onProgress?.(message);
        break;
      case "error":
        throw new ClientError(message.error);
      case "end":
        yield "end";
        return;
    }
  }
}
