// The S3 adapter against moto, a server of S3 that others wrote (PyPI). The log runs on it as it would on Amazon's.
import { spawn, type ChildProcess } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { decodeRecords, encodeBatch, openLog } from "@millrace/log";
import { afterAll, beforeAll, expect, it } from "vitest";
import { describeWith, pythonFolder } from "../tools.ts";

const moto = join(pythonFolder, "bin", "moto_server");
const config = { "segment.bytes": "2000", "remote.storage.enable": "true", "local.retention.bytes": "0" };

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}

describeWith({ programs: [moto] }, "a topic in a bucket", () => {
  let server: ChildProcess;
  let endpoint = "";
  let folder = "";

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "millrace-s3-"));
    const port = await freePort();
    endpoint = `http://127.0.0.1:${port}`;
    server = spawn(moto, ["-H", "127.0.0.1", "-p", String(port)], { stdio: "ignore" });
    const up = (): Promise<boolean> =>
      fetch(`${endpoint}/bucket`, { method: "PUT" }).then(
        ({ ok }) => ok,
        () => false,
      );
    while (!(await up())) await new Promise((resolve) => setTimeout(resolve, 200));
  });

  afterAll(() => {
    server.kill();
    rmSync(folder, { recursive: true, force: true });
  });

  it("is uploaded, read back after a restart, and deleted, in pieces and pages", async () => {
    const keys = { accessKeyId: "testing", secretAccessKey: "testing", region: "us-east-1" };
    const tier = { kind: "s3", endpoint, bucket: "bucket", prefix: "some/where", ...keys } as const;
    const options = { folder, tier, config: { maintenanceMs: 0, remotePartBytes: 1024, remoteFetchBytes: 512 } };
    const failures: unknown[] = [];
    let log = await openLog(options);
    log.watch({ tierFailed: (error) => void failures.push(error) });
    await log.createTopic({ name: "t", partitions: 1, config });
    const values = Array.from({ length: 40 }, (_, index) => `${index} ${"x".repeat(400)}`);
    for (const value of values) await log.append("t", 0, encodeBatch({ records: [{ value }] }));
    await log.maintain();
    expect(failures).toEqual([]);
    expect(log.size("t", 0).remoteBytes).toBeGreaterThan(15_000);
    expect(log.size("t", 0).bytes).toBeLessThan(2_001);
    await log.close();
    log = await openLog(options);
    const found: string[] = [];
    for (let offset = 0; offset < values.length; offset = found.length) {
      const { bytes } = await log.read("t", 0, offset, { maxBytes: 3_000 });
      for (const { value } of decodeRecords(bytes)) found.push(Buffer.from(value!).toString());
    }
    expect(found).toEqual(values);
    await log.deleteTopic("t");
    await log.maintain();
    expect(await (await fetch(`${endpoint}/bucket?list-type=2`)).text()).toContain("<KeyCount>0</KeyCount>");
    await log.close();
  });

  it("says what a refusal was, without the keys", async () => {
    const tier = { kind: "s3", endpoint, bucket: "missing", accessKeyId: "someone", secretAccessKey: "very-secret" } as const;
    const log = await openLog({ folder: join(folder, "other"), tier, config: { maintenanceMs: 0 } });
    const failures: Error[] = [];
    log.watch({ tierFailed: (error) => void failures.push(error) });
    await log.createTopic({ name: "t", partitions: 1, config });
    for (let count = 0; count < 8; count++) await log.append("t", 0, encodeBatch({ records: [{ value: "x".repeat(400) }] }));
    await log.maintain();
    expect(failures).toMatchObject([{ code: "log.tier-unavailable", message: expect.stringContaining("s3://missing failed: 404") }]);
    expect(JSON.stringify(failures[0]) + failures[0]!.stack + String(failures[0]!.cause)).not.toContain("very-secret");
    await log.close();
  });
});
