import { describe, expect, it } from "vitest";
import { createState } from "./memory.ts";
import { pageBytes } from "./region.ts";

describe("state in memory", () => {
  it("names regions by their scopes, in order of path", () => {
    const state = createState();
    state.scope("b").region("x");
    state.region("z");
    state.scope("a").scope("c").region("y");
    expect([...state.regions()].map(({ path }) => path)).toEqual(["a/c/y", "b/x", "z"]);
    expect(state.names()).toEqual(["z"]);
    expect(state.scope("b").names()).toEqual(["x"]);
    expect(state.bytes).toBe(3 * pageBytes);
  });

  it("keeps what was there when a region grows, and tells which pages changed", () => {
    const state = createState();
    const region = state.region("x");
    new Uint8Array(region.buffer)[5] = 7;
    state.clean();
    region.grow(pageBytes + 1);
    expect(region.buffer.byteLength).toBe(2 * pageBytes);
    expect(new Uint8Array(region.buffer)[5]).toBe(7);
    expect([...region.dirty]).toEqual([0, 1]);
  });

  it("gives a new, wholly dirty region where one was dropped", () => {
    const state = createState();
    const region = state.region("x");
    new Uint8Array(region.buffer)[5] = 7;
    state.clean();
    state.drop("x");
    expect(state.names()).toEqual([]);
    expect(new Uint8Array(state.region("x").buffer)[5]).toBe(0);
    expect([...state.region("x").dirty]).toEqual([1]);
  });

  it("restores bytes as clean pages", () => {
    const state = createState();
    const bytes = new Uint8Array(2 * pageBytes);
    bytes[pageBytes] = 9;
    state.restore("a/x", bytes);
    const region = state.scope("a").region("x");
    expect(new Uint8Array(region.buffer)[pageBytes]).toBe(9);
    expect([...region.dirty]).toEqual([0, 0]);
    expect(region.name).toBe("x");
  });
});
