// The console in Chromium, on a Millrace without anything else. After each test the page had no fault. Pictures that
// documents show go to docs/images with MILLRACE_SCREENSHOTS=1, else to a folder that is thrown away.
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect } from "vitest";
import { startMillrace, temporaryFolder, type RunningMillrace } from "../millrace.ts";
import { chromium, describeWith, repository } from "../tools.ts";
import { buildConsole, launch, openConsole, type ConsoleTab } from "./console.ts";

/** From the first test on. */
export interface ConsoleFixture {
  readonly millrace: RunningMillrace;
  readonly tab: ConsoleTab;
  /** Of those that a document shows. */
  picture(name: string): Promise<unknown>;
  /** Looked at by whoever changes the page; no document shows it. */
  look(name: string): Promise<unknown>;
  post(path: string, body: object): Promise<Response>;
}

export function describeConsole(name: string, title: string, suite: (fixture: ConsoleFixture) => void): void {
  describeWith({ programs: [chromium.executablePath] }, title, () => {
    const folder = temporaryFolder(name);
    const pictures = process.env["MILLRACE_SCREENSHOTS"] === "1" ? join(repository, "docs", "images") : folder.path;
    let millrace: RunningMillrace;
    let browser: Browser;
    let tab: ConsoleTab;
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
    suite({
      get millrace() {
        return millrace;
      },
      get tab() {
        return tab;
      },
      picture: (picture) => tab.page.screenshot({ path: join(pictures, `${picture}.png`) }),
      look: (picture) => tab.page.screenshot({ path: join(folder.path, `${picture}.png`) }),
      post: (path, body) =>
        fetch(`${millrace.url}${path}`, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) }),
    });
  });
}
