// Every class of error, with the place that its caret is under. `^…^` marks the place in the text.
import { limits, MillraceError } from "@millrace/core";
import { describe, expect, it } from "vitest";
import { parse } from "./parser/parse.ts";
import { apply, testCatalog } from "./queries/catalog.ts";
import { validate } from "./script.ts";
import { formatError } from "./source.ts";

function failure(text: string): MillraceError {
  try {
    apply(testCatalog(), text);
  } catch (error) {
    if (error instanceof MillraceError) return error;
    throw error;
  }
  throw new Error(`nothing is wrong with ${text}`);
}

/** The text without its two marks, and the line and columns between them. */
function marked(text: string): { readonly sql: string; readonly place: string } {
  const [before, within, after] = text.split("^");
  if (before === undefined || within === undefined || after === undefined) throw new Error(`no marks in ${text}`);
  const lines = before.split("\n");
  const column = lines.at(-1)!.length + 1;
  const endLines = (before + within).split("\n");
  // A place without text, such as the end, covers one column.
  const endColumn = within === "" ? column : endLines.at(-1)!.length;
  return { sql: before + within + after, place: `${lines.length}:${column}-${endLines.length}:${endColumn}` };
}

const cases: readonly (readonly [code: string, text: string, hint?: string])[] = [
  ["sql.character-unexpected", 'SELECT ^"^name" FROM plain', "back ticks"],
  ["sql.character-unexpected", "SELECT ^#^ FROM plain"],
  ["sql.unterminated", "SELECT ^'^abc FROM plain", "close it"],
  ["sql.unterminated", "SELECT 1 ^/*^ comment"],
  ["sql.unterminated", "SELECT ^`^id FROM plain"],
  ["sql.token-unexpected", "SELECT id, ^FROM^ plain"],
  ["sql.token-unexpected", "SELECT id FROM plain WHERE (id = 1^^"],
  ["sql.token-unexpected", "SELECT id FROM plain GROUP ^id^"],
  ["sql.token-unexpected", "^SELEC^ id FROM plain"],
  ["sql.token-unexpected", "SELECT CASE id ^END^ FROM plain"],
  ["sql.token-unexpected", "SELECT id IN ^()^ FROM plain"],
  ["sql.token-unexpected", "CREATE TABLE t (id INT ^WITH^ ('a' = 'b')"],
  ["sql.token-unexpected", "SELECT ^*^"],
  ["sql.name-reserved", "SELECT ^value^ FROM plain", "`value`"],
  ["sql.name-reserved", "CREATE TABLE t (^time^ TIMESTAMP(3))", "`time`"],
  ["sql.literal-invalid", "SELECT ^DATE '2021-02-30'^"],
  ["sql.literal-invalid", "SELECT ^INTERVAL '5:99' MINUTE TO SECOND^"],
  ["sql.literal-invalid", "SELECT ^123456789012345678901234567890123456789^"],
  ["sql.literal-invalid", "SELECT ^x'123'^"],
  ["sql.not-supported", "SELECT * FROM plain ^JOIN^ users ON plain.id = users.id", "UNION ALL"],
  ["sql.not-supported", "SELECT * FROM plain^,^ users"],
  ["sql.not-supported", "SELECT ^SUM(id) OVER (PARTITION BY name ORDER BY happened)^ FROM plain", "ROW_NUMBER"],
  ["sql.not-supported", "SELECT * FROM plain ^ORDER BY id^", "ROW_NUMBER"],
  ["sql.not-supported", "SELECT * FROM plain ^LIMIT 5^"],
  ["sql.not-supported", "SELECT * FROM plain ^MATCH_RECOGNIZE^ (PATTERN (A))"],
  ["sql.not-supported", "SELECT ^CURRENT_TIMESTAMP^ FROM plain", "replayed"],
  ["sql.not-supported", "SELECT ^LAG^(id) FROM plain", "SHOW FUNCTIONS"],
  ["sql.not-supported", "SELECT id FROM plain ^INTERSECT^ SELECT id FROM users"],
  ["sql.not-supported", "SELECT id FROM plain GROUP BY ^ROLLUP (id)^"],
  ["sql.not-supported", "SELECT name FROM plain WHERE ^name SIMILAR TO 'a'^", "REGEXP"],
  ["sql.not-supported", "SELECT id FROM plain WHERE ^id IN (SELECT id FROM users)^"],
  ["sql.not-supported", "CREATE ^CATALOG^ c WITH ('a' = 'b')"],
  ["sql.not-supported", "^UPDATE^ plain SET id = 1", "INSERT INTO"],
  ["sql.not-supported", "CREATE TABLE a (id INT) ^LIKE^ plain"],
  ["sql.not-supported", "CREATE TABLE a (list ^ARRAY<INT>^)"],
  ["sql.not-supported", "SELECT COUNT(*) FROM flights GROUP BY ^TUMBLE^(scheduled_at, INTERVAL '1' HOUR)", "TABLE(TUMBLE"],
  ["sql.table-unknown", "SELECT * FROM ^edit^", "`edits`"],
  ["sql.table-unknown", "SELECT * FROM ^clicks^", "CREATE TABLE `clicks`"],
  ["sql.table-unknown", "INSERT INTO ^hourli^ SELECT * FROM hourly", "`hourly`"],
  ["sql.table-unknown", "SELECT ^e^.id FROM plain AS p", '"p"'],
  ["sql.column-unknown", "SELECT ^x^ FROM plain", "the columns are"],
  ["sql.column-unknown", "SELECT id,\n  ^nmae^\nFROM plain", "`name`"],
  ["sql.column-unknown", "SELECT id FROM plain GROUP BY id HAVING ^idd^ > 3", "`id`"],
  ["sql.column-unknown", "SELECT id + 1 AS more FROM plain GROUP BY ^more^", "alias"],
  ["sql.column-unknown", "INSERT INTO hourly (^chanel^) SELECT 'a'", "`channel`"],
  ["sql.column-ambiguous", "SELECT ^id^ FROM (SELECT id, id FROM plain)"],
  ["sql.function-unknown", "SELECT ^UPER^(name) FROM plain", "UPPER"],
  ["sql.arguments-wrong", "SELECT ^UPPER(id)^ FROM plain", "UPPER(STRING)"],
  ["sql.arguments-wrong", "SELECT ^SUM(name)^ FROM plain", "SUM("],
  ["sql.operands-wrong", "SELECT id FROM plain WHERE ^id = name^", "CAST"],
  ["sql.operands-wrong", "SELECT ^name + 1^ FROM plain"],
  ["sql.type-wrong", "SELECT id FROM plain WHERE ^id^"],
  ["sql.type-wrong", "SELECT id FROM plain WHERE name = 'a' AND ^id^"],
  ["sql.cast-impossible", "SELECT ^CAST(day_of AS INT)^ FROM plain"],
  ["sql.branches-differ", "SELECT ^CASE WHEN id = 1 THEN 'a' ELSE id END^ FROM plain", "CAST"],
  ["sql.not-grouped", "SELECT id, ^name^ FROM plain GROUP BY id", "GROUP BY"],
  ["sql.not-grouped", "SELECT ^id^, COUNT(*) FROM plain"],
  ["sql.aggregate-misplaced", "SELECT id FROM plain WHERE ^COUNT(*)^ > 1", "HAVING"],
  ["sql.aggregate-misplaced", "SELECT MAX(^SUM(id)^) FROM plain"],
  [
    "sql.window-time-missing",
    "SELECT * FROM TABLE(TUMBLE(TABLE plain, DESCRIPTOR(^happened^), INTERVAL '1' HOUR))",
    "WATERMARK FOR `happened`",
  ],
  ["sql.window-time-missing", "SELECT * FROM TABLE(TUMBLE(TABLE later, DESCRIPTOR(^t^), INTERVAL '1' HOUR))"],
  ["sql.window-invalid", "SELECT * FROM TABLE(TUMBLE(TABLE edits, DESCRIPTOR(`time`), ^5^))"],
  ["sql.window-invalid", "SELECT * FROM TABLE(^HOP(TABLE edits, DESCRIPTOR(`time`), INTERVAL '1' HOUR)^)"],
  ["sql.window-invalid", "SELECT * FROM TABLE(TUMBLE(TABLE edits, DESCRIPTOR(`time`), ^INTERVAL '0' HOUR^))"],
  ["sql.rank-invalid", "SELECT id, ^ROW_NUMBER() OVER (PARTITION BY name ORDER BY id)^ AS rn FROM plain", "WHERE rn <= 10"],
  ["sql.rank-invalid", "SELECT * FROM (SELECT id, ^ROW_NUMBER() OVER (ORDER BY id)^ AS rn FROM plain) WHERE rn > 3"],
  ["sql.rank-invalid", "SELECT id, ROW_NUMBER() OVER ^(PARTITION BY name)^ AS rn FROM plain"],
  ["sql.sink-append-only", "INSERT INTO ^hourly^ (channel, n) SELECT channel, COUNT(*) FROM edits GROUP BY channel", "PRIMARY KEY"],
  [
    "sql.sink-key-differs",
    "INSERT INTO ^per_channel^ SELECT MAX(channel), id FROM (SELECT id, name AS channel FROM plain) GROUP BY id",
    "PRIMARY KEY (id)",
  ],
  ["sql.column-count-differs", "INSERT INTO per_channel SELECT ^channel^ FROM edits"],
  ["sql.column-count-differs", "SELECT id FROM plain UNION ALL ^SELECT id, name FROM plain^"],
  ["sql.sink-type-differs", "INSERT INTO per_channel SELECT channel, ^page^ FROM edits", "CAST it AS BIGINT"],
  ["sql.option-unknown", "CREATE TABLE t (id INT) WITH ('connector' = 'kafka', ^'topik'^ = 'x')", "'topic'"],
  ["sql.option-unknown", "SET ^'tabel.local-time-zone'^ = 'UTC'", "table.local-time-zone"],
  ["sql.option-invalid", "CREATE TABLE t (id INT) WITH ('format' = ^'jason'^)", "'json'"],
  ["sql.option-invalid", "^SET 'table.local-time-zone' = 'Mars/Olympus'^"],
  ["sql.option-missing", "CREATE TABLE t (id INT) WITH ('connector' = ^'kafka'^)"],
  ["sql.column-twice", "CREATE TABLE t (id INT, ^id^ STRING)"],
  ["sql.object-exists", "CREATE TABLE ^plain^ (id INT)", "IF NOT EXISTS"],
  ["sql.object-kind-differs", "DROP TABLE ^robots^"],
  ["sql.watermark-invalid", "CREATE TABLE t (ts STRING, WATERMARK FOR ^ts^ AS ts)"],
  ["sql.watermark-invalid", "CREATE TABLE t (ts TIMESTAMP(3), n INT, WATERMARK FOR ts AS ^n^)"],
  ["sql.primary-key-invalid", "CREATE TABLE t (id INT, ^PRIMARY KEY (id)^)", "NOT ENFORCED"],
  ["sql.table-invalid", "CREATE TABLE ^t^ (a INT, b INT) WITH ('format' = 'raw')"],
  ["sql.table-invalid", "CREATE TABLE t (a INT, b INT METADATA FROM ^'ofset'^)", "'offset'"],
];

describe("an error of a statement", () => {
  for (const [code, text, hint] of cases) {
    it(`${code} stands at the marks of ${text.replaceAll("\n", " ")}`, () => {
      const { sql, place } = marked(text);
      const setup = sql.includes("later") ? "CREATE VIEW later AS SELECT `time` + INTERVAL '1' HOUR AS t FROM edits; " : "";
      const error = failure(setup + sql);
      if (setup !== "") {
        expect(error.code).toBe(code);
        return;
      }
      const { line, column, endLine, endColumn } = error.position!;
      expect(`${error.code} ${line}:${column}-${endLine}:${endColumn}`).toBe(`${code} ${place}`);
      if (hint !== undefined) expect(error.hint).toContain(hint);
    });
  }

  it("sql.text-too-long is refused before anything reads it", () => {
    expect(failure(`SELECT '${"x".repeat(limits.sqlTextBytes)}'`).code).toBe("sql.text-too-long");
  });

  it("sql.too-deep is an error and not the end of the stack", () => {
    const deep = ["(".repeat(5000), "NOT ".repeat(5000), "- ".repeat(5000), "SELECT * FROM (".repeat(500), "CASE WHEN ".repeat(3000)];
    for (const text of deep)
      expect(() => parse(text.startsWith("SELECT") ? text : `SELECT ${text}`)).toThrow(expect.objectContaining({ code: "sql.too-deep" }));
    expect(() => parse(`SELECT ${"1 + ".repeat(5000)}1`)).toThrow(expect.objectContaining({ code: "sql.too-deep" }));
  });

  it("takes long flat chains", () => {
    expect(() =>
      apply(testCatalog(), `SELECT id FROM plain WHERE ${Array.from({ length: 3000 }, (_, n) => `id = ${n}`).join(" OR ")}`),
    ).not.toThrow();
  });

  it("in a view stands where the view is used, and says which view", () => {
    const catalog = testCatalog();
    apply(catalog, "CREATE VIEW v AS SELECT id FROM plain; ALTER TABLE plain DROP id");
    expect(() => apply(catalog, "SELECT * FROM v")).toThrow(
      expect.objectContaining({
        message: 'view "v": there is no column "id" in "plain"',
        position: expect.objectContaining({ column: 15 }),
      }),
    );
  });

  it("is printed with its line, carets and hint", () => {
    const text = "SELECT id,\n  nmae FROM plain";
    expect(formatError(text, failure(text))).toBe(
      'there is no column "nmae" in "plain"\n  |\n2 |   nmae FROM plain\n  |   ^^^^\nhint: did you mean `name`?',
    );
  });
});

describe("validate", () => {
  it("reports every statement's error and goes on at the semicolon", () => {
    const text = "SELECT nope FROM plain; SELEC 1; CREATE TABLE fresh (a INT); SELECT b FROM fresh; SELECT a FROM fresh";
    const found = validate(text, testCatalog(), { timeZone: "UTC", options: {} });
    expect(found.map((one) => one.code)).toEqual(["sql.column-unknown", "sql.token-unexpected", "sql.column-unknown"]);
    expect(found.map((one) => text.slice(one.span.start, one.span.end))).toEqual([
      "SELECT nope FROM plain",
      "SELEC 1",
      "SELECT b FROM fresh",
    ]);
  });

  it("finds nothing in a good script", () => {
    expect(validate("SELECT id FROM plain; SHOW TABLES;", testCatalog(), { timeZone: "UTC", options: {} })).toEqual([]);
  });
});
