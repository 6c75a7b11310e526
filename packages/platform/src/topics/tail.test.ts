import { beforeAll, expect, it } from "vitest";
import { cleanUpAfterAll, eventually, testPlatform } from "../testing/platform.ts";
import type { TestPlatform } from "../testing/platform.ts";
import { readMessages } from "../testing/messages.ts";

cleanUpAfterAll();
let platform: TestPlatform;
beforeAll(async () => {
  platform = await testPlatform();
});

interface Tailed {
  readonly type: string;
  readonly records: readonly { readonly value: string }[] | number;
}

const shown = (messages: readonly Tailed[]): string[] =>
  messages.flatMap(({ type, records }) => (type === "records" ? (records as { value: string }[]).map((record) => record.value) : []));
const skipped = (messages: readonly Tailed[]): number =>
  messages.reduce((sum, { type, records }) => (type === "skipped" ? sum + (records as number) : sum), 0);

it("shows new records as they come, as Server-Sent Events", async () => {
  await platform.send("POST", "/topics", { name: "followed" });
  await platform.publish("followed", ["before"]);
  const tail = await readMessages<Tailed>(await platform.request("/topics/followed/tail", { headers: { accept: "text/event-stream" } }));
  await eventually(() => expect(tail.messages.length).toBeGreaterThan(0));
  await platform.publish("followed", ["a", "b"]);
  await eventually(() => expect(shown(tail.messages)).toEqual(["a", "b"]));
  await tail.close();
});

it("shows some of very many records and says how many it left out", async () => {
  await platform.send("POST", "/topics", { name: "busy", partitions: 2 });
  const tail = await readMessages<Tailed>(await platform.request("/topics/busy/tail", { headers: { accept: "application/x-ndjson" } }));
  await eventually(() => expect(tail.messages.length).toBeGreaterThan(0));
  for (let round = 0; round < 4; round++)
    await platform.publish(
      "busy",
      Array.from({ length: 500 }, (_, n) => `${round}-${n}`),
    );
  await eventually(() => expect(shown(tail.messages).length + skipped(tail.messages)).toBe(2_000));
  expect(shown(tail.messages).length).toBeLessThan(500);
  await tail.close();
});

it("shows the records that hold a text", async () => {
  await platform.send("POST", "/topics", { name: "searched" });
  const tail = await readMessages<Tailed>(await platform.request("/topics/searched/tail?search=needle"));
  await eventually(() => expect(tail.messages.length).toBeGreaterThan(0));
  await platform.publish("searched", ["hay", "a needle", "hay"]);
  await eventually(() => expect(shown(tail.messages)).toEqual(["a needle"]));
  await tail.close();
});

it("ends when its topic is deleted", async () => {
  await platform.send("POST", "/topics", { name: "leaving" });
  const tail = await readMessages<Tailed>(await platform.request("/topics/leaving/tail"));
  await platform.send("DELETE", "/topics/leaving");
  await tail.done;
});
