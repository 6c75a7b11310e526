import { systemClock } from "@millrace/core";
import { describe, expect, it } from "vitest";
import { fuzzPort } from "./fuzz.ts";
import { MemoryBroker } from "./memory-broker.ts";

describe("hostile frames", () => {
  it("neither stop nor slow the port for an honest client, and are never a defect of ours", async () => {
    const memory = await MemoryBroker.start({ autoCreateTopics: false, groupMinSessionTimeoutMs: 1 });
    const result = await fuzzPort({ port: memory.broker.port, frames: 2000, seed: 1, clock: systemClock });
    expect(result.frames).toBe(2000);
    expect(result.fates.answered).toBeGreaterThan(400);
    expect(result.fates.closed).toBeGreaterThan(400);
    const unexpected = memory.warnings.filter((warning) => (warning as { code?: string }).code !== "kafka.request-unsupported");
    expect(unexpected).toEqual([]);
    await memory.close();
  });
});
