import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openLog } from "../open.ts";
import { allRecords, batchOf, codeOfRejected } from "../testing.ts";
import { nodeDisk } from "./node.ts";

let folder = "";
beforeEach(() => void (folder = mkdtempSync(`${tmpdir()}/millrace-log-`)));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe("nodeDisk", () => {
  it("writes many buffers at once and reads them back", async () => {
    const file = await nodeDisk.open(`${folder}/file`, "create");
    const buffers = Array.from({ length: 2500 }, (_, index) => Buffer.from(`${index},`));
    await file.write(buffers, 3);
    await file.sync();
    const target = new Uint8Array(await file.size());
    expect(await file.read(target, 0)).toBe(target.length);
    expect(Buffer.from(target.subarray(3)).toString()).toBe(Buffer.concat(buffers).toString());
    await file.truncate(3);
    expect(await file.size()).toBe(3);
    await file.close();
  });
});

describe("openLog in a folder", () => {
  it("keeps its records there", async () => {
    let log = await openLog({ folder: `${folder}/data/` });
    await log.createTopic({ name: "t", partitions: 1 });
    await log.append("t", 0, batchOf(["a"]));
    await log.close();
    log = await openLog({ folder: `${folder}/data` });
    expect(await allRecords(log, "t")).toEqual(["0:a"]);
    await log.close();
  });

  it("refuses a second opening with log.folder-locked and the pid, and takes over when the first is gone", async () => {
    const log = await openLog({ folder });
    await expect(openLog({ folder })).rejects.toMatchObject({
      code: "log.folder-locked",
      message: expect.stringContaining(String(process.pid)),
    });
    await log.close();
    await (await openLog({ folder })).close();
  });

  it("is not hindered by what a killed process left", async () => {
    const script = `import { openLog } from ${JSON.stringify(new URL("../open.ts", import.meta.url).href)}; await openLog({ folder: ${JSON.stringify(folder)} }); process.kill(process.pid, "SIGKILL");`;
    writeFileSync(`${folder}/child.ts`, script);
    expect(spawnSync(process.execPath, [`${folder}/child.ts`]).signal).toBe("SIGKILL");
    expect(readFileSync(`${folder}/process.pid`, "utf8")).toMatch(/\d+/);
    await (await openLog({ folder })).close();
  });

  it("lets one of many simultaneous openings through", async () => {
    const codes = await Promise.all(Array.from({ length: 5 }, () => codeOfRejected(openLog({ folder }))));
    expect(codes.filter((code) => code === "log.folder-locked").length).toBe(4);
  });
});
