// The client: where Millrace is, and the ways to talk to it.
import { ClientError } from "./errors.ts";
import { request } from "./http.ts";
import type { Http } from "./http.ts";
import { messagesOf } from "./lines.ts";
import { Publisher } from "./publisher.ts";
import type { PublisherOptions } from "./publisher.ts";
import { subscribe } from "./subscription.ts";
import type { Row, SubscribeOptions } from "./subscription.ts";
import type { StatementResult } from "./types.ts";

export interface MillraceOptions {
  /** `http://127.0.0.1:8080`; in a page of the console's own origin it may be left out. */
  readonly url?: string;
  readonly fetch?: typeof fetch;
  /** Where a login is asked for: a user's name and password, or a token of the identity provider. */
  readonly login?: { readonly name: string; readonly password: string } | { readonly token: string };
}

function authorizationOf(login: MillraceOptions["login"]): string | undefined {
  if (login === undefined) return undefined;
  if ("token" in login) return `Bearer ${login.token}`;
  // As bytes: `btoa` alone takes no letter beyond Latin-1.
  return `Basic ${btoa(String.fromCharCode(...new TextEncoder().encode(`${login.name}:${login.password}`)))}`;
}

export interface QueryOptions {
  readonly from?: string;
  readonly options?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
  /** Rows kept in memory; beyond it the query is refused. Default 100,000. */
  readonly rowsMost?: number;
}

export class Millrace {
  readonly #http: Http;

  constructor(options: MillraceOptions = {}) {
    // Bound: browsers refuse a `fetch` that was taken off its window.
    this.#http = {
      url: (options.url ?? "").replace(/\/+$/, ""),
      fetch: options.fetch ?? globalThis.fetch.bind(globalThis),
      authorization: authorizationOf(options.login),
    };
  }

  /** A publisher of one topic, which must be there. Make one and keep it. */
  publisher(topic: string, options: PublisherOptions = {}): Publisher {
    return new Publisher(this.#http, topic, options);
  }

  /** Rows of a live query as they come. Leaving the loop ends the query. */
  subscribe<Fields = Readonly<Record<string, unknown>>>(
    sql: string,
    options: SubscribeOptions = {},
  ): AsyncGenerator<Row<Fields>, void, undefined> {
    return subscribe<Fields>(this.#http, sql, options);
  }

  /** What a query answers from the records that are there now: the rows that stand at the end, changes applied. */
  async query<Fields = Readonly<Record<string, unknown>>>(sql: string, options: QueryOptions = {}): Promise<Fields[]> {
    const { rowsMost = 100_000, ...rest } = options;
    // By its content: a retraction names the whole row that it takes back. Equal rows are counted.
    const standing = new Map<string, { row: Fields; count: number }>();
    let rows = 0;
    for await (const { kind, values, row } of this.subscribe<Fields>(sql, { ...rest, until: "end", reconnects: 0 })) {
      const name = JSON.stringify(values);
      const there = standing.get(name) ?? { row, count: 0 };
      const change = kind === "+I" || kind === "+U" ? 1 : -1;
      there.count += change;
      rows += change;
      if (there.count === 0) standing.delete(name);
      else standing.set(name, there);
      if (rows > rowsMost)
        throw new ClientError({
          code: "client.buffer-full",
          message: `the answer has more than ${rowsMost} rows`,
          retriable: false,
          hint: "use subscribe, or raise rowsMost",
        });
    }
    return [...standing.values()].flatMap(({ row, count }) => Array.from({ length: Math.max(0, count) }, () => row));
  }

  /** Runs statements that are not queries: CREATE, INSERT, SHOW, … */
  async run(
    sql: string,
    options: { readonly options?: Readonly<Record<string, string>>; readonly signal?: AbortSignal } = {},
  ): Promise<readonly StatementResult[]> {
    const { signal, options: settings } = options;
    const response = await request(this.#http, "/sql", { body: { sql, options: settings }, signal });
    if (!(response.headers.get("content-type") ?? "").includes("ndjson"))
      return ((await response.json()) as { results: StatementResult[] }).results;
    await messagesOf(response.body!).return();
    throw new ClientError({
      code: "client.answer-invalid",
      message: "the statement is a query",
      retriable: false,
      hint: "use query() or subscribe()",
    });
  }
}
