// The console where nothing flows yet, and where Millrace is gone for a while.
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { startMillrace, temporaryFolder, type RunningMillrace } from "../millrace.ts";
import { chromium, describeWith } from "../tools.ts";
import { buildConsole, launch, openConsole } from "./console.ts";

describeWith({ programs: [chromium.executablePath] }, "the console of an empty Millrace", () => {
  const folder = temporaryFolder("console-quiet");
  let millrace: RunningMillrace;
  let browser: Browser;
  beforeAll(async () => {
    buildConsole();
    millrace = await startMillrace({ data: folder.path });
    browser = await launch();
  });
  afterAll(async () => {
    await browser.close();
    await millrace.stop();
    folder.remove();
  });

  it("says on each page what would be there and what to do", async () => {
    const tab = await openConsole(browser, millrace.url);
    for (const [route, says] of [
      ["", "Nothing flows yet"],
      ["pipelines", "Nothing flows yet"],
      ["topics", "No topics yet"],
      ["sql", "Ask something"],
      ["jobs", "No jobs yet"],
    ] as const) {
      await tab.open(route);
      await tab.page.getByRole("heading", { name: says }).waitFor();
    }
    await tab.open("");
    await tab.page.getByText(`kcat -b ${millrace.kafka}`).waitFor();
    expect(tab.faults).toEqual([]);
    await tab.close();
  });

  it("says that nothing was written lately, and reads from the beginning when asked to", async () => {
    const tab = await openConsole(browser, millrace.url);
    const { page } = tab;
    await tab.open("sql");
    await tab.type("CREATE TABLE readings (sensor STRING, celsius DOUBLE)");
    await page.getByRole("status").getByText("readings").waitFor();
    const hourAgo = (await page.evaluate("Date.now() - 3600000")) as number;
    for (const [path, body] of [
      ["/topics", { name: "readings" }],
      ["/topics/readings/records", { records: [{ value: { sensor: "a", celsius: 21.5 }, timestampMs: hourAgo }] }],
    ] as const) {
      const answer = await fetch(`${millrace.url}${path}`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(body),
      });
      expect(answer.ok).toBe(true);
    }
    await tab.type("SELECT * FROM readings");
    await page.getByRole("heading", { name: "Nothing was written in the last five minutes" }).waitFor();
    await page.getByRole("button", { name: "Read from the beginning" }).click();
    await page.getByRole("cell", { name: "21.5" }).waitFor();
    expect(tab.faults).toEqual([]);
    await tab.close();
  });

  it("says calmly that Millrace is gone, and goes on by itself when it is back", async () => {
    const tab = await openConsole(browser, millrace.url);
    const { page } = tab;
    await tab.open("topics");
    await page.getByText("readings").waitFor();
    const [port, kafkaPort] = [millrace.url, millrace.kafka].map((address) => Number(address.split(":").at(-1)));
    await millrace.stop();
    await page.getByRole("status").getByText("Millrace does not answer.").waitFor();
    // What was seen last stays, without a second error on the page.
    expect(await page.getByRole("link", { name: "readings" }).count()).toBe(1);
    expect(await page.getByRole("alert").count()).toBe(0);
    millrace = await startMillrace({ data: folder.path, port: port!, kafkaPort: kafkaPort! });
    await page.getByText("Millrace does not answer.").waitFor({ state: "detached", timeout: 15_000 });
    await tab.close();
  });
});
