import { describe, expect, it } from "vitest";
import { ByteBudget } from "./byte-budget.ts";

const large = 100_000;

describe("a byte budget", () => {
  it("lets small requests pass while large ones have taken all that they may", async () => {
    const budget = new ByteBudget(10 * large);
    const waits = Array.from({ length: 12 }, () => budget.reserve(large));
    const served: string[] = [];
    const last = waits.map((wait, index) => wait?.then(() => served.push(`large ${index}`)));
    expect(waits.filter((wait) => wait === undefined)).toHaveLength(8);
    expect(budget.reserve(1_000)).toBeUndefined();
    expect(budget.heldBytes).toBe(8 * large + 1_000);
    for (let index = 0; index < 8; index++) budget.release(large);
    await Promise.all(last.filter((wait) => wait !== undefined));
    expect(served).toEqual(["large 8", "large 9", "large 10", "large 11"]);
    expect(budget.heldBytes).toBe(4 * large + 1_000);
  });

  it("serves those that wait in order, small ones first, and never beyond its capacity", async () => {
    const budget = new ByteBudget(2 * large);
    budget.hold(2 * large);
    const served: number[] = [];
    const waits = [large, 2, large, 1].map((bytes) => budget.reserve(bytes)!.then(() => served.push(bytes)));
    budget.release(2 * large);
    await Promise.all(waits.slice(0, 2));
    await waits[3];
    expect(served).toEqual([2, 1, large]);
    expect(budget.leftBytes).toBe(large - 3);
    budget.release(large);
    await waits[2];
  });

  it("lets a request of any size pass when nothing else is held", () => {
    const budget = new ByteBudget(10);
    expect(budget.reserve(1_000)).toBeUndefined();
    expect(budget.leftBytes).toBe(0);
    budget.release(1_000);
    expect(budget.heldBytes).toBe(0);
  });
});
