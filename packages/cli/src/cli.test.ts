import { spawnSync } from "node:child_process";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { MillraceError } from "@millrace/core";
import { afterAll, describe, expect, it } from "vitest";
import { Api } from "./api.ts";
import { pipelineFiles } from "./commands/apply.ts";
import { checkSchema, listSchemas, registerSchema, schemaBody, showSchema } from "./commands/schemas.ts";
import { complete } from "./commands/shell.ts";
import { caretLines } from "./failure.ts";
import { sideSecurity } from "./mirror/security.ts";
import { numberOption } from "./options.ts";
import { cellText, displayWidth, duration, table } from "./output.ts";
import { readLines, type Line } from "./replay/lines.ts";
import { authorizationOf } from "./server.ts";
import { csvFields, csvRows, jsonRows, timeOf } from "./replay/rows.ts";

const folder = mkdtempSync(join(tmpdir(), "millrace-cli-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const coded = (code: string): unknown => expect.objectContaining({ code });

async function linesOf(name: string, content: string | Buffer, format: "json" | "csv"): Promise<Line[]> {
  const path = join(folder, name);
  writeFileSync(path, content);
  const lines: Line[] = [];
  for await (const chunk of readLines(path, format)) lines.push(...chunk.lines);
  return lines;
}

describe("lines of a file", () => {
  it("are numbered from 1, with any line end, the last without one", async () => {
    expect(await linesOf("a.json", "a\nb\r\n\nd", "json")).toEqual([
      { number: 1, text: "a" },
      { number: 2, text: "b" },
      { number: 3, text: "" },
      { number: 4, text: "d" },
    ]);
  });
  it("come out of gzip, characters whole across chunks", async () => {
    const text = Array.from({ length: 30_000 }, (_, index) => `{"n":${index},"s":"žluťoučký 🐎"}`).join("\n");
    const lines = await linesOf("b.json.gz", gzipSync(text), "json");
    expect(lines.map((line) => line.text).join("\n")).toBe(text);
  });
  it("of CSV keep a quoted line break, and count it", async () => {
    expect(await linesOf("c.csv", 'h\n"x\ny",1\nz\n', "csv")).toEqual([
      { number: 1, text: "h" },
      { number: 2, text: '"x\ny",1' },
      { number: 4, text: "z" },
    ]);
  });
});

describe("a login", () => {
  const url = "http://127.0.0.1:8080";
  const basic = `Basic ${Buffer.from("ada:secret").toString("base64")}`;

  it("has its password from a file or from the environment", () => {
    const passwordFile = join(folder, "password");
    writeFileSync(passwordFile, "secret\n");
    expect(authorizationOf({ url }, { MILLRACE_PASSWORD: "secret" })).toBe(undefined);
    expect(authorizationOf({ url, as: "ada" }, { MILLRACE_PASSWORD: "secret" })).toBe(basic);
    expect(authorizationOf({ url, as: "ada", passwordFile }, { MILLRACE_PASSWORD: "other" })).toBe(basic);
    expect(() => authorizationOf({ url, as: "ada" }, {})).toThrow(coded("cli.login-password-missing"));
    expect(() => authorizationOf({ url, as: "ada", passwordFile: "nowhere" }, {})).toThrow(coded("cli.file-unreadable"));
  });

  it("does not go to another machine in clear (cli.password-clear)", () => {
    const to = (there: string, more = {}) => authorizationOf({ url: there, as: "ada" }, { MILLRACE_PASSWORD: "secret", ...more });
    expect(() => to("http://example.com:8080")).toThrow(coded("cli.password-clear"));
    expect(to("https://example.com")).toBe(basic);
    expect(to("http://[::1]:8080")).toBe(basic);
    expect(to("http://example.com", { MILLRACE_INSECURE: "yes" })).toBe(basic);
    expect(() => to("example")).toThrow(coded("cli.option-value"));
  });
});

describe("a side of a mirror", () => {
  it("takes its password from the environment, and only there", () => {
    const login = (environment: Record<string, string>, mechanism = "plain") => sideSecurity("to", { user: "ada", mechanism }, environment);
    expect(login({ MILLRACE_TO_PASSWORD: "secret" })).toEqual({ sasl: { mechanism: "PLAIN", username: "ada", password: "secret" } });
    expect(() => login({ MILLRACE_FROM_PASSWORD: "secret" })).toThrow(coded("cli.password-missing"));
    expect(() => login({ MILLRACE_TO_PASSWORD: "secret" }, "GSSAPI")).toThrow(coded("cli.option-value"));
  });
  it("speaks TLS when it is said, or when certificates are", () => {
    const mechanism = "PLAIN";
    const path = join(folder, "ca.pem");
    writeFileSync(path, "certificates");
    expect(sideSecurity("from", { mechanism }, {})).toEqual({});
    expect(sideSecurity("from", { mechanism, tls: true }, {})).toEqual({ tls: {} });
    expect(sideSecurity("from", { mechanism, ca: path }, {})).toEqual({ tls: { ca: Buffer.from("certificates") } });
    expect(() => sideSecurity("from", { mechanism, ca: join(folder, "none.pem") }, {})).toThrow(coded("cli.file-unreadable"));
  });
});

describe("rows", () => {
  it("of JSON give time and key, or say what is wrong", () => {
    const rows = jsonRows({ time: "at", key: "user" });
    expect(rows.check('{"at":"2015-09-12T00:46:58.771Z","user":"x"}')).toEqual({
      timestampMs: Date.UTC(2015, 8, 12, 0, 46, 58, 771),
      key: "x",
    });
    expect(rows.check('{"at":')).toMatch(/^not JSON/);
    expect(rows.check("[1]")).toBe("not a JSON object");
    expect(rows.check('{"user":"x"}')).toBe('field "at": is missing');
    expect(rows.check('{"at":"noon"}')).toBe('field "at": "noon" is no time');
  });
  it("of CSV must have the header's number of fields", () => {
    const rows = csvRows("f.csv", { time: "t" });
    expect(rows.header("t,name")).toBe(true);
    expect(rows.header("2014-01-01T08:04Z,b")).toBe(false);
    expect(rows.check("2014-01-01T08:04Z,b")).toEqual({ timestampMs: Date.UTC(2014, 0, 1, 8, 4), key: undefined });
    expect(rows.check("a")).toBe("1 fields, but the header has 2");
    expect(rows.check('"a')).toBe("a quote is not closed");
    expect(() => csvRows("f.csv", { time: "x" }).header("a,b")).toThrow(coded("cli.replay-header"));
  });
  it("split CSV as RFC 4180 says", () => {
    expect(csvFields('a,"b ""c"", d",,"e"')).toEqual(["a", 'b "c", d', "", "e"]);
    expect(csvFields("a,")).toEqual(["a", ""]);
    expect(csvFields('"a",')).toEqual(["a", ""]);
  });
  it("read times in the forms that events have, without a zone as UTC", () => {
    for (const time of [
      "2020-01-02T03:04:05Z",
      "2020-01-02 03:04:05",
      1_577_934_245,
      1_577_934_245_000,
      "1577934245000000",
      "2020-01-02T04:04:05+01:00",
    ])
      expect(timeOf(time)).toBe(1_577_934_245_000);
    expect(timeOf("")).toBe("is missing");
    expect(timeOf({})).toBe("{} is no time");
  });
});

describe("output", () => {
  it("aligns numbers right, text left, wide characters by what they take", () => {
    expect(
      table(
        ["name", "n"],
        [
          ["평택", 1],
          ["abc", 22],
        ],
      ),
    ).toBe("name   n\n평택   1\nabc   22");
    expect(displayWidth("🐎x")).toBe(3);
  });
  it("shows control characters instead of sending them", () => expect(cellText("a\u001b[2Jb\nc")).toBe("a\\x1b[2Jb\\x0ac"));
  it("puts carets under the place of an error", () => {
    const error = new MillraceError("sql.x", "no", { position: { line: 2, column: 3, endLine: 2, endColumn: 5 } });
    expect(caretLines(error, "a\nb foo c")).toBe("2 | b foo c\n  |   ^^^");
  });
  it("says durations as people do", () =>
    expect([5, 1500, 61_000, 3_700_000].map(duration)).toEqual(["5 ms", "1.5 s", "1 m 1 s", "1 h 1 m"]));
  it("completes words in the case that was begun", () => {
    expect(complete("sel", ["SELECT", "sold"])).toEqual([["select"], "sel"]);
    expect(complete("SELECT * FROM pla", ["playback_events", "SELECT"])).toEqual([["playback_events"], "pla"]);
  });
});

describe("options", () => {
  it("are checked with their name", () => {
    expect(numberOption("rate", "5", { min: 1 })).toBe(5);
    expect(() => numberOption("port", "x", { min: 0, max: 65_535, integer: true })).toThrow(coded("cli.option-value"));
  });
  it("name files that are there", () => {
    expect(() => pipelineFiles(join(folder, "none"))).toThrow(coded("cli.file-unreadable"));
    writeFileSync(join(folder, "p.sql"), "SELECT 1");
    expect(pipelineFiles(folder)).toEqual([{ name: "p", sql: "SELECT 1" }]);
  });
});

describe("millrace", () => {
  const millrace = (...args: string[]): { code: number | null; out: string; err: string } => {
    const ran = spawnSync(process.execPath, [join(import.meta.dirname, "..", "bin", "millrace.mjs"), ...args], {
      encoding: "utf8",
      timeout: 60_000,
    });
    return { code: ran.status, out: ran.stdout, err: ran.stderr };
  };
  it("has help with examples for every command", () => {
    const help = millrace("--help");
    expect(help.code).toBe(0);
    for (const command of ["start", "sql", "apply", "plan", "replay", "topics", "jobs", "tail", "doctor"])
      expect(help.out).toContain(`\n  ${command} `);
    expect(millrace("replay", "--help").out).toContain("Examples:");
  });
  it("ends with 2 for wrong usage and 3 when nothing answers", () => {
    expect(millrace("sql", "--nonsense").code).toBe(2);
    const alone = millrace("topics", "--url", "http://127.0.0.1:9");
    expect(alone.code).toBe(3);
    expect(alone.err).toContain("Millrace does not answer at http://127.0.0.1:9");
    expect(JSON.parse(millrace("topics", "--json", "--url", "http://127.0.0.1:9").err)).toMatchObject({
      error: { code: "cli.unreachable" },
    });
  });
  it("knows an answer that is not Millrace's", async () => {
    const server = createServer((_, response) => response.writeHead(502).end("bad gateway"));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const api = new Api({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
    await expect(api.get("/topics")).rejects.toThrow(coded("cli.bad-answer"));
    server.close();
  });
  it("refuses an unknown example, an unknown format and a broker that is not there", () => {
    expect(millrace("start", "--example", "none").err).toContain("streaming-service");
    writeFileSync(join(folder, "data.txt"), "x\n");
    expect(JSON.parse(millrace("replay", join(folder, "data.txt"), "--topic", "t", "--json").err)).toMatchObject({
      error: { code: "cli.replay-format" },
    });
    const refused = millrace(
      "replay",
      join(folder, "data.txt"),
      "--topic",
      "t",
      "--format",
      "json",
      "--kafka",
      "127.0.0.1:9",
      "--retry-for",
      "0",
      "--json",
    );
    expect(JSON.parse(refused.err)).toMatchObject({ error: { code: "cli.broker-unreachable" } });
    expect(refused.code).toBe(3);
  });
});

describe("schemas", () => {
  const options = { url: "http://127.0.0.1:9" };
  it("are of the type that their file's name says, or that is said", () => {
    writeFileSync(join(folder, "a.avsc"), '"int"');
    expect(schemaBody(join(folder, "a.avsc"), options)).toEqual({ schemaType: "AVRO", schema: '"int"', references: [] });
    expect(schemaBody(join(folder, "a.avsc"), { ...options, type: "json" })).toMatchObject({ schemaType: "JSON" });
    expect(() => schemaBody(join(folder, "a.txt"), options)).toThrow(coded("cli.schema-type-unknown"));
    expect(() => schemaBody(join(folder, "none.avsc"), options)).toThrow(coded("cli.file-unreadable"));
  });
  it("name what they refer to", () => {
    writeFileSync(join(folder, "a.avsc"), '"int"');
    const body = schemaBody(join(folder, "a.avsc"), { ...options, reference: ["a.proto=a-value@2", "x=y@1"] });
    expect(body).toMatchObject({
      references: [
        { name: "a.proto", subject: "a-value", version: 2 },
        { name: "x", subject: "y", version: 1 },
      ],
    });
    expect(() => schemaBody(join(folder, "a.avsc"), { ...options, reference: ["a"] })).toThrow(coded("cli.option-value"));
  });
  it("are refused in the registry's words", async () => {
    const refused = { code: "cli.schema-refused", message: 'there is no subject "s"' };
    writeFileSync(join(folder, "a.avsc"), '"int"');
    const server = createServer((_request, response) => {
      response.writeHead(404, { "content-type": "application/vnd.schemaregistry.v1+json" });
      response.end(JSON.stringify({ error_code: 40401, message: refused.message }));
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const at = { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
    await expect(showSchema("s", "latest", at)).rejects.toMatchObject(refused);
    await expect(listSchemas(at)).rejects.toMatchObject(refused);
    await expect(registerSchema("s", join(folder, "a.avsc"), at)).rejects.toMatchObject(refused);
    await expect(checkSchema("s", join(folder, "a.avsc"), at)).rejects.toMatchObject(refused);
    await new Promise((resolve) => server.close(resolve));
  });
});
