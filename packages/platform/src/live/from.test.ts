import { expect, it } from "vitest";
import { parseFrom } from "./from.ts";

const now = Date.parse("2026-01-31T12:00:00Z");

it.each([
  [undefined, { kind: "earliest" }],
  ["latest", { kind: "latest" }],
  ["-5m", { kind: "timestamp", ms: now - 300_000 }],
  ["-90s", { kind: "timestamp", ms: now - 90_000 }],
  ["2026-01-31", { kind: "timestamp", ms: Date.parse("2026-01-31T00:00:00Z") }],
  ["2026-01-31T10:00:00Z", { kind: "timestamp", ms: now - 7_200_000 }],
  ["2026-01-31 10:00", { kind: "timestamp", ms: now - 7_200_000 }],
  ["2026-01-31T12:00:00+02:00", { kind: "timestamp", ms: now - 7_200_000 }],
])("reads %s", (text, expected) => {
  expect(parseFrom(text, now)).toEqual(expected);
});

it.each(["yesterday", "-5", "-5 weeks", "2026-13-45", "2026-01-31x", ""])("refuses %j as platform.from-unreadable", (text) => {
  expect(() => parseFrom(text, now)).toThrow(expect.objectContaining({ code: "platform.from-unreadable" }));
});
