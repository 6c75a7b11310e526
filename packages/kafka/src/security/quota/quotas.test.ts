import { ManualClock } from "@millrace/core";
import { describe, expect, it } from "vitest";
import { QuotaTable, quotaRecord, type QuotaEntity } from "./quota-table.ts";
import { Quotas } from "./quotas.ts";
import { Rate, TokenBucket } from "./rate.ts";

const nothing = { producedBytes: 0, fetchedBytes: 0, threadMs: 0 };

describe("a rate", () => {
  it("is measured over at least ten seconds, so that a quiet client may hurry", () => {
    const rate = new Rate();
    rate.record(1_000, 0);
    expect(rate.measure(0)).toBe(100);
    expect(rate.excessMs(100, 0)).toBe(0);
    expect(rate.excessMs(50, 0)).toBe(10_000);
  });

  it("forgets what is older than its windows", () => {
    const rate = new Rate();
    rate.record(1_000, 0);
    rate.record(1_000, 5_500);
    expect(rate.measure(10_900)).toBeCloseTo(2_000 / 10.9, 5);
    expect(rate.measure(11_000)).toBeCloseTo(1_000 / 10.5, 5);
    expect(rate.measure(16_500)).toBe(0);
  });

  it("obeyed, comes back to its limit", () => {
    const rate = new Rate();
    let nowMs = 0;
    let sum = 0;
    while (nowMs < 200_000) {
      rate.record(500, nowMs);
      sum += 500;
      nowMs += Math.max(10, rate.excessMs(100, nowMs));
    }
    // A burst of ten seconds' worth at the beginning, and a request more than fits.
    expect(sum).toBeLessThanOrEqual(200 * 100 + 1_000 + 500);
    expect(sum).toBeGreaterThan(200 * 100 * 0.9);
  });
});

describe("a bucket of changes", () => {
  it("may be overdrawn once, and then waited for", () => {
    const bucket = new TokenBucket(2, 0);
    expect(bucket.take(30, 2, 0, false)).toBe(0);
    expect(bucket.take(1, 2, 0, false)).toBe(4_000);
    expect(bucket.take(1, 2, 2_000, false)).toBe(2_000);
    expect(bucket.take(1, 2, 4_000, false)).toBe(0);
  });

  it("lets old clients change and wait afterwards", () => {
    const bucket = new TokenBucket(1, 0);
    expect(bucket.take(10, 1, 0, true)).toBe(0);
    expect(bucket.take(5, 1, 0, true)).toBe(4_000);
    expect(bucket.take(5, 1, 0, true)).toBe(9_000);
  });
});

describe("the most particular quota", () => {
  const order: QuotaEntity[] = [
    { user: "u", clientId: "c" },
    { user: "u", clientId: null },
    { user: "u" },
    { user: null, clientId: "c" },
    { user: null, clientId: null },
    { user: null },
    { clientId: "c" },
    { clientId: null },
  ];

  it("counts, in Kafka's order", () => {
    const table = new QuotaTable();
    order.forEach((entity, index) => table.apply(quotaRecord(entity, { producer_byte_rate: index + 1 })));
    order.forEach((entity, index) => {
      expect(table.findForClient("producer_byte_rate", "u", "c")?.limit).toBe(index + 1);
      table.apply(quotaRecord(entity, {}));
    });
    expect(table.findForClient("producer_byte_rate", "u", "c")).toBeUndefined();
    expect(table.size).toBe(0);
  });

  it("of an address is its own or the default", () => {
    const table = new QuotaTable();
    table.apply(quotaRecord({ ip: null }, { connection_creation_rate: 5 }));
    table.apply(quotaRecord({ ip: "10.0.0.1" }, { connection_creation_rate: 7 }));
    expect(table.findForAddress("10.0.0.1")?.limit).toBe(7);
    expect(table.findForAddress("10.0.0.2")?.limit).toBe(5);
  });

  it("is shared by those it is meant for", () => {
    const quotas = new Quotas(new ManualClock());
    quotas.table.apply(quotaRecord({ user: "u" }, { producer_byte_rate: 100 }));
    quotas.table.apply(quotaRecord({ user: null, clientId: null }, { producer_byte_rate: 100 }));
    const spend = (user: string, clientId: string) => quotas.spend(user, clientId, { ...nothing, producedBytes: 800 });
    expect([spend("u", "a"), spend("u", "b")]).toEqual([0, 6_000]);
    expect([spend("v", "a"), spend("v", "b"), spend("w", "a")]).toEqual([0, 0, 0]);
  });
});

describe("silence", () => {
  it("is bounded, for time spent to a second", () => {
    const quotas = new Quotas(new ManualClock());
    quotas.table.apply(quotaRecord({ user: null }, { producer_byte_rate: 1, consumer_byte_rate: 1, request_percentage: 1 }));
    expect(quotas.spend("u", "c", { ...nothing, producedBytes: 1e9 })).toBe(60_000);
    expect(quotas.spend("u", "c", { ...nothing, fetchedBytes: 1e9 })).toBe(60_000);
    expect(quotas.spend("u", "c", { ...nothing, threadMs: 10_000 })).toBe(1_000);
    expect(quotas.fetchBytesMost("u", "c")).toBe(10);
  });
});
