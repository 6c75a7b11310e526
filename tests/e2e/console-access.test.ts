// Who may come to the Kafka port, and schemas, as the console shows and changes them, in light and dark.
import { Kafka, logLevel } from "kafkajs";
import { expect, it } from "vitest";
import { describeConsole } from "./console-fixture.ts";

describeConsole("console-access", "access and schemas in the console", (fixture) => {
  it("says what holds while there are no rules, and shows who is connected", async () => {
    const { page } = fixture.tab;
    await fixture.tab.open("access");
    await page.getByText("every program of this machine may do everything").waitFor();
    await page.getByText("Nobody is connected").waitFor();
    const kafka = new Kafka({ clientId: "billing-service", brokers: [fixture.millrace.kafka], logLevel: logLevel.NOTHING });
    const producer = kafka.producer();
    await producer.connect();
    await producer.send({ topic: "invoices", messages: [{ value: "1" }] });
    await page.getByRole("row", { name: /billing-service User:ANONYMOUS 127\.0\.0\.1 .*invoices/ }).waitFor();
    await producer.disconnect();
  });

  it("says what a rule means before it is added, finds it and removes it", async () => {
    const { page } = fixture.tab;
    await page.getByRole("tab", { name: "Rules" }).click();
    await page.getByText("No rules yet").waitFor();
    await page.getByRole("button", { name: "Add rule…" }).click();
    const dialog = page.getByRole("dialog");
    const added = dialog.getByRole("button", { name: "Add", exact: true });
    expect(await added.isDisabled()).toBe(true);
    await dialog.getByLabel("Who").fill("User:ada");
    await dialog.getByLabel("Names").selectOption("prefixed");
    await dialog.getByLabel("Name", { exact: true }).fill("orders-");
    await dialog.getByText("User:ada may read topics that begin with orders-").waitFor();
    await fixture.look("access-rule");
    await added.click();
    await dialog.waitFor({ state: "detached" });
    const rule = (principal: string, operation: string, permission: string, resourceName: string) => {
      return { principal, host: "*", operation, permission, resourceType: "topic", resourceName, pattern: "literal" };
    };
    const more = [rule("User:*", "delete", "deny", "*"), rule("User:billing", "write", "allow", "invoices")];
    expect((await fixture.post("/acls", { rules: more })).status).toBe(200);
    await page.getByText("nobody may delete any topic").waitFor();
    await page.getByRole("tab", { name: "Rules (3)" }).waitFor();
    await fixture.picture("access");
    await page.getByRole("button", { name: "Dark" }).click();
    await fixture.look("access-dark");
    await page.getByRole("button", { name: "Light" }).click();
    await page.getByLabel("Search rules").fill("invoices");
    await expect.poll(() => page.getByRole("row").count()).toBe(1);
    await page.getByRole("button", { name: "Remove: User:billing may write to the topic invoices" }).click();
    await dialog.getByRole("button", { name: "Remove" }).click();
    await page.getByText("No rule has that in it").waitFor();
  });

  it("adds a user, whose password is on no page, and removes it", async () => {
    const { page } = fixture.tab;
    await page.getByRole("tab", { name: "Users" }).click();
    await page.getByRole("button", { name: "Add user…" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Name").fill("ada");
    await dialog.getByLabel("Password").fill("ada-secret");
    await dialog.getByRole("button", { name: "Add", exact: true }).click();
    await page.getByRole("cell", { name: "ada", exact: true }).waitFor();
    expect(await page.content()).not.toContain("ada-secret");
    expect(fixture.millrace.output()).not.toContain("ada-secret");
    await page.getByRole("button", { name: "Remove ada" }).click();
    await dialog.getByRole("button", { name: "Remove" }).click();
    await page.getByText("No users yet").waitFor();
  });

  it("sets a quota and removes it", async () => {
    const { page } = fixture.tab;
    await page.getByRole("tab", { name: "Quotas" }).click();
    await page.getByRole("button", { name: "Set quota…" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Name").fill("ada");
    await dialog.getByLabel("At most").fill("1048576");
    await dialog.getByRole("button", { name: "Set", exact: true }).click();
    await page.getByRole("row", { name: /user ada 1\.0 MB\/s bytes a second that it sends/ }).waitFor();
    await page.getByRole("button", { name: "Remove producer_byte_rate of user ada" }).click();
    await dialog.getByRole("button", { name: "Remove" }).click();
    await page.getByText("Nobody is held back").waitFor();
  });

  it("registers schemas, says why one would be refused, and shows versions beside each other", async () => {
    const { page } = fixture.tab;
    const record = (...fields: readonly object[]): string => JSON.stringify({ type: "record", name: "Order", fields });
    const id = { name: "id", type: "long" };
    const note = { name: "note", type: ["null", "string"], default: null };
    await fixture.tab.open("schemas");
    await page.getByText("No schemas yet").waitFor();
    await page.getByRole("button", { name: "Register schema…" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Subject").fill("orders-value");
    await dialog.getByLabel("Schema", { exact: true }).fill(record(id));
    await dialog.getByRole("button", { name: "Register" }).click();
    await page.getByRole("heading", { name: "orders-value" }).waitFor();
    await page.getByText("new readers can read the last version's data").waitFor();
    await page.getByRole("button", { name: "Check or register…" }).click();
    await dialog.getByLabel("Schema", { exact: true }).fill(record(id, { name: "total", type: "double" }));
    await dialog.getByRole("button", { name: "Check compatibility" }).click();
    await dialog.getByText("orders-value would refuse it").waitFor();
    expect(await dialog.getByRole("button", { name: "Register" }).isDisabled()).toBe(true);
    await dialog.getByLabel("Schema", { exact: true }).fill(record(id, note));
    await dialog.getByRole("button", { name: "Check compatibility" }).click();
    await dialog.getByText("orders-value would take it").waitFor();
    await dialog.getByRole("button", { name: "Register" }).click();
    await dialog.waitFor({ state: "detached" });
    await page.getByLabel("beside").selectOption("1");
    await page.getByText("Version 1, and version 2").waitFor();
    expect(await page.locator(".diff .added").allTextContents()).toContain('      "name": "note",');
    await fixture.picture("schema");
    await page.getByRole("button", { name: "Dark" }).click();
    await fixture.look("schema-dark");
    await page.getByRole("button", { name: "Light" }).click();
    await page.getByRole("button", { name: "Compatibility…" }).click();
    await dialog.getByLabel("Level").selectOption("FULL");
    await dialog.getByText("both ways with the last version").waitFor();
    await dialog.getByRole("button", { name: "Set", exact: true }).click();
    await dialog.waitFor({ state: "detached" });
    await fixture.tab.open("schemas");
    await page.getByRole("row", { name: "orders-value AVRO 2 2 FULL" }).waitFor();
    await fixture.look("schemas");
  });
});
