import { describe, expect, it } from "vitest";
import type { JobView } from "../api/types.ts";
import { problems } from "./problems.ts";

const idle: JobView = {
  id: "j-1",
  name: "j",
  pipeline: null,
  sql: "",
  state: "running",
  startedAtMs: 0,
  restarts: 0,
  rowsIn: 0,
  rowsOut: 0,
  rowsLate: 0,
  rowsBad: 0,
  rowsInPerSecond: 0,
  rowsOutPerSecond: 0,
  rateIn: [],
  rateOut: [],
  lag: 0,
  watermarkMs: null,
  newestMs: null,
  cpuMs: 0,
  stateBytes: 0,
  checkpoint: null,
  inputs: [],
  outputs: [],
};
const job = (fields: Partial<JobView>): JobView => ({ ...idle, ...fields });
const messages = (parts: Partial<Parameters<typeof problems>[0]>): string[] =>
  problems({ jobs: [], lagOf: () => [], disk: null, logFailure: null, ...parts }).map(({ subject, message }) => `${subject}: ${message}`);

const GiB = 1024 ** 3;

describe("problems", () => {
  it("has nothing to say when all is well", () => {
    expect(messages({ jobs: [job({})], disk: { freeBytes: 50 * GiB, totalBytes: 100 * GiB } })).toEqual([]);
    expect(messages({ disk: { freeBytes: GiB / 4, totalBytes: 2 * GiB } })).toEqual([]);
  });

  it("tells of a stopped log, a full disk, a failed job and bad records", () => {
    expect(messages({ logFailure: new Error("the log stopped") })).toEqual(["log: the log stopped"]);
    expect(messages({ disk: { freeBytes: GiB / 2, totalBytes: 100 * GiB } })).toEqual(["disk: 512 MiB are left for the data folder"]);
    const error = { code: "engine.x", message: "it broke", retriable: false };
    expect(messages({ jobs: [job({ state: "failed", error })] })).toEqual(["job j: it broke"]);
    expect(messages({ jobs: [job({ rowsBad: 2 })] })).toEqual(["job j: 2 bad records were set aside"]);
  });

  it("tells of lag that grows, not of lag that is caught up with or small", () => {
    const lagging = (lag: readonly number[]): string[] => messages({ jobs: [job({ lag: lag.at(-1)! })], lagOf: () => lag });
    const line = (from: number, step: number): number[] => Array.from({ length: 30 }, (_, second) => from + step * second);
    expect(lagging(line(5_000, 1_000))).toEqual(["job j: 34000 records behind, and falling further behind"]);
    expect(lagging(line(500_000, -1_000))).toEqual([]);
    expect(lagging(line(10, 100))).toEqual([]);
    expect(lagging(line(5_000, 10_000).slice(0, 5))).toEqual([]);
  });
});
