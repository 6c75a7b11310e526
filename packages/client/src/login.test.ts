import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startPlatform } from "@millrace/platform";
import { expect, it } from "vitest";
import { Millrace } from "./index.ts";

const [name, password] = ["zoë", "s€same 🗝"];

it("shows the login with every request, in letters of any language", async () => {
  const folder = mkdtempSync(join(tmpdir(), "millrace-client-"));
  const options = { dataFolder: folder, port: 0, kafkaPort: 0, workers: false } as const;
  const before = await startPlatform(options);
  const body = JSON.stringify({ name, password, allRights: true });
  await fetch(`${before.url}/users`, { method: "POST", headers: { "content-type": "application/json" }, body });
  await before.close();
  const platform = await startPlatform({ ...options, kafkaAuth: "login" });
  const { url } = platform;
  try {
    const millrace = new Millrace({ url, login: { name, password } });
    await millrace.run("CREATE TABLE clicks (page STRING)");
    await platform.log.createTopic({ name: "clicks", partitions: 1 }).catch(() => undefined);
    const publisher = millrace.publisher("clicks");
    await publisher.publish({ value: { page: "/home" } });
    await publisher.close();
    expect(await millrace.query("SELECT page FROM clicks")).toEqual([{ page: "/home" }]);
    await expect(new Millrace({ url }).run("SHOW TABLES")).rejects.toMatchObject({ code: "platform.login-required", status: 401 });
    const guessing = new Millrace({ url, login: { name, password: "guessed" } });
    await expect(guessing.run("SHOW TABLES")).rejects.toMatchObject({ code: "kafka.login-refused", status: 401 });
    const token = new Millrace({ url, login: { token: "none" } });
    await expect(token.run("SHOW TABLES")).rejects.toMatchObject({ code: "kafka.login-refused" });
  } finally {
    await platform.close();
    rmSync(folder, { recursive: true, force: true });
  }
});
