// What the console does to topics and groups, in Chromium, on a Millrace without anything else. Pictures go to docs/images with
// MILLRACE_SCREENSHOTS=1, else to a folder that is thrown away.
import { join } from "node:path";
import { Kafka, logLevel } from "kafkajs";
import type { Browser } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { startMillrace, temporaryFolder, type RunningMillrace } from "../millrace.ts";
import { chromium, describeWith, repository } from "../tools.ts";
import { buildConsole, launch, openConsole, type ConsoleTab } from "./console.ts";

const folder = temporaryFolder("console-topics");
const pictures = process.env["MILLRACE_SCREENSHOTS"] === "1" ? join(repository, "docs", "images") : folder.path;

describeWith({ programs: [chromium.executablePath] }, "topics and groups in the console", () => {
  let millrace: RunningMillrace;
  let browser: Browser;
  let tab: ConsoleTab;
  const soon = (ask: () => Promise<unknown>) => expect.poll(ask, { timeout: 10_000 });
  const picture = (name: string): Promise<unknown> => tab.page.screenshot({ path: join(pictures, `${name}.png`) });
  const create = (name: string): Promise<Response> =>
    fetch(`${millrace.url}/topics`, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ name }) });

  beforeAll(async () => {
    buildConsole();
    millrace = await startMillrace({ data: join(folder.path, "data") });
    browser = await launch();
    tab = await openConsole(browser, millrace.url);
  }, 120_000);
  afterEach(() => expect(tab.faults.splice(0)).toEqual([]));
  afterAll(async () => {
    await browser.close();
    await millrace.stop();
    folder.remove();
  });

  it("changes a topic's settings, adds partitions, and deletes it when its name is typed", async () => {
    const { page } = tab;
    await create("by_hand");
    await tab.open("topics/by_hand");
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
    await picture("topic-settings");
    await retention.getByRole("button", { name: "Change retention.ms" }).click();
    await page.getByRole("button", { name: "Back to the default" }).click();
    await retention.getByText("default").waitFor();
    await page.getByRole("button", { name: "Delete topic…" }).click();
    const confirmed = page.getByRole("button", { name: "Delete", exact: true });
    expect(await confirmed.isDisabled()).toBe(true);
    await page.getByLabel("The topic's name").fill("by_hand");
    await confirmed.click();
    await page.getByRole("heading", { name: "Topics" }).waitFor();
    await soon(() => page.getByText("by_hand").count()).toBe(0);
    // The one save that was meant to fail, and nothing else.
    expect(tab.faults.splice(0).filter((fault) => !fault.includes("400"))).toEqual([]);
  });

  it("lists internal topics when asked to", async () => {
    const { page } = tab;
    await tab.open("topics");
    await page.getByLabel("internal ones too").check();
    await page.getByRole("link", { name: "__millrace_definitions" }).waitFor();
  });

  it("shows a group with its members and lag, moves it after showing where to, and forgets it", async () => {
    const { page } = tab;
    await create("orders");
    const records = Array.from({ length: 40 }, (_, n) => ({ value: n }));
    await fetch(`${millrace.url}/topics/orders/records`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ records }),
    });
    const kafka = new Kafka({ clientId: "billing-service", brokers: [millrace.kafka], logLevel: logLevel.NOTHING });
    const consumer = kafka.consumer({ groupId: "billing" });
    await consumer.connect();
    await consumer.subscribe({ topics: ["orders"], fromBeginning: true });
    let seen = 0;
    await consumer.run({ autoCommit: false, eachMessage: async () => void seen++ });
    await soon(async () => seen).toBe(40);
    await consumer.commitOffsets([{ topic: "orders", partition: 0, offset: "30" }]);

    await tab.open("groups");
    await page.getByRole("link", { name: "billing" }).click();
    await page.getByRole("heading", { name: "billing" }).waitFor();
    await page.getByRole("cell", { name: "billing-service" }).first().waitFor();
    expect(await page.getByRole("button", { name: "Move…" }).isDisabled()).toBe(true);
    await picture("group");
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
