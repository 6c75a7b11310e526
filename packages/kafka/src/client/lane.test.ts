import { describe, expect, it } from "vitest";
import { Lane, type Line } from "./lane.ts";

describe("a lane of connections", () => {
  it("opens so many and no more, uses them again, and serves who waits in order", async () => {
    let [opened, busy, busiest] = [0, 0, 0];
    const open = () => {
      opened++;
      return Promise.resolve({ isConnected: () => true });
    };
    const lane = new Lane<Line>(open, { connections: 3, waiting: 100 });
    const served: number[] = [];
    const use = (index: number) =>
      lane.with(async () => {
        busiest = Math.max(busiest, ++busy);
        served.push(index);
        await new Promise((resolve) => setImmediate(resolve));
        busy--;
      });
    const first = Array.from({ length: 10 }, (_, index) => use(index));
    // Some come just as others leave.
    await first[0];
    await Promise.all([...first, ...Array.from({ length: 10 }, (_, index) => use(10 + index))]);
    expect([opened, busiest]).toEqual([3, 3]);
    expect(served).toEqual(Array.from({ length: 20 }, (_, index) => index));
  });

  it("refuses when too many wait, and goes on after failures", async () => {
    let fails = true;
    const open = () => (fails ? Promise.reject(new Error("away")) : Promise.resolve({ isConnected: () => true }));
    const lane = new Lane<Line>(open, { connections: 1, waiting: 2 });
    const asked = Array.from({ length: 5 }, () => lane.with(() => Promise.resolve("done")));
    const ends = await Promise.allSettled(asked);
    expect(
      ends.map((end) => (end.status === "rejected" ? ((end.reason as { code?: string }).code ?? (end.reason as Error).message) : "")),
    ).toEqual(["away", "away", "away", "log.busy", "log.busy"]);
    fails = false;
    expect(await lane.with(() => Promise.resolve("done"))).toBe("done");
  });

  it("leaves a broken connection alone", async () => {
    const lines: { broken: boolean }[] = [];
    const open = () => {
      const line = { broken: false, isConnected: () => !line.broken };
      lines.push(line);
      return Promise.resolve(line);
    };
    const lane = new Lane(open, { connections: 2, waiting: 0 });
    await lane.with((line) => Promise.resolve((line.broken = true)));
    await lane.with(() => Promise.resolve());
    await lane.with((line) => Promise.resolve(expect(line).toBe(lines[1])));
    expect(lines).toHaveLength(2);
  });
});
