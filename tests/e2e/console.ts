// A tab of Debian's Chromium with the console in it. Keeps what no page may have: an error on the console, a failed
// request, a request to anywhere but Millrace. Measures layout shifts from the first paint on.
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { chromium as playwright, type Browser, type BrowserContextOptions, type Page } from "playwright-core";
import { chromium, repository } from "../tools.ts";

export interface ConsoleTab {
  readonly page: Page;
  /** Errors on the console, failed requests, requests to other places: in the order they came. */
  readonly faults: string[];
  open(route: string): Promise<void>;
  /** Puts the text into the editor. */
  write(sql: string): Promise<void>;
  /** The same, and runs it; waits for nothing. */
  type(sql: string): Promise<void>;
  /** The sum of layout shifts, without those that follow an action within half a second. From the last call on. */
  layoutShift(): Promise<number>;
  /** Bytes of live objects, after a collection. */
  heapBytes(): Promise<number>;
  close(): Promise<void>;
}

export const launch = (): Promise<Browser> => playwright.launch({ executablePath: chromium.executablePath, args: chromium.args });

interface Measuring {
  layoutShifts: number;
}

export async function openConsole(browser: Browser, url: string, options: BrowserContextOptions = {}): Promise<ConsoleTab> {
  const context = await browser.newContext({ viewport: { width: 1360, height: 850 }, colorScheme: "light", ...options });
  const faults: string[] = [];
  await context.route(
    (address) => address.origin !== url && address.protocol.startsWith("http"),
    (route) => {
      faults.push(`a request to ${route.request().url()}`);
      return route.abort();
    },
  );
  await context.addInitScript(() => {
    const measuring = globalThis as unknown as Measuring;
    measuring.layoutShifts = 0;
    const observer = new PerformanceObserver((list) => {
      for (const entry of list.getEntries() as unknown as { value: number; hadRecentInput: boolean }[])
        if (!entry.hadRecentInput) measuring.layoutShifts += entry.value;
    });
    // Node's types know only Node's kinds of entries.
    observer.observe({ type: "layout-shift" as "measure", buffered: true });
  });
  const page = await context.newPage();
  page.on("console", (message) => message.type() === "error" && faults.push(`on the console: ${message.text()}`));
  page.on("pageerror", (error) => faults.push(`thrown: ${error.message}`));
  page.on("response", (response) => response.status() >= 400 && faults.push(`${response.status()} ${response.url()}`));
  // What the page itself ends (a live query, a tail, by going elsewhere) is aborted, not failed.
  page.on("requestfailed", (request) => {
    const reason = request.failure()?.errorText ?? "";
    if (reason !== "net::ERR_ABORTED") faults.push(`${reason} ${request.url()}`);
  });
  const write = async (sql: string): Promise<void> => {
    await page.locator(".cm-content").click();
    await page.keyboard.press("Control+a");
    await page.keyboard.insertText(sql);
  };
  return {
    page,
    faults,
    async open(route) {
      await page.goto(`${url}/#/${route}`);
      await page.locator("h1").first().waitFor();
    },
    write,
    async type(sql) {
      await write(sql);
      await page.keyboard.press("Control+Enter");
    },
    layoutShift: () =>
      page.evaluate(() => {
        const measuring = globalThis as unknown as Measuring;
        const sum = measuring.layoutShifts;
        measuring.layoutShifts = 0;
        return sum;
      }),
    async heapBytes() {
      const session = await context.newCDPSession(page);
      await session.send("HeapProfiler.collectGarbage");
      const { usedSize } = await session.send("Runtime.getHeapUsage");
      await session.detach();
      return usedSize;
    },
    close: () => context.close(),
  };
}

/** Builds what the platform serves, when a source is newer than it. */
export function buildConsole(): void {
  const folder = join(repository, "packages", "console");
  const built = join(folder, "dist", "index.html");
  const sources = readdirSync(join(folder, "src"), { recursive: true, encoding: "utf8" }).map((path) => join(folder, "src", path));
  const newest = Math.max(...sources.map((path) => statSync(path).mtimeMs));
  if (existsSync(built) && statSync(built).mtimeMs > newest) return;
  const vite = join(repository, "node_modules", "vite", "bin", "vite.js");
  const ran = spawnSync(process.execPath, [vite, "build", "--logLevel", "error"], { cwd: folder, encoding: "utf8" });
  if (ran.status !== 0) throw new Error(`the console could not be built: ${ran.stderr}`);
}
