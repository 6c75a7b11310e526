// The console where a login is asked for: the page to log in on, who sees what, and how a session ends.
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { startMillrace, temporaryFolder, type RunningMillrace } from "../millrace.ts";
import { chromium, describeWith } from "../tools.ts";
import { buildConsole, launch, openConsole, type ConsoleTab } from "./console.ts";

describeWith({ programs: [chromium.executablePath] }, "the console with users", () => {
  const folder = temporaryFolder("console-login");
  const data = join(folder.path, "data");
  let millrace: RunningMillrace;
  let browser: Browser;
  let tab: ConsoleTab;

  const asAdmin = { "content-type": "application/json", authorization: `Basic ${btoa("admin:admin-secret")}` };
  const post = async (url: string, path: string, body: object): Promise<void> => {
    const answer = await fetch(`${url}${path}`, { method: "POST", headers: asAdmin, body: JSON.stringify(body) });
    expect(answer.ok, await answer.text()).toBe(true);
  };
  const logIn = async (name: string, password = `${name}-secret`): Promise<void> => {
    await tab.page.getByLabel("User").fill(name);
    await tab.page.getByLabel("Password").fill(password);
    await tab.page.getByRole("button", { name: "Log in" }).click();
  };
  const navigation = () => tab.page.getByRole("navigation", { name: "Pages" });

  beforeAll(async () => {
    buildConsole();
    const before = await startMillrace({ data });
    for (const name of ["admin", "ada"]) await post(before.url, "/users", { name, password: `${name}-secret` });
    for (const name of ["orders", "payments"]) await post(before.url, "/topics", { name });
    await before.stop();
    millrace = await startMillrace({ data, arguments: ["--kafka-auth", "login", "--super-user", "User:admin"] });
    const rule = { principal: "User:ada", host: "*", operation: "read", permission: "allow", pattern: "literal" };
    await post(millrace.url, "/acls", { rules: [{ ...rule, resourceType: "topic", resourceName: "orders" }] });
    browser = await launch();
    tab = await openConsole(browser, millrace.url);
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    await millrace?.stop();
    folder.remove();
  });

  it("asks nothing of the server before somebody has logged in", async () => {
    await tab.page.goto(`${millrace.url}/#/topics`);
    await tab.page.getByRole("button", { name: "Log in" }).waitFor();
    await tab.page.screenshot({ path: join(folder.path, "login.png") });
    expect(await navigation().count()).toBe(0);
    expect(tab.faults.splice(0)).toEqual([]);
  });

  it("says when a login is wrong, and opens the page that was asked for when it is right", async () => {
    await logIn("admin", "guessed");
    await tab.page.getByText("not valid together").waitFor();
    expect(tab.faults.splice(0).filter((fault) => !fault.includes("401"))).toEqual([]);
    await logIn("admin");
    await tab.page.getByRole("link", { name: "payments" }).waitFor();
    await tab.page.getByRole("button", { name: "Log out admin" }).waitFor();
    const [cookie] = await tab.page.context().cookies();
    expect(cookie).toMatchObject({ httpOnly: true, sameSite: "Strict" });
    expect(await tab.page.evaluate("document.cookie")).toBe("");
    await tab.page.reload();
    await tab.page.getByRole("link", { name: "orders" }).waitFor();
    expect(tab.faults.splice(0)).toEqual([]);
  });

  it("shows who comes next only what that user may see", async () => {
    await tab.page.getByRole("button", { name: "Log out admin" }).click();
    await logIn("ada");
    await tab.page.getByRole("link", { name: "orders" }).waitFor();
    expect(await tab.page.getByRole("link", { name: "payments" }).count()).toBe(0);
    expect(tab.faults.splice(0)).toEqual([]);
    await tab.page.goto(`${millrace.url}/#/topics/payments`);
    await tab.page.getByText("User:ada may not look at the topic payments").first().waitFor();
    expect(tab.faults.splice(0).filter((fault) => !fault.includes("403"))).toEqual([]);
  });

  it("asks again when the session has ended, whatever page is open", async () => {
    await tab.page.goto(`${millrace.url}/#/topics`);
    await tab.page.getByRole("link", { name: "orders" }).waitFor();
    await post(millrace.url, "/users", { name: "ada", password: "changed" });
    await tab.page.getByRole("button", { name: "Log in" }).waitFor();
    await logIn("ada", "changed");
    await tab.page.getByRole("link", { name: "orders" }).waitFor();
    expect(tab.faults.splice(0).filter((fault) => !/40[13]/.test(fault))).toEqual([]);
    expect(millrace.output()).not.toMatch(/secret|guessed|changed/);
  });
});
