// The console as its users have it: in Chromium, on a Millrace with the living example. Pictures of it go to
// docs/images with MILLRACE_SCREENSHOTS=1 (then after two calm minutes, so that every line is full), else to a folder
// that is thrown away.
import { mkdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Locator } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { eventually, startMillrace, temporaryFolder, type RunningMillrace } from "../millrace.ts";
import { chromium, describeWith, repository } from "../tools.ts";
import { buildConsole, launch, openConsole, type ConsoleTab } from "./console.ts";

const forReadme = process.env["MILLRACE_SCREENSHOTS"] === "1";
const perMinute = `SELECT window_end, country, COUNT(*) AS plays
FROM TABLE(TUMBLE(TABLE playback_events, DESCRIPTOR(event_time), INTERVAL '10' SECOND))
WHERE event = 'start_play'
GROUP BY window_start, window_end, country`;

describeWith({ programs: [chromium.executablePath] }, "the console", () => {
  const folder = temporaryFolder("console");
  const pictures = forReadme ? join(repository, "docs", "images") : join(folder.path, "images");
  // The picture shows where the data is: a path that says something.
  const data = forReadme ? join(tmpdir(), "millrace") : join(folder.path, "data");
  let millrace: RunningMillrace;
  let browser: Browser;
  let tab: ConsoleTab;
  const get = async <T>(path: string): Promise<T> => (await (await fetch(`${millrace.url}${path}`)).json()) as T;
  const picture = async (name: string, from: ConsoleTab = tab): Promise<void> => {
    const path = join(pictures, `${name}.png`);
    await from.page.screenshot({ path });
    // What is drawn decides how large it is; what is committed should load quickly.
    if (forReadme) expect(statSync(path).size).toBeLessThan(250_000);
  };
  const number = async (place: Locator, pattern: RegExp): Promise<number> =>
    Number(pattern.exec((await place.textContent()) ?? "")?.[1]?.replaceAll(",", "") ?? Number.NaN);

  beforeAll(async () => {
    buildConsole();
    mkdirSync(pictures, { recursive: true });
    millrace = await startMillrace({
      data,
      arguments: ["--example", "streaming-service"],
      // The picture that the README shows has the ports that its reader will have.
      ...(forReadme ? { port: 8080, kafkaPort: 9092 } : {}),
    });
    browser = await launch();
    tab = await openConsole(browser, millrace.url);
    await eventually(
      async () => {
        const { topics, jobs } = await get<{ topics: { name: string; records: number }[]; jobs: { lag: number; rowsOut: number }[] }>(
          "/overview",
        );
        return topics.length >= 4 && jobs.length === 3 && jobs.every((job) => job.rowsOut > 0 && job.lag < 20_000) ? true : undefined;
      },
      "rows of every pipeline",
      120_000,
    );
    // The beginning's rush, ten minutes of events at full speed, must have left the two minutes that are drawn.
    if (forReadme)
      await eventually(
        async () => {
          const { rateIn } = await get<{ rateIn: (number | null)[] }>("/overview");
          return rateIn.every((rate) => rate !== null && rate < 6_000) ? true : undefined;
        },
        "two calm minutes",
        360_000,
      );
  }, 500_000);
  afterEach(() => expect(tab.faults.splice(0)).toEqual([]));
  afterAll(async () => {
    await browser.close();
    await millrace.stop();
    folder.remove();
    if (forReadme) rmSync(data, { recursive: true, force: true });
  });

  it("opens each page with a title of its own, without an error, a failed request or a request to anywhere else", async () => {
    for (const [route, title, shows] of [
      ["", "Home", "playback_events"],
      ["pipelines", "Pipelines", "trending_titles"],
      ["topics", "Topics", "playback_quality"],
      ["topics/playback_events", "playback_events", "read by"],
      ["sql", "SQL", "Flink's dialect"],
      ["jobs", "Jobs", "start_plays_per_second"],
      ["jobs/trending_titles", "Jobs", "ROW_NUMBER()"],
    ] as const) {
      await tab.open(route);
      await tab.page.getByText(shows).first().waitFor();
      await soon(() => tab.page.title()).toBe(`${title} · Millrace`);
    }
    await tab.open("topics/no_such_topic");
    await tab.page.getByRole("alert").getByText("no_such_topic").waitFor();
    await tab.open("nowhere");
    await tab.page.getByText("There is no such page").waitFor();
    // The one request that is meant to fail; the page asks again while it is open.
    expect(tab.faults.splice(0).filter((fault) => !fault.includes("404"))).toEqual([]);
  });

  it("shows what flows at home, in light and dark", async () => {
    await tab.open("");
    await tab.page.locator(".flow tbody tr").nth(6).waitFor();
    await tab.layoutShift();
    await tab.page.waitForTimeout(3_000);
    expect(await tab.layoutShift()).toBeLessThan(0.02);
    await tab.page.setViewportSize({ width: 1360, height: 640 });
    await picture("home");
    await tab.page.setViewportSize({ width: 1360, height: 850 });
    const dark = await openConsole(browser, millrace.url, { colorScheme: "dark", viewport: { width: 1360, height: 640 } });
    await dark.open("");
    await dark.page.locator(".flow tbody tr").nth(6).waitFor();
    await dark.page.waitForTimeout(1_500);
    await picture("home-dark", dark);
    expect(dark.faults).toEqual([]);
    await dark.close();
  });

  it("answers a query that was typed, draws it, keeps it as a processor, and shows that in the graph", async () => {
    await tab.open("sql");
    const { page } = tab;
    await page.waitForTimeout(500);
    await tab.write("SELECT event_time, device_id, country, title, bitrate_kbps FROM playback_events");
    const began = performance.now();
    await page.keyboard.press("Control+Enter");
    await page.locator(".grid tbody tr").first().waitFor();
    const firstRowMs = performance.now() - began;
    console.log(`first row on screen ${Math.round(firstRowMs)} ms after Ctrl Enter`);
    console.log((await page.locator(".progress").textContent()) ?? "");
    expect(firstRowMs).toBeLessThan(5_000);

    await page.keyboard.press("Control+Enter");
    await page.locator(".progress", { hasText: "first after" }).waitFor();
    console.log(`asked again: ${(await page.locator(".progress").textContent()) ?? ""}`);
    await page.getByLabel("Where reading begins").selectOption("earliest");
    await tab.type(perMinute);
    await page.locator(".grid th", { hasText: "plays" }).waitFor();
    await page.locator(".grid tbody tr").nth(12).waitFor();
    await page.waitForTimeout(2_500);
    await picture("sql");
    await page.getByRole("tab", { name: "Chart" }).click();
    await page.locator(".chart canvas").waitFor();
    // Something is drawn: a canvas with nothing on it is all zeros.
    await soon(() =>
      page.evaluate(
        `(() => { const canvas = document.querySelector(".chart canvas"); return canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data.some((byte) => byte > 0); })()`,
      ),
    ).toBe(true);
    expect(await page.locator(".chart .u-legend .u-series").count()).toBeGreaterThan(4);
    await page.mouse.move(0, 0);
    await picture("chart");
    await page.getByRole("tab", { name: "Chart" }).press("ArrowLeft");
    await page.locator(".grid").waitFor();

    await page.getByRole("button", { name: "Keep as processor" }).click();
    await page.getByRole("dialog").getByLabel("Name").fill("plays_by_country");
    await page.getByRole("dialog").getByText("CREATE TABLE plays_by_country AS").waitFor();
    await page.keyboard.press("Enter");
    await page.locator(".node-processor", { hasText: "plays_by_country" }).waitFor();
    await page.locator(".node-topic", { hasText: "plays_by_country" }).waitFor();
    await soon(() => number(page.locator(".node-topic", { hasText: "plays_by_country" }), /([\d,]+) records/), {
      timeout: 20_000,
    }).toBeGreaterThan(0);
    await page.locator(".react-flow__edge.flows").first().waitFor();
    await page.getByRole("button", { name: "plays_by_country" }).press("Enter");
    await page.getByRole("complementary").getByText("GROUP BY window_start, window_end, country").waitFor();
    await page.getByRole("button", { name: "Close" }).click();
    await page.mouse.move(0, 0);
    await page.waitForTimeout(forReadme ? 8_000 : 500);
    await picture("pipelines");
  });

  it("keeps a changing result under the key that the plan knows, and says why when it knows none", async () => {
    const { page } = tab;
    await tab.open("sql");
    const keep = async (sql: string, name: string, statement: string): Promise<void> => {
      await tab.open("sql");
      await tab.type(sql);
      await page.locator(".grid tbody tr").first().waitFor();
      await page.getByRole("button", { name: "Keep as processor" }).click();
      await page.getByRole("dialog").getByLabel("Name").fill(name);
      await page.getByRole("dialog").getByText(statement).waitFor();
      await page.getByRole("dialog").getByRole("button", { name: "Keep", exact: true }).click();
      await page.locator(".node-processor", { hasText: name }).waitFor();
      await eventually(async () => ((await get<{ records: number }>(`/topics/${name}`)).records > 0 ? true : undefined), `rows of ${name}`);
    };
    await keep("SELECT country, COUNT(*) AS n FROM playback_events GROUP BY country", "events_by_country", "PRIMARY KEY (`country`)");
    await keep("SELECT COUNT(*) AS n FROM playback_quality; ", "sessions", "PRIMARY KEY (one_row)");
    const { records } = await get<{ records: { key: string; value: string }[] }>("/topics/sessions/records?offset=-1&limit=1");
    expect(JSON.parse(records[0]!.value)).toMatchObject({ one_row: "all" });

    await tab.open("sql");
    await tab.type("SELECT COUNT(*) + 1 FROM trending_titles GROUP BY country");
    await page.locator(".grid tbody tr").first().waitFor();
    await page.getByRole("button", { name: "Keep as processor" }).click();
    await page.getByRole("dialog").getByText("cannot be kept as it is").waitFor();
    await page.keyboard.press("Escape");
    await soon(() => page.getByRole("dialog").count()).toBe(0);
  });

  it("underlines an error where it is, and shows it with its caret when the statement runs", async () => {
    const { page } = tab;
    await tab.open("sql");
    await tab.write("SELECT countri FROM playback_events");
    await soon(() => page.locator(".cm-lintRange-error").first().textContent(), { timeout: 10_000 }).toBe("countri");
    await page.keyboard.press("Control+Enter");
    const alert = page.getByRole("alert");
    await alert.getByText("country").first().waitFor();
    expect(await alert.locator("pre").textContent()).toBe("SELECT countri FROM playback_events\n       ^^^^^^^");
    // The browser reports the refusal itself; nothing else may be wrong.
    expect(tab.faults.splice(0).every((fault) => fault.includes("400") || fault.includes("422"))).toBe(true);
  });

  it("completes with the columns of the tables in scope", async () => {
    const { page } = tab;
    await tab.open("sql");
    await tab.write("SELECT  FROM playback_events");
    for (let back = 0; back < " FROM playback_events".length; back++) await page.keyboard.press("ArrowLeft");
    await page.keyboard.type("bit");
    const option = page.locator(".cm-tooltip-autocomplete li", { hasText: "bitrate_kbps" });
    await option.waitFor({ timeout: 10_000 });
    await page.waitForTimeout(150);
    await page.keyboard.press("Enter");
    await soon(() => page.locator(".cm-line").first().textContent()).toBe("SELECT bitrate_kbps FROM playback_events");
  });

  it("follows a topic, holds, filters, publishes, and keeps every digit of a number", async () => {
    const { page } = tab;
    await tab.open("topics/playback_events");
    const top = page.locator(".record").first();
    await top.waitFor();
    const first = await top.textContent();
    await soon(() => top.textContent()).not.toBe(first);
    await page.getByRole("button", { name: "Pause" }).click();
    await page.waitForTimeout(300);
    const held = await top.textContent();
    await page.locator(".record").nth(2).click();
    await page.getByRole("complementary").getByText("event_time").waitFor();
    await picture("topic");
    await page.getByRole("button", { name: "Close" }).click();
    await page.waitForTimeout(700);
    expect(await top.textContent()).toBe(held);
    await page.getByRole("button", { name: "Go on" }).click();
    await soon(() => top.textContent()).not.toBe(held);
    await page.keyboard.press("/");
    await page.keyboard.insertText('"country":"KR"');
    await soon(async () => {
      const values = await page.locator(".record .value").allTextContents();
      return values.length > 0 && values.every((value) => value.includes('"country":"KR"'));
    }).toBe(true);

    await page.getByLabel("Only records that contain").fill("");
    await page.getByRole("button", { name: "More filters" }).click();
    await page.getByLabel("Fields").fill('country = "KR" and bitrate_kbps >= 1000');
    await soon(async () => {
      const values = (await page.locator(".record .value").allTextContents()).map((text) => JSON.parse(text) as Record<string, unknown>);
      return values.length > 0 && values.every(({ country, bitrate_kbps: bitrate }) => country === "KR" && Number(bitrate) >= 1000);
    }).toBe(true);
    await page.getByLabel("Offset").fill("5");
    await page.getByLabel("Partition").fill("0");
    await page.getByText("100 from there on").waitFor();
    await picture("filters");

    await fetch(`${millrace.url}/topics`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ name: "by_hand" }),
    });
    await tab.open("topics/by_hand");
    await page.getByText("No records yet").waitFor();
    await page.getByRole("tab", { name: "Publish" }).click();
    await page.getByLabel("Key").fill("ada");
    await page.getByLabel("Value").fill('{ "id": 9223372036854775807,\n  "price": 1.10 }');
    await page.getByRole("button", { name: "Publish" }).click();
    await page.getByText("written at offset 0 of partition 0").waitFor();
    await page.getByRole("tab", { name: "Records" }).click();
    await page.locator(".record", { hasText: "ada" }).click();
    await page.getByRole("complementary").getByText('"id": 9223372036854775807').waitFor();
    await page.getByRole("complementary").getByText('"price": 1.10').waitFor();
    await page.getByRole("tab", { name: "Schema" }).click();
    await page.getByRole("cell", { name: "price", exact: true }).waitFor();
  });

  it("stops, starts, drains and removes a job", async () => {
    const { page } = tab;
    await tab.open("jobs/trending_titles");
    await page.getByRole("button", { name: "Stop" }).waitFor();
    await page.mouse.move(0, 0);
    await page.waitForTimeout(500);
    await picture("jobs");
    await fetch(`${millrace.url}/sql`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ sql: "CREATE TABLE titles_seen AS SELECT event_time, title FROM playback_events WHERE event = 'start_play'" }),
    });
    await tab.open("jobs/titles_seen");
    const state = page.locator("tr.chosen .state");
    const becomes = (text: string): Promise<void> => soon(() => state.textContent(), { timeout: 20_000 }).toBe(text);
    await becomes("running");
    await page.getByRole("button", { name: "Stop" }).click();
    await becomes("stopped");
    await page.getByRole("button", { name: "Start" }).click();
    await becomes("running");
    await page.getByRole("button", { name: "Drain" }).click();
    await soon(() => state.textContent(), { timeout: 30_000 }).toMatch(/stopped|finished/);
    await page.getByRole("button", { name: "Remove…" }).click();
    await page.getByRole("button", { name: "Keep" }).click();
    await page.getByRole("button", { name: "Remove…" }).click();
    await page.getByRole("button", { name: "Remove", exact: true }).click();
    await soon(() => page.locator("tr", { hasText: "titles_seen" }).count(), { timeout: 20_000 }).toBe(0);
  });

  it("goes by keyboard, and remembers the theme", async () => {
    const { page } = tab;
    await tab.open("");
    await page.keyboard.press("g");
    await page.keyboard.press("p");
    await page.getByRole("heading", { name: "Pipelines" }).waitFor();
    await page.keyboard.press("?");
    await page.getByRole("dialog", { name: "Keyboard" }).getByText("Run SQL").waitFor();
    await page.keyboard.press("Escape");
    await soon(() => page.getByRole("dialog").count()).toBe(0);
    await page.keyboard.press("g");
    await page.keyboard.press("t");
    await page.getByRole("heading", { name: "Topics" }).waitFor();
    await page.keyboard.press("/");
    await page.keyboard.type("trend");
    await soon(() => page.locator("tbody tr").count()).toBe(1);
    await page.getByRole("link", { name: "trending_titles" }).press("Enter");
    await page.getByRole("heading", { name: "trending_titles" }).waitFor();
    const theme = (): Promise<unknown> => page.evaluate("document.documentElement.dataset.theme");
    expect(await theme()).toBe("light");
    await page.keyboard.press("d");
    await soon(theme).toBe("dark");
    await page.reload();
    await soon(theme).toBe("dark");
    await page.getByRole("button", { name: "Light", exact: true }).click();
    await soon(theme).toBe("light");
  });

  it("stands still and does not grow while two thousand records a second go by", async () => {
    const { page } = tab;
    const measured: string[] = [];
    for (const [name, prepare] of [
      ["topic", async () => tab.open("topics/playback_events")],
      [
        "sql",
        async () => {
          await tab.open("sql");
          await tab.type("SELECT * FROM playback_events");
        },
      ],
    ] as const) {
      await prepare();
      await page
        .locator(name === "topic" ? ".record" : ".grid tbody tr")
        .nth(20)
        .waitFor();
      await page.waitForTimeout(2_000);
      await tab.layoutShift();
      const before = await tab.heapBytes();
      await page.waitForTimeout(8_000);
      const shift = await tab.layoutShift();
      const grown = (await tab.heapBytes()) - before;
      measured.push(`${name}: layout shift ${shift.toFixed(4)}, heap ${mb(before)} MB and ${mb(grown)} MB more after 8 s`);
      expect(shift).toBeLessThan(0.02);
      expect(grown).toBeLessThan(12e6);
      expect(await page.locator(name === "topic" ? ".record" : ".grid tbody tr").count()).toBeLessThanOrEqual(300);
    }
    console.log(measured.join("\n"));
  });
});

/** Asks again for longer than a busy machine needs. */
const soon = <T>(ask: () => T, options: { readonly timeout?: number } = {}): ReturnType<typeof expect.poll<T>> =>
  expect.poll(ask, { timeout: 20_000, ...options });
const mb = (bytes: number): string => (bytes / 1e6).toFixed(1);
