import { beforeAll, expect, it } from "vitest";
import type { GroupDetail, GroupSummary, ResetAnswer } from "../api/types.ts";
import { cleanUpAfterAll, testPlatform } from "../testing/platform.ts";
import type { TestPlatform } from "../testing/platform.ts";

cleanUpAfterAll();
let platform: TestPlatform;
beforeAll(async () => {
  platform = await testPlatform();
  await platform.send("POST", "/topics", { name: "clicks", partitions: 2 });
  const records = Array.from({ length: 20 }, (_, n) => ({ value: n, timestampMs: 1_700_000_000_000 + n * 60_000 }));
  await platform.send("POST", "/topics/clicks/records", { records, partition: 0 });
});

const positions = async (): Promise<unknown[]> =>
  (await platform.get<GroupDetail>("/groups/readers")).positions.map(({ partition, offset, lag }) => [partition, offset, lag]);
const reset = (body: object): Promise<ResetAnswer> => platform.send<ResetAnswer>("POST", "/groups/readers/reset", body);

it("places a group before it first reads, after saying what that would do", async () => {
  const planned = await reset({ to: "earliest", topic: "clicks" });
  expect(planned).toEqual({
    group: "readers",
    done: false,
    changes: [
      { topic: "clicks", partition: 0, before: null, after: 0 },
      { topic: "clicks", partition: 1, before: null, after: 0 },
    ],
  });
  expect(await platform.get<GroupSummary[]>("/groups")).toEqual([]);
  expect((await reset({ to: "earliest", topic: "clicks", dryRun: false })).done).toBe(true);
  expect(await platform.get<GroupSummary[]>("/groups")).toMatchObject([
    { group: "readers", type: "classic", state: "Empty", members: 0, topics: ["clicks"], lag: 20 },
  ]);
});

it("moves a group to an offset, a time, the end, and so many records on or back", async () => {
  const moves: readonly (readonly [to: string, offset: number])[] = [
    ["offset:7", 7],
    ["by:-3", 4],
    ["by:+100", 20],
    ["by:-100", 0],
    ["2023-11-14T22:23:20Z", 10],
    ["1700000780000", 13],
    ["-5m", 20],
    ["earliest", 0],
    ["latest", 20],
  ];
  for (const [to, offset] of moves) {
    await reset({ to, topic: "clicks", partition: 0, dryRun: false });
    expect(await positions(), to).toEqual([
      [0, offset, 20 - offset],
      [1, 0, 0],
    ]);
  }
  expect((await reset({ to: "earliest" })).changes).toHaveLength(2);
});

it("is a metric", async () => {
  const text = await (await platform.request("/metrics")).text();
  expect(text).toContain('millrace_group_lag_records{group="readers",topic="clicks",partition="0"} 0');
  expect(text).toContain('millrace_group_members{group="readers"} 0');
});

it("refuses what it does not know (platform.group-unknown, platform.reset-unreadable)", async () => {
  expect(await platform.failure("GET", "/groups/none")).toMatchObject({ status: 404, code: "platform.group-unknown" });
  expect(await platform.failure("DELETE", "/groups/none")).toMatchObject({ status: 404, code: "platform.group-unknown" });
  expect(await platform.failure("POST", "/groups/none/reset", { to: "earliest" })).toMatchObject({ code: "platform.group-unknown" });
  for (const to of ["soon", "offset:-1", "by:x"])
    expect(await platform.failure("POST", "/groups/readers/reset", { to })).toMatchObject({
      status: 400,
      code: "platform.reset-unreadable",
    });
  const far = { to: "earliest", topic: "clicks", partition: 9 };
  expect(await platform.failure("POST", "/groups/readers/reset", far)).toMatchObject({ status: 404, code: "platform.partition-unknown" });
  expect(await platform.failure("POST", "/groups/readers/reset", { to: "earliest", topic: "click" })).toMatchObject({
    status: 404,
    code: "platform.topic-unknown",
  });
});

it("forgets a group", async () => {
  expect((await platform.request("/groups/readers", { method: "DELETE" })).status).toBe(204);
  expect(await platform.get<GroupSummary[]>("/groups")).toEqual([]);
});
