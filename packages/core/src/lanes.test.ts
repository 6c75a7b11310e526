import { describe, expect, it } from "vitest";
import { inLanes } from "./lanes.ts";

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe("lanes", () => {
  it("take every item once, so many at a time", async () => {
    const taken: number[] = [];
    let [running, most] = [0, 0];
    await inLanes([1, 2, 3, 4, 5, 6, 7], 3, async (item) => {
      taken.push(item);
      most = Math.max(most, ++running);
      await turn();
      running--;
    });
    expect(taken).toEqual([1, 2, 3, 4, 5, 6, 7]);
    expect(most).toBe(3);
  });

  it("finish what was begun before they fail, and begin nothing more", async () => {
    const ended: number[] = [];
    const failing = inLanes([1, 2, 3, 4, 5, 6], 2, async (item) => {
      await turn();
      if (item === 3) throw new Error("three");
      await turn();
      ended.push(item);
    });
    await expect(failing).rejects.toThrow("three");
    expect(ended).toEqual([1, 2, 4]);
  });
});
