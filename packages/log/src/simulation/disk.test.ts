import { seeded } from "@millrace/core";
import { describe, expect, it } from "vitest";
import { codeOfRejected } from "../testing.ts";
import { SimulatedDisk } from "./disk.ts";

const filled = (byte: number, length = 10_000): Uint8Array => new Uint8Array(length).fill(byte);

async function contentOf(disk: SimulatedDisk, path: string): Promise<Uint8Array> {
  const file = await disk.open(path, "read");
  const bytes = new Uint8Array(await file.size());
  for (let at = 0; at < bytes.length;) at += await file.read(bytes.subarray(at), at);
  return bytes;
}

describe("SimulatedDisk", () => {
  it("keeps what was synced and loses any part of what was not, over many seeds", async () => {
    const outcomes = new Set<string>();
    for (let seed = 0; seed < 400; seed++) {
      const disk = new SimulatedDisk(seeded(seed));
      const file = await disk.open("/file", "create");
      await file.write([filled(1)], 0);
      await file.sync();
      await disk.syncFolder("/");
      await file.write([filled(2)], 10_000);
      disk.restart({ powerLoss: true });
      const bytes = await contentOf(disk, "/file");
      expect(bytes.subarray(0, 10_000).every((byte) => byte === 1)).toBe(true);
      const twos = bytes.subarray(10_000).filter((byte) => byte === 2).length;
      outcomes.add(twos === 0 ? "lost" : twos === 10_000 ? "kept" : "torn");
    }
    expect([...outcomes].sort()).toEqual(["kept", "lost", "torn"]);
  });

  it("loses names that were not synced, and keeps the page cache when only the process died", async () => {
    const fates = new Set<boolean>();
    for (let seed = 0; seed < 20; seed++) {
      const disk = new SimulatedDisk(seeded(seed));
      await disk.open("/file", "create");
      disk.restart({ powerLoss: false });
      expect(await disk.exists("/file")).toBe(true);
      disk.restart({ powerLoss: true });
      fates.add(await disk.exists("/file"));
    }
    expect(fates.size).toBe(2);
  });

  it("forgets pages in a sync that fails, so that a later sync does not bring them", async () => {
    let lost = 0;
    for (let seed = 0; seed < 20; seed++) {
      const disk = new SimulatedDisk(seeded(seed));
      const file = await disk.open("/file", "create");
      await disk.syncFolder("/");
      await file.write([filled(1, 4096)], 0);
      disk.faults.failSyncAfter = 0;
      expect(await codeOfRejected(file.sync())).toBe("EIO");
      await file.sync();
      disk.restart({ powerLoss: true });
      if ((await contentOf(disk, "/file"))[0] !== 1) lost++;
    }
    expect(lost).toBeGreaterThan(3);
  });

  it("crashes at the change it was told, runs full in the middle of a write, and reads short", async () => {
    const disk = new SimulatedDisk(seeded(5));
    const file = await disk.open("/file", "create");
    disk.faults = { capacityBytes: 100, shortReads: 1 };
    expect(await codeOfRejected(file.write([filled(1, 200)], 0))).toBe("ENOSPC");
    expect(await file.size()).toBeLessThanOrEqual(100);
    await file.write([filled(1, 100)], 0);
    expect(await file.read(new Uint8Array(100), 0)).toBeLessThan(100);
    disk.faults = { crashAfterChanges: 1 };
    await file.truncate(50);
    expect(await codeOfRejected(file.truncate(10))).toBe("ECRASH");
    expect(await codeOfRejected(disk.exists("/file"))).toBe("ECRASH");
  });
});
