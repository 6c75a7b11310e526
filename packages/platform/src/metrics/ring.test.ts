import { describe, expect, it } from "vitest";
import { RateRing, Ring, ringSeconds } from "./ring.ts";

describe("Ring", () => {
  it("holds the newest 120 values, oldest first, with nulls before the start", () => {
    const ring = new Ring();
    ring.push(5);
    expect(ring.values()).toHaveLength(ringSeconds);
    expect(ring.values().at(-1)).toBe(5);
    expect(ring.values().at(-2)).toBeNull();
    for (let value = 0; value < 200; value++) ring.push(value);
    expect(ring.values()[0]).toBe(80);
    expect(ring.values().at(-1)).toBe(199);
  });

  it("takes the mean of the last seconds", () => {
    const ring = new Ring();
    expect(ring.recent()).toBe(0);
    for (const value of [100, 1, 2, 3]) ring.push(value);
    expect(ring.recent(3)).toBe(2);
  });

  it("counts a fall of the total as nothing, not as a negative rate", () => {
    const rate = new RateRing();
    rate.total = 10;
    rate.sample(2);
    rate.total = 4;
    rate.sample(1);
    expect(rate.ring.values().slice(-2)).toEqual([5, 0]);
  });
});
