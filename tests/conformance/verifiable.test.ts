import { expect, it } from "vitest";
import { describeWith } from "../tools.ts";
import { runVerifiable } from "./verifiable.ts";

describeWith({ programs: ["java", "kcat"], shared: ["services/kafka"] }, "Apache's verifiable clients", () => {
  it("find nothing lost, doubled, out of order or aborted after ten kills of the broker", async () => {
    const tally = await runVerifiable({ kills: 10, seed: 1 });
    expect(tally.faults.slice(0, 10)).toEqual([]);
    expect(tally.kills).toBeGreaterThanOrEqual(10);
    expect(tally.acknowledged).toBeGreaterThan(1_000);
    expect(tally.copied).toBe(tally.acknowledged);
  }, 600_000);
});
