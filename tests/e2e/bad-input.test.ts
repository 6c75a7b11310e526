// What a user gets wrong, and what Millrace says to it: one process, the real clients, every refusal with what to do.
// (A port in use, a locked or unwritable data folder: start.test.ts.)
// Long because one process and one set of tables serve all of it.
import { spawnSync } from "node:child_process";
import { request as httpRequest } from "node:http";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Millrace } from "@millrace/client";
import { limits } from "@millrace/core";
import type { JobView, LiveMessage, RecordsAnswer, RecordView, ValidateAnswer } from "@millrace/platform";
import { Producer, stringSerializers } from "@platformatic/kafka";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { eventually, millrace, millraceAsync, startMillrace, temporaryFolder, type RunningMillrace } from "../millrace.ts";
import { inCi } from "../tools.ts";

const folder = temporaryFolder("bad-input");
let server: RunningMillrace;
let client: Millrace;
beforeAll(async () => {
  server = await startMillrace({ data: join(folder.path, "data") });
  client = new Millrace({ url: server.url });
  await client.run(`
    CREATE TABLE plain (id INT, name STRING, happened TIMESTAMP(3), day_of DATE);
    CREATE TABLE edits (channel STRING, page STRING, \`time\` TIMESTAMP(3), WATERMARK FOR \`time\` AS \`time\` - INTERVAL '5' SECOND);
    CREATE TABLE hourly (channel STRING, n BIGINT);
    CREATE TABLE per_channel (channel STRING, n BIGINT, PRIMARY KEY (n) NOT ENFORCED);
    CREATE VIEW robots AS SELECT page FROM edits`);
});
afterAll(async () => {
  await server.stop();
  folder.remove();
});

interface Failure {
  readonly error: { readonly code: string; readonly message: string; readonly hint?: string };
}
const send = (path: string, body: string, headers: Readonly<Record<string, string>> = {}, url = server.url): Promise<Response> =>
  fetch(`${url}${path}`, { method: "POST", body, headers: { "content-type": "application/json", ...headers } });
const post = (path: string, body: unknown, url = server.url): Promise<Response> => send(path, JSON.stringify(body), {}, url);
const failure = async (response: Response, status: number): Promise<Failure["error"]> => {
  const text = await response.text();
  expect(`${response.status} ${text}`).toMatch(new RegExp(`^${status} `));
  return (JSON.parse(text) as Failure).error;
};
const records = async (topic: string, url = server.url): Promise<readonly RecordView[]> => {
  const all: RecordView[] = [];
  for (let offset = 0; ; offset = all.length) {
    const response = await fetch(`${url}/topics/${topic}/records?partition=0&offset=${offset}&limit=1000`);
    if (response.status === 404) return all;
    const page = ((await response.json()) as RecordsAnswer).records;
    all.push(...page);
    if (page.length === 0) return all;
  }
};
const job = async (name: string): Promise<JobView> => (await (await fetch(`${server.url}/jobs/${name}`)).json()) as JobView;
const create = async (name: string, url = server.url): Promise<void> => expect((await post("/topics", { name }, url)).ok).toBe(true);
const publish = async (topic: string, values: readonly unknown[]): Promise<void> =>
  expect((await post(`/topics/${topic}/records`, { records: values.map((value) => ({ value })) })).status).toBe(200);

// `^…^` marks the place that the caret stands under; ends are inclusive.
const statements: readonly (readonly [code: string, sql: string, hint?: string])[] = [
  ["character-unexpected", 'SELECT ^"^name" FROM plain', "back ticks"],
  ["character-unexpected", "SELECT id ^#^ FROM plain"],
  ["unterminated", "SELECT ^'^abc FROM plain", "close it"],
  ["unterminated", "SELECT 1 ^/*^ comment"],
  ["token-unexpected", "SELECT id, ^FROM^ plain"],
  ["token-unexpected", "^SELEC^ id FROM plain"],
  ["token-unexpected", "SELECT id\nFROM plain\nGROUP ^id^"],
  ["token-unexpected", "SELECT id IN ^()^ FROM plain"],
  ["token-unexpected", "CREATE TABLE t (id INT ^WITH^ ('a' = 'b')"],
  ["name-reserved", "SELECT ^value^ FROM plain", "`value`"],
  ["literal-invalid", "SELECT ^DATE '2021-02-30'^"],
  ["literal-invalid", "SELECT ^x'123'^"],
  ["not-supported", "SELECT * FROM plain ^JOIN^ hourly ON TRUE", "UNION ALL"],
  ["not-supported", "SELECT * FROM plain ^ORDER BY id^", "ROW_NUMBER"],
  ["not-supported", "SELECT * FROM plain ^LIMIT 5^"],
  ["not-supported", "^UPDATE^ plain SET id = 1", "INSERT INTO"],
  ["not-supported", "SELECT ^LAG^(id) FROM plain", "SHOW FUNCTIONS"],
  ["not-supported", "CREATE TABLE a (list ^ARRAY<INT>^)"],
  ["table-unknown", "SELECT * FROM ^edit^", "did you mean `edits`"],
  ["table-unknown", "INSERT INTO ^hourli^ SELECT * FROM hourly", "`hourly`"],
  ["column-unknown", "SELECT id,\n  ^nmae^\nFROM plain", "did you mean `name`"],
  ["column-unknown", "INSERT INTO hourly (^chanel^) SELECT 'a'", "`channel`"],
  ["column-ambiguous", "SELECT ^id^ FROM (SELECT id, id FROM plain)"],
  ["function-unknown", "SELECT ^UPER^(name) FROM plain", "UPPER"],
  ["arguments-wrong", "SELECT ^UPPER(id)^ FROM plain", "UPPER(STRING)"],
  ["operands-wrong", "SELECT id FROM plain WHERE ^id = name^", "CAST"],
  ["type-wrong", "SELECT id FROM plain WHERE ^id^"],
  ["cast-impossible", "SELECT ^CAST(day_of AS INT)^ FROM plain"],
  ["branches-differ", "SELECT ^CASE WHEN id = 1 THEN 'a' ELSE id END^ FROM plain", "CAST"],
  ["not-grouped", "SELECT id, ^name^ FROM plain GROUP BY id", "GROUP BY"],
  ["aggregate-misplaced", "SELECT id FROM plain WHERE ^COUNT(*)^ > 1", "HAVING"],
  ["window-time-missing", "SELECT * FROM TABLE(TUMBLE(TABLE plain, DESCRIPTOR(^happened^), INTERVAL '1' HOUR))", "WATERMARK FOR"],
  ["window-invalid", "SELECT * FROM TABLE(TUMBLE(TABLE edits, DESCRIPTOR(`time`), ^INTERVAL '0' HOUR^))"],
  ["rank-invalid", "SELECT id, ^ROW_NUMBER() OVER (PARTITION BY name ORDER BY id)^ AS rn FROM plain", "WHERE rn <= 10"],
  ["sink-append-only", "INSERT INTO ^hourly^ SELECT channel, COUNT(*) FROM edits GROUP BY channel", "PRIMARY KEY"],
  ["sink-key-differs", "INSERT INTO ^per_channel^ SELECT channel, COUNT(*) FROM edits GROUP BY channel", "PRIMARY KEY (channel)"],
  ["column-count-differs", "INSERT INTO hourly SELECT ^channel^ FROM edits"],
  ["sink-type-differs", "INSERT INTO hourly SELECT channel, ^page^ FROM edits", "CAST it AS BIGINT"],
  ["option-unknown", "CREATE TABLE t (id INT) WITH ('connector' = 'kafka', ^'topik'^ = 'x')", "'topic'"],
  ["option-invalid", "CREATE TABLE t (id INT) WITH ('format' = ^'jason'^)", "'json'"],
  ["column-twice", "CREATE TABLE t (id INT, ^id^ STRING)"],
  ["object-exists", "CREATE TABLE ^plain^ (id INT)", "IF NOT EXISTS"],
  ["object-kind-differs", "DROP TABLE ^robots^"],
  ["watermark-invalid", "CREATE TABLE t (ts STRING, WATERMARK FOR ^ts^ AS ts)"],
  ["primary-key-invalid", "CREATE TABLE t (id INT, ^PRIMARY KEY (id)^)", "NOT ENFORCED"],
];

function marked(text: string): { readonly sql: string; readonly place: string } {
  const [before, within, after] = text.split("^") as [string, string, string];
  const lines = before.split("\n");
  const column = lines.at(-1)!.length + 1;
  return { sql: before + within + after, place: `${lines.length}:${column}-${column + within.length - 1}` };
}

describe("a statement that is wrong", () => {
  it.each(statements)("is refused where it is wrong: sql.%s %s", async (code, text = "", hint?: string) => {
    const { sql, place } = marked(text);
    const { errors } = (await (await post("/sql/validate", { sql })).json()) as ValidateAnswer;
    const { position } = errors[0]!;
    expect(`${errors[0]!.code} ${position?.line}:${position?.column}-${position?.endColumn}`).toBe(`sql.${code} ${place}`);
    if (hint !== undefined) expect(errors[0]!.hint).toContain(hint);
    expect((await failure(await post("/sql", { sql }), code === "object-exists" ? 409 : 400)).code).toBe(`sql.${code}`);
  });

  it("is printed with its line, a caret, and what to do", () => {
    const shown = (sql: string): { readonly lines: readonly string[]; readonly code: number | null } => {
      const { code, err } = millrace("sql", "--url", server.url, "-e", sql);
      return {
        code,
        lines: err
          .trimEnd()
          .split("\n")
          .map((line) => line.trimEnd()),
      };
    };
    expect(shown("SELECT id,\n  nmae\nFROM plain")).toEqual({
      code: 4,
      lines: ['error: there is no column "nmae" in "plain"', "2 |   nmae", "  |   ^^^^", "hint:  did you mean `name`?"],
    });
    // The second statement of a text that begins with a query keeps its place in the whole text.
    expect(shown("SHOW TABLES;\nSELECT\tUPER(name) FROM plain").lines.slice(0, 3)).toEqual([
      "error: there is no function UPER",
      "2 | SELECT\tUPER(name) FROM plain",
      "  |       \t^^^^",
    ]);
    expect(shown("SELECT * FROM TABLE(TUMBLE(TABLE plain, DESCRIPTOR(happened), INTERVAL '1' HOUR))").lines[2]).toBe(
      `  | ${" ".repeat(51)}^^^^^^^^`,
    );
  });

  it("says what happened when nothing can come of it", () => {
    for (const [sql, reason] of [
      ["SELECT 1/0", "division by zero"],
      ["SELECT CAST('abc' AS INT)", '"abc" is not a value of'],
    ] as const) {
      const { code, err } = millrace("sql", "--url", server.url, "--until", "end", "-e", sql);
      expect({ code, err }).toEqual({ code: 1, err: expect.stringContaining(reason) });
    }
  });

  it("says why rows of a statement cannot be written", () => {
    const { code, err } = millrace("sql", "--url", server.url, "-e", "INSERT INTO hourly SELECT 'a', 1/0");
    expect({ code, err }).toEqual({ code: 1, err: expect.stringContaining("division by zero") });
  });

  it("is bounded in length and depth", async () => {
    const long = await failure(await post("/sql", { sql: `SELECT 1 -- ${"x".repeat(limits.sqlTextBytes)}` }), 400);
    expect(long.message).toContain(String(limits.sqlTextBytes));
    for (const sql of [`SELECT ${"(".repeat(300)}1${")".repeat(300)}`, `SELECT ${"NOT ".repeat(100_000)}TRUE`]) {
      expect(await failure(await post("/sql", { sql }), 400)).toMatchObject({ code: "sql.too-deep", hint: expect.any(String) as string });
    }
  });
});

describe("a record that is wrong", () => {
  const good = { id: 1, n: 5 };
  const bad = ["{oops", { id: "x", n: 1 }, { id: 2, n: 1.5 }, [1], { n: 3 }];
  const table = (name: string, options: string): string => `CREATE TABLE ${name} (id INT, n BIGINT)${options}`;
  const reasons = async (topic: string): Promise<readonly string[]> =>
    (await records(`${topic}.rejected`)).map(({ value, headers }) => `${headers["millrace.offset"]} ${headers["millrace.code"]} ${value}`);

  it("is rejected with its reason, counted, and the pipeline goes on", async () => {
    await create("readings");
    await create("complete");
    await client.run(
      `${table("readings", "")}; CREATE TABLE readings_out (id INT, n BIGINT); INSERT INTO readings_out SELECT id, n FROM readings`,
    );
    await client.run(
      `${table("complete", " WITH ('json.fail-on-missing-field' = 'true')")}; CREATE TABLE complete_out (id INT, n BIGINT); INSERT INTO complete_out SELECT id, n FROM complete`,
    );
    for (const topic of ["readings", "complete"]) {
      await publish(topic, [good, ...bad]);
      await publish(topic, [{ id: 9, n: 9 }]);
      await eventually(async () => ((await records(`${topic}_out`)).at(-1)?.value === '{"id":9,"n":9}' ? true : undefined), `${topic}_out`);
    }
    expect((await records("readings_out")).map(({ value }) => value)).toContain('{"id":null,"n":3}');
    const rejected = ["1 engine.record-malformed {oops", '2 engine.field-type {"id":"x","n":1}'];
    expect((await reasons("readings")).slice(0, 2)).toEqual(rejected);
    expect((await reasons("complete")).slice(0, 2)).toEqual(rejected);
    expect((await reasons("complete")).at(-1)).toBe('5 engine.field-missing {"n":3}');
    for (const record of await records("readings.rejected")) expect(record.headers["millrace.reason"]).not.toBe("");
    const count = (await reasons("readings")).length;
    await eventually(async () => ((await job("readings_out")).rowsBad === count ? true : undefined), "the count");
    expect((await job("readings_out")).state).toBe("running");
  });

  it("stops the job where the table says 'on-error' = 'fail', with offset and reason", async () => {
    await create("strict");
    await client.run(
      `${table("strict", " WITH ('on-error' = 'fail')")}; CREATE TABLE strict_out (id INT, n BIGINT); INSERT INTO strict_out SELECT id, n FROM strict`,
    );
    await publish("strict", [good, "{oops"]);
    const failed = await eventually(async () => {
      const seen = await job("strict_out");
      return seen.state === "failed" ? seen : undefined;
    }, "the failure");
    expect(failed.error).toMatchObject({ code: "engine.record-refused", hint: expect.stringContaining("on-error") as string });
    expect(failed.error!.message).toContain('offset 1 of topic "strict", partition 0');
  });

  it("is told to the reader of a live query", async () => {
    const text = await (await post("/sql", { sql: "SELECT id FROM readings", until: "end" })).text();
    const messages = text
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as LiveMessage);
    const told = messages.filter((message) => message.type === "rejected");
    expect(told.reduce((sum, { rows }) => sum + rows, 0)).toBeGreaterThanOrEqual(2);
    expect(told[0]!.error.message).toContain('offset 1 of "readings"');
  });

  it("of 20 MB is refused with Kafka's own error code, and over HTTP with 413", async () => {
    const value = "x".repeat(20 * 1024 * 1024);
    expect(await kafkaRefusal("readings", value)).toContain("MESSAGE_TOO_LARGE");
    expect((await failure(await post("/topics/readings/records", { records: [{ value }] }), 413)).code).toBe("platform.body-too-large");
    const smaller = await post("/topics/readings/records", { records: [{ value: value.slice(0, 2_000_000) }] });
    expect(await failure(smaller, 413)).toMatchObject({
      code: "platform.record-too-large",
      hint: expect.stringContaining("max.message.bytes") as string,
    });
  });

  it("for a topic that is not there is refused with the nearest name", async () => {
    const unknown = await failure(await post("/topics/reading/records", { records: [{ value: "x" }] }), 404);
    expect(unknown).toMatchObject({ code: "platform.topic-unknown", hint: 'did you mean "readings"?' });
    expect(await kafkaRefusal("no/good", "x")).toMatch(/INVALID_TOPIC|UNKNOWN_TOPIC/);
    expect(await kafkaRefusal("not_there", "x", false)).toMatch(/UNKNOWN_TOPIC_OR_PARTITION|Unknown topic/);
  });
});

/** The names of the errors that a producer met. */
async function kafkaRefusal(topic: string, value: string, autocreateTopics = true): Promise<string> {
  const producer = new Producer({
    clientId: "bad-input",
    bootstrapBrokers: [server.kafka],
    retries: 0,
    autocreateTopics,
    serializers: stringSerializers,
  });
  try {
    await producer.send({ messages: [{ topic, key: "k", value }], acks: -1 });
    return "accepted";
  } catch (error) {
    const names: string[] = [];
    const walk = (one: unknown): void => {
      if (!(one instanceof Error)) return;
      names.push((one as { apiId?: string }).apiId ?? one.message);
      if (one instanceof AggregateError) one.errors.forEach(walk);
      walk(one.cause);
    };
    walk(error);
    return names.join(" ");
  } finally {
    await producer.close(true);
  }
}

describe("a request that is wrong", () => {
  it("is refused by its body", async () => {
    expect((await failure(await send("/sql", '{"sql": '), 400)).code).toBe("platform.body-malformed");
    expect((await failure(await send("/sql", "{}"), 400)).message).toBe("the body lacks sql");
    expect((await failure(await send("/sql", "SELECT 1", { "content-type": "text/plain" }), 415)).code).toBe("platform.content-type");
    expect((await failure(await send("/sql", " ".repeat(limits.httpBodyBytes + 1)), 413)).code).toBe("platform.body-too-large");
  });

  it("is refused by where it comes from", async () => {
    const asked = (headers: Readonly<Record<string, string>>): Promise<number> =>
      new Promise((resolve, reject) => {
        httpRequest(`${server.url}/topics`, { headers }, (response) => resolve((response.resume(), response.statusCode!)))
          .on("error", reject)
          .end();
      });
    expect(await asked({})).toBe(200);
    expect(await asked({ host: "evil.example" })).toBe(403);
    expect(await asked({ origin: "http://evil.example" })).toBe(403);
  });
});

describe("a reader that does not read", () => {
  const total = 300_000;
  const keys = 50;

  it("costs a bounded memory, holds up no one, and is right when it has caught up", async () => {
    await client.run("CREATE TABLE flood (k INT, x INT, padding STRING)");
    await create("flood");
    const publisher = client.publisher("flood");
    const padding = "p".repeat(400);
    const produce = async (from: number, to: number): Promise<void> => {
      for (let x = from; x < to; x += 2_000) {
        await Promise.all(
          Array.from({ length: 2_000 }, (_, at) => publisher.publish({ value: { k: (x + at) % keys, x: x + at, padding } })),
        );
      }
    };
    // The first records warm the process up: code, buffers, the query's thread.
    const appended = await stuckReader("SELECT k, x, padding FROM flood");
    const changed = await stuckReader("SELECT k, COUNT(*) AS n FROM flood GROUP BY k");
    await produce(0, 60_000);
    const before = residentMb();
    const began = performance.now();
    await produce(60_000, 60_000 + total);
    const seconds = (performance.now() - began) / 1000;
    const grown = residentMb() - before;
    const everything = 60_000 + total;
    const other = performance.now();
    expect(await client.query("SELECT COUNT(*) AS n FROM flood")).toEqual([{ n: everything }]);
    const otherSeconds = (performance.now() - other) / 1000;
    console.log(
      `${total} rows in ${seconds.toFixed(1)} s beside two stuck readers; resident ${before.toFixed(0)} + ${grown.toFixed(0)} MB; another query: ${otherSeconds.toFixed(1)} s`,
    );
    // What was produced meanwhile is twice as much as text, and more as rows in memory.
    expect(grown).toBeLessThan(90);

    const rows = await appended.read((_rows, seen) => seen >= everything);
    expect(rows.skipped).toBeGreaterThan(0);
    expect(rows.count + rows.skipped).toBe(everything);
    const state = new Map<number, number>();
    await changed.read((more) => {
      for (const [kind, k, n] of more as readonly [string, number, number][]) {
        if (kind.startsWith("+")) state.set(k, n);
        else if (kind === "-D") state.delete(k);
      }
      return state.size === keys && [...state.values()].every((n) => n === everything / keys);
    });
    expect([...state.values()]).toEqual(new Array<number>(keys).fill(everything / keys));
  });

  it("is one of a bounded number", async () => {
    const open: AbortController[] = [];
    const answers: Response[] = [];
    const live = (): Promise<Response> => {
      const abort = new AbortController();
      open.push(abort);
      const body = JSON.stringify({ sql: "SELECT id FROM readings", from: "latest" });
      return fetch(`${server.url}/sql`, { method: "POST", body, headers: { "content-type": "application/json" }, signal: abort.signal });
    };
    try {
      let refused: Response | undefined;
      for (let count = 0; refused === undefined && count <= limits.liveQueries; count++) {
        const response = await live();
        // Kept: a response that nobody holds is closed by the collector.
        answers.push(response);
        if (!response.ok) refused = response;
      }
      expect(await failure(refused!, 429)).toMatchObject({ code: "platform.live-queries-full", retriable: true });
    } finally {
      for (const abort of open) abort.abort();
    }
    await eventually(async () => ((await post("/sql", { sql: "SELECT 1", until: "end" })).ok ? true : undefined), "room again");
  });
});

const residentMb = (): number => Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${server.pid}/status`, "utf8"))?.[1] ?? 0) / 1024;

type LiveRows = Extract<LiveMessage, { readonly type: "rows" }>["rows"];
interface StuckReader {
  /** Reads what waited, until `done` says so of the rows of a message and of how many rows came or were skipped. */
  read(done: (rows: LiveRows, seen: number) => boolean): Promise<{ readonly count: number; readonly skipped: number }>;
}

/** Asks, and leaves the answer in the socket. */
function stuckReader(sql: string): Promise<StuckReader> {
  return new Promise((resolve, reject) => {
    const asked = httpRequest(`${server.url}/sql`, { method: "POST", headers: { "content-type": "application/json" } }, (response) => {
      response.pause();
      resolve({
        async read(done) {
          let [count, skipped, rest] = [0, 0, ""];
          for await (const part of response.setEncoding("utf8")) {
            const lines = (rest + (part as string)).split("\n");
            rest = lines.pop()!;
            for (const line of lines) {
              const message = JSON.parse(line) as LiveMessage;
              if (message.type === "skipped") skipped += message.rows;
              const rows = message.type === "rows" ? message.rows : [];
              count += rows.length;
              if ((rows.length > 0 || message.type === "skipped") && done(rows, count + skipped)) {
                response.destroy();
                return { count, skipped };
              }
            }
          }
          throw new Error("the stream ended");
        },
      });
    });
    asked.on("error", reject);
    asked.end(JSON.stringify({ sql }));
  });
}

describe("millrace replay", () => {
  const line = (n: number): string => JSON.stringify({ n, at: "2026-01-01T00:00:00Z" });

  it("keeps the lines it cannot read, with number and reason", async () => {
    const path = join(folder.path, "some.ndjson");
    writeFileSync(path, [line(1), "{oops", line(3), "", "[5]", '{"n":6}', line(7)].join("\n"));
    const { code, out } = millrace("replay", path, "--topic", "some", "--time-field", "at", "--kafka", server.kafka, "--json");
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ rows: 3, rejected: 3 });
    expect((await records("some")).map(({ value }) => value)).toEqual([line(1), line(3), line(7)]);
    const rejected = await records("some.rejected");
    expect(rejected.map(({ value, headers }) => [headers["millrace.line"], value])).toEqual([
      ["2", "{oops"],
      ["5", "[5]"],
      ["6", '{"n":6}'],
    ]);
    for (const { headers } of rejected) expect(headers["millrace.reason"]).not.toBe("");
    expect(rejected[2]!.headers["millrace.reason"]).toContain("at");
  });

  it("goes on with --resume after it was killed, each line once", async () => {
    const path = join(folder.path, "many.ndjson");
    const lines = Array.from({ length: 3_000 }, (_, at) => (at % 100 === 50 ? `{bad ${at}` : line(at)));
    writeFileSync(path, lines.join("\n"));
    const args = ["replay", path, "--topic", "many", "--kafka", server.kafka, "--json"] as const;
    const first = millraceAsync(...args, "--rate", "1000");
    await eventually(async () => ((await records("many")).length > 300 ? true : undefined), "some lines");
    first.child.kill("SIGKILL");
    await first.done;
    const arrived = (await records("many")).length;
    expect(arrived).toBeLessThan(2_900);
    const { code, out } = millrace(...args, "--resume");
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ rows: 2_970 - arrived });
    expect((await records("many")).map(({ value }) => value)).toEqual(lines.filter((text) => !text.startsWith("{bad")));
    expect((await records("many.rejected")).map(({ value }) => value)).toEqual(lines.filter((text) => text.startsWith("{bad")));
  });

  it("does not resume behind what was not written by a replay (cli.replay-behind)", async () => {
    await publish("some", [{ n: 8 }]);
    const { code, err } = millrace(
      "replay",
      join(folder.path, "some.ndjson"),
      "--topic",
      "some",
      "--kafka",
      server.kafka,
      "--resume",
      "--json",
    );
    expect({ code, error: (JSON.parse(err) as Failure).error.code }).toEqual({ code: 1, error: "cli.replay-behind" });
  });

  it("and start know their examples (cli.example-unknown)", () => {
    const { code, err } = millrace("start", "--example", "no-such", "--data", join(folder.path, "never"));
    expect(code).toBe(2);
    expect(err).toContain('there is no example "no-such"; there are: ');
    expect(err).toContain("streaming-service");
  });
});

/** A file system of that many MB that ends when the test does. Undefined: this machine does not let us. */
function smallDisk(path: string, megabytes: number): { remove(): void } | undefined {
  mkdirSync(path);
  const mounted = process.getuid?.() === 0 && spawnSync("mount", ["-t", "tmpfs", "-o", `size=${megabytes}m`, "tmpfs", path]).status === 0;
  return mounted ? { remove: () => void spawnSync("umount", ["-l", path]) } : undefined;
}

describe("a full disk", () => {
  it("refuses what it cannot keep, keeps what it took, and goes on when there is room", async (test) => {
    const path = join(folder.path, "disk");
    const disk = smallDisk(path, 48);
    if (disk === undefined) {
      expect(inCi && process.getuid?.() === 0, "root may mount a tmpfs, with CI=true").toBe(false);
      return test.skip("a full disk: needs a tmpfs, which only root may mount");
    }
    try {
      writeFileSync(join(path, "filler"), Buffer.alloc(24 * 1024 * 1024));
      let small = await startMillrace({ data: join(path, "data") });
      await create("kept", small.url);
      const taken: string[] = [];
      const put = async (): Promise<Response> => {
        const values = Array.from({ length: 5 }, (_, at) => `${taken.length + at} ${"x".repeat(100_000)}`);
        const response = await post("/topics/kept/records", { records: values.map((value) => ({ value })) }, small.url);
        if (response.ok) taken.push(...values.map((value) => value.split(" ")[0]!));
        return response;
      };
      let refused = await put();
      while (refused.ok && taken.length < 1_000) refused = await put();
      const error = await failure(refused, refused.status);
      console.log(`after ${taken.length} records: ${refused.status} ${error.message}`);
      expect(["log.disk-full", "log.stopped"]).toContain(error.code);
      expect(`${error.message} ${error.hint}`).toMatch(/disk/);
      const numbers = async (): Promise<readonly string[]> => (await records("kept", small.url)).map(({ value }) => value!.split(" ")[0]!);
      expect(await numbers()).toEqual(taken);
      rmSync(join(path, "filler"));
      if (error.code === "log.stopped") {
        await small.stop();
        small = await startMillrace({ data: join(path, "data") });
      }
      expect((await put()).status).toBe(200);
      expect(await numbers()).toEqual(taken);
      await small.kill();
      small = await startMillrace({ data: join(path, "data") });
      expect(await numbers()).toEqual(taken);
      await small.stop();
    } finally {
      disk.remove();
    }
  });
});
