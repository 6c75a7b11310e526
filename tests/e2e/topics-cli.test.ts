// `millrace topics` and `millrace tail` against a running Millrace.
import { afterAll, beforeAll, expect, it } from "vitest";
import { millrace, startMillrace, temporaryFolder, type RunningMillrace } from "../millrace.ts";

const folder = temporaryFolder("topics-cli");
let running: RunningMillrace;
const topics = (...args: readonly string[]) => millrace("topics", ...args, "--url", running.url);

beforeAll(async () => {
  running = await startMillrace({ data: folder.path });
});
afterAll(async () => {
  await running.stop();
  folder.remove();
});

it("alters settings and partitions, and says what became of them", () => {
  expect(topics("create", "clicks", "--config", "retention.ms=1000", "segment.bytes=4096").code).toBe(0);
  const altered = topics("alter", "clicks", "--config", "cleanup.policy=compact", "--unset", "retention.ms", "--partitions", "3");
  expect(altered.out.trim().split("\n").sort()).toEqual([
    "cleanup.policy: delete → compact",
    "partitions: 1 → 3",
    "retention.ms: 1000 → -1",
  ]);
  const shown = JSON.parse(topics("show", "clicks", "--json").out) as { config: { name: string; value: string; isDefault: boolean }[] };
  const set = shown.config.filter(({ isDefault }) => !isDefault).map(({ name, value }) => `${name}=${value}`);
  expect(set.sort()).toEqual(["cleanup.policy=compact", "segment.bytes=4096"]);
  expect(topics("alter", "clicks").out).toBe("nothing changed\n");
  expect(topics("alter", "clicks", "--unset", "colour")).toMatchObject({ code: 2, err: expect.stringContaining("the name of a setting") });
  expect(topics("alter", "clicks", "--config", "retention.ms=soon")).toMatchObject({
    code: 1,
    err: expect.stringContaining("retention.ms"),
  });
  expect(topics("alter", "clicks", "--partitions", "2")).toMatchObject({ code: 1, err: expect.stringContaining("at least 4") });
});

it("does not delete what nobody said yes to", () => {
  const refused = topics("delete", "clicks", "--json");
  expect(refused.code).toBe(1);
  expect(JSON.parse(refused.err)).toMatchObject({ error: { code: "cli.unconfirmed" } });
  expect(topics("show", "clicks").code).toBe(0);
  expect(topics("delete", "clicks", "--yes").out).toBe("deleted clicks\n");
  expect(topics("show", "clicks").code).toBe(1);
});

it("shows the records of a key, a condition, a time", async () => {
  const body = {
    records: Array.from({ length: 20 }, (_, n) => ({ key: `k${n % 4}`, value: { n }, timestampMs: 1_700_000_000_000 + n * 1_000 })),
  };
  await fetch(`${running.url}/topics`, { method: "POST", headers: { "content-type": "application/json" }, body: '{"name":"timed"}' });
  await fetch(`${running.url}/topics/timed/records`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  const page = async (query: string): Promise<number[]> => {
    const { records } = (await (await fetch(`${running.url}/topics/timed/records?${query}`)).json()) as { records: { value: string }[] };
    return records.map(({ value }) => (JSON.parse(value) as { n: number }).n);
  };
  expect(await page(`offset=earliest&key=k1&where=${encodeURIComponent("n > 10")}`)).toEqual([13, 17]);
  expect(await page("since=2023-11-14T22:13:35Z&limit=2")).toEqual([15, 16]);
});
