import { systemClock } from "@millrace/core";
import { describe, expect, it } from "vitest";
import { MemoryBroker } from "../memory-broker.ts";
import { fuzzPort } from "./fuzz.ts";
import { fuzzListeners, fuzzSettings, isClientsFault, prepareBroker } from "./peers.ts";

describe("hostile frames", () => {
  it("of nobody, of users and during logins neither stop the port for an honest client, nor are ever a defect of ours", async () => {
    const memory = await MemoryBroker.start(fuzzSettings, fuzzListeners());
    const ports = await prepareBroker(memory.broker);
    const result = await fuzzPort({ ports, frames: 2_000, share: 21, seed: 1, clock: systemClock });
    expect(result.frames).toBeGreaterThanOrEqual(2_000);
    expect([...result.kinds.keys()]).toEqual(expect.arrayContaining(["anonymous", "super-user", "few rights", "during login"]));
    expect(result.fates.answered).toBeGreaterThan(500);
    expect(result.fates.closed).toBeGreaterThan(200);
    expect(memory.warnings.filter((warning) => !isClientsFault((warning as { code?: string }).code))).toEqual([]);
    await memory.close();
  });
});
