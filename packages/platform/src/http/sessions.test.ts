import { ManualClock, systemRandom } from "@millrace/core";
import { beforeEach, expect, it } from "vitest";
import { Sessions } from "./sessions.ts";

const minute = 60_000;
let clock: ManualClock;
let sessions: Sessions;
beforeEach(() => {
  clock = new ManualClock();
  sessions = new Sessions(clock, systemRandom);
});
const ada = { principal: "User:ada", valid: () => true };

it("last an hour without use", () => {
  const cookie = sessions.begin(ada);
  clock.advance(59 * minute);
  expect(sessions.find(cookie)?.principal).toBe("User:ada");
  clock.advance(59 * minute);
  const found = sessions.find(cookie)!;
  expect(found.valid()).toBe(true);
  clock.advance(61 * minute);
  expect(found.valid()).toBe(false);
  expect(sessions.find(cookie)).toBe(undefined);
});

it("last twelve hours at most, however much they are used", () => {
  const cookie = sessions.begin(ada);
  for (let half = 1; half < 24; half++) {
    clock.advance(30 * minute);
    expect(sessions.find(cookie)).toBeDefined();
  }
  clock.advance(30 * minute);
  expect(sessions.find(cookie)).toBe(undefined);
});

it("end with the login behind them, and when they are ended", () => {
  let known = true;
  const cookie = sessions.begin({ principal: "User:ada", valid: () => known });
  const found = sessions.find(cookie)!;
  known = false;
  expect([found.valid(), sessions.find(cookie)]).toEqual([false, undefined]);
  const other = sessions.begin(ada);
  const followed = sessions.find(other)!;
  sessions.end(other);
  expect([followed.valid(), sessions.find(other)]).toEqual([false, undefined]);
});

it("are so many and no more: the one used longest ago makes room", () => {
  const [first, second] = [sessions.begin(ada), sessions.begin(ada)];
  for (let count = 2; count < 1_000; count++) sessions.begin(ada);
  expect(sessions.find(first!)).toBeDefined();
  sessions.begin(ada);
  expect(sessions.find(second!)).toBe(undefined);
  expect(sessions.find(first!)).toBeDefined();
});
