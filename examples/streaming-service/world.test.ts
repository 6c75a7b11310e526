import { describe, expect, it } from "vitest";
import { World, type PlaybackEvent } from "./world.ts";

const startMs = Date.UTC(2026, 0, 5, 12);
const world = (eventsPerSecond = 2_000): World => new World({ devices: 2_000, eventsPerSecond, seed: 1, startMs });
const parse = (json: string): PlaybackEvent => JSON.parse(json) as PlaybackEvent;

describe("the simulated video service", () => {
  it("repeats itself for the same seed and start", () => {
    const [a, b] = [world(), world()];
    expect(a.take(startMs + 5_000, 20_000)).toEqual(b.take(startMs + 5_000, 20_000));
  });

  it("keeps to its rate, in order of arrival", () => {
    const service = world();
    service.take(startMs + 40_000, 1e7);
    const minute = service.take(startMs + 100_000, 1e7);
    expect(minute.length / 60).toBeGreaterThan(1_400);
    expect(minute.length / 60).toBeLessThan(2_600);
    for (let index = 1; index < minute.length; index++) expect(minute[index]!.atMs).toBeGreaterThanOrEqual(minute[index - 1]!.atMs);
  });

  it("has late and duplicate events, failing start-plays and sessions that end", () => {
    const service = world(400);
    const arrivals = service.take(startMs + 600_000, 1e7);
    const events = arrivals.map((arrival) => ({ ...parse(arrival.json), atMs: arrival.atMs }));
    const ids = new Set(events.map((event) => event.event_id));
    expect(ids.size).toBeLessThan(events.length);
    expect(events.filter((event) => event.atMs - Date.parse(event.event_time) > 15_000).length).toBeGreaterThan(20);
    const kinds = new Set(events.map((event) => event.event));
    expect([...kinds].sort()).toEqual(["browse", "quality", "rebuffer", "start_failed", "start_play", "stop", "watch"]);
    const during = events.filter((event) => event.country === service.failingCountry(Date.parse(event.event_time)));
    const count = (event: string): number => during.filter((other) => other.event === event).length;
    expect(count("start_failed")).toBeGreaterThan(5);
    expect(count("start_failed")).toBeGreaterThan(count("start_play"));
  });

  it("stops at its limit and goes on from there", () => {
    const [whole, parts] = [world(), world()];
    const all = whole.take(startMs + 1_000, 1e6);
    const some = [...parts.take(startMs + 1_000, 100), ...parts.take(startMs + 1_000, 1e6)];
    expect(some).toEqual(all);
  });
});
