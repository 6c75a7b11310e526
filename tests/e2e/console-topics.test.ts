// What the console does to topics and groups.
import { Kafka, logLevel } from "kafkajs";
import { expect, it } from "vitest";
import { describeConsole } from "./console-fixture.ts";

describeConsole("console-topics", "topics and groups in the console", (fixture) => {
  const soon = (ask: () => Promise<unknown>) => expect.poll(ask, { timeout: 10_000 });
  const create = (name: string): Promise<Response> => fixture.post("/topics", { name });

  it("changes a topic's settings, adds partitions, and deletes it when its name is typed", async () => {
    const { page } = fixture.tab;
    await create("by_hand");
    await fixture.tab.open("topics/by_hand");
    await page.getByRole("tab", { name: "Settings" }).click();
    await page.getByRole("button", { name: "Change retention.ms" }).click();
    await page.getByLabel("Value").fill("soon");
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByText('retention.ms is "soon"').waitFor();
    await page.getByLabel("Value").fill("3600000");
    await page.getByRole("button", { name: "Save" }).click();
    const retention = page.getByRole("row").filter({ has: page.getByText("retention.ms", { exact: true }) });
    await retention.getByText("3600000").waitFor();
    await page.getByRole("button", { name: "Add partitions…" }).click();
    await page.getByRole("spinbutton", { name: "Partitions" }).fill("3");
    await page.getByRole("button", { name: "Add", exact: true }).click();
    await page.getByRole("cell", { name: "2", exact: true }).first().waitFor();
    await fixture.picture("topic-settings");
    await retention.getByRole("button", { name: "Change retention.ms" }).click();
    await page.getByRole("button", { name: "Back to the default" }).click();
    await retention.getByText("default").waitFor();
    await page.getByRole("button", { name: "Delete topic…" }).click();
    const confirmed = page.getByRole("button", { name: "Delete", exact: true });
    expect(await confirmed.isDisabled()).toBe(true);
    await page.getByLabel("The topic's name").fill("by_hand");
    await confirmed.click();
    await page.getByRole("heading", { name: "Topics", exact: true }).waitFor();
    await soon(() => page.getByText("by_hand").count()).toBe(0);
    // The one save that was meant to fail, and nothing else.
    expect(fixture.tab.faults.splice(0).filter((fault) => !fault.includes("400"))).toEqual([]);
  });

  it("lists internal topics when asked to", async () => {
    const { page } = fixture.tab;
    await fixture.tab.open("topics");
    await page.getByLabel("internal ones too").check();
    await page.getByRole("link", { name: "__millrace_definitions" }).waitFor();
  });

  it("shows a group with its members and lag, moves it after showing where to, and forgets it", async () => {
    const { page } = fixture.tab;
    await create("orders");
    const records = Array.from({ length: 40 }, (_, n) => ({ value: n }));
    await fetch(`${fixture.millrace.url}/topics/orders/records`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ records }),
    });
    const kafka = new Kafka({ clientId: "billing-service", brokers: [fixture.millrace.kafka], logLevel: logLevel.NOTHING });
    const consumer = kafka.consumer({ groupId: "billing" });
    await consumer.connect();
    await consumer.subscribe({ topics: ["orders"], fromBeginning: true });
    let seen = 0;
    await consumer.run({ autoCommit: false, eachMessage: async () => void seen++ });
    await soon(async () => seen).toBe(40);
    await consumer.commitOffsets([{ topic: "orders", partition: 0, offset: "30" }]);

    await fixture.tab.open("groups");
    await page.getByRole("link", { name: "billing" }).click();
    await page.getByRole("heading", { name: "billing" }).waitFor();
    await page.getByRole("cell", { name: "billing-service" }).first().waitFor();
    expect(await page.getByRole("button", { name: "Move…" }).isDisabled()).toBe(true);
    await fixture.picture("group");
    await consumer.disconnect();
    await page.getByRole("button", { name: "Move…" }).click();
    await page.getByLabel("Where to").selectOption("by");
    await page.getByLabel("Place").fill("-25");
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("row", { name: "orders 0 30 5" }).waitFor();
    await dialog.getByRole("button", { name: "Move" }).click();
    await page.getByRole("row", { name: /orders 0 5 40 35/ }).waitFor();
    await page.getByRole("button", { name: "Delete…" }).click();
    await page.getByRole("button", { name: "Delete", exact: true }).click();
    await page.getByText("No consumer groups yet").waitFor();
  });
});
