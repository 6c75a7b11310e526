import { beforeAll, describe, expect, it } from "vitest";
import type { LiveMessage } from "../api/types.ts";
import { readMessages } from "../testing/messages.ts";
import type { ReadMessages } from "../testing/messages.ts";
import { cleanUpAfterAll, eventually, testPlatform } from "../testing/platform.ts";
import type { TestPlatform } from "../testing/platform.ts";

cleanUpAfterAll();
let platform: TestPlatform;
beforeAll(async () => {
  platform = await testPlatform({ liveQueriesMost: 3 });
  await platform.sql("CREATE TABLE numbers (x INT, padding STRING)");
  await platform.send("POST", "/topics", { name: "numbers" });
  await platform.publish("numbers", [{ x: 1 }, { x: 2 }, { x: 3 }]);
});

async function live(
  sql: string,
  more: Readonly<Record<string, unknown>> = {},
  accept = "application/x-ndjson",
): Promise<ReadMessages<LiveMessage>> {
  return await readMessages(await platform.request("/sql", { method: "POST", json: { sql, ...more }, headers: { accept } }));
}
const rowsOf = ({ messages }: ReadMessages<LiveMessage>): unknown[] =>
  messages.flatMap((message) => (message.type === "rows" ? message.rows : []));

describe("POST /sql with a SELECT", () => {
  it.each(["application/x-ndjson", "text/event-stream"])("streams schema, rows and an end as %s", async (accept) => {
    const query = await live("SELECT x, x > 1 AS big FROM numbers", { until: "end", limit: 100 }, accept);
    await query.done;
    expect(query.messages[0]).toMatchObject({
      type: "schema",
      changelog: "append",
      columns: [
        { name: "x", type: "INT" },
        { name: "big", type: "BOOLEAN" },
      ],
    });
    expect(rowsOf(query).slice(0, 3)).toEqual([
      ["+I", 1, false],
      ["+I", 2, true],
      ["+I", 3, true],
    ]);
    expect(query.messages.at(-1)).toEqual({ type: "end" });
  });

  it("stops at the limit", async () => {
    const query = await live("SELECT x FROM numbers", { limit: 2 });
    await query.done;
    expect(rowsOf(query)).toEqual([
      ["+I", 1],
      ["+I", 2],
    ]);
  });

  it("begins where it is told", async () => {
    const query = await live("SELECT x FROM numbers", { from: "latest" });
    await eventually(() => expect(query.messages[0]?.type).toBe("schema"));
    await platform.publish("numbers", [{ x: 99 }]);
    await eventually(() => expect(rowsOf(query)).toEqual([["+I", 99]]));
    await query.close();
    expect(await platform.failure("POST", "/sql", { sql: "SELECT x FROM numbers", from: "soon" })).toMatchObject({
      code: "platform.from-unreadable",
    });
  });

  it("carries a changelog", async () => {
    const query = await live("SELECT COUNT(*) AS n FROM numbers WHERE x < 3", { until: "end" });
    await query.done;
    expect(query.messages[0]).toMatchObject({ changelog: "retract" });
    expect(rowsOf(query).at(-1)).toEqual(["+U", 2]);
  });

  it("shows that it lives each second", async () => {
    const query = await live("SELECT x FROM numbers WHERE x > 1000000");
    await eventually(() => expect(query.messages.filter((message) => message.type === "progress").length).toBeGreaterThan(0), 3_000);
    await query.close();
  });

  it("runs so many at once (platform.live-queries-full), and makes room when a reader goes", async () => {
    const queries = await Promise.all([1, 2, 3].map(() => live("SELECT x FROM numbers", { from: "latest" })));
    expect(await platform.failure("POST", "/sql", { sql: "SELECT x FROM numbers" })).toMatchObject({
      status: 429,
      code: "platform.live-queries-full",
    });
    await queries[0]!.close();
    await eventually(async () => {
      const again = await live("SELECT x FROM numbers", { limit: 1 });
      await again.done;
      expect(rowsOf(again)).toHaveLength(1);
    });
    for (const query of queries) await query.close();
  });
});
