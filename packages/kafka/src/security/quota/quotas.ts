// Quotas in force: what clients did, measured, and how long each must be still. A client that went too fast is told so
// in its answer (throttleTimeMs) and not read from until the time is over (KIP-219). Bounded: the measure that was used
// longest ago makes room, which forgives its client.
import type { Clock } from "@millrace/core";
import { type ClientQuota, type FoundQuota, QuotaTable } from "./quota-table.ts";
import { burstSeconds, Rate, TokenBucket } from "./rate.ts";

const measuresMost = 20_000;
/** One request can cost no longer a silence than this; Kafka has no bound for bytes, and clients give up long before. */
const silenceMsMost = 60_000;
/** Kafka's bound for time spent on requests. */
const requestSilenceMsMost = 1_000;

export interface Spent {
  readonly producedBytes: number;
  readonly fetchedBytes: number;
  readonly threadMs: number;
}

export class Quotas {
  readonly table = new QuotaTable();
  readonly #clock: Clock;
  readonly #rates = new Map<string, Rate>();
  readonly #buckets = new Map<string, TokenBucket>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get unset(): boolean {
    return this.table.size === 0;
  }

  /** Notes what a request cost; how long its client must be still. */
  spend(user: string, clientId: string, { producedBytes, fetchedBytes, threadMs }: Spent): number {
    const spend = (quota: ClientQuota, amount: number): number => {
      const found = amount > 0 ? this.table.findForClient(quota, user, clientId) : undefined;
      return found === undefined ? 0 : this.#measure(found, amount);
    };
    const silenceMs = Math.max(spend("producer_byte_rate", producedBytes), spend("consumer_byte_rate", fetchedBytes));
    // A thousand milliseconds of the broker's thread in a second are 100 %.
    const requestMs = Math.min(requestSilenceMsMost, spend("request_percentage", threadMs / 10));
    return Math.min(silenceMsMost, Math.max(silenceMs, requestMs));
  }

  /** The most that one answer may carry, so that it does not cost more than the windows hold. */
  fetchBytesMost(user: string, clientId: string): number {
    const found = this.unset ? undefined : this.table.findForClient("consumer_byte_rate", user, clientId);
    return found === undefined ? Infinity : Math.max(1, found.limit * burstSeconds);
  }

  /** 0 when so many partitions may be created or deleted now. `evenIfOwed`: they are anyway, and waited for later. */
  mutate(user: string, clientId: string, partitions: number, evenIfOwed: boolean): number {
    const found = this.unset ? undefined : this.table.findForClient("controller_mutation_rate", user, clientId);
    if (found === undefined) return 0;
    const now = this.#clock.monotonic();
    const bucket = kept(this.#buckets, found.sharedBy, () => new TokenBucket(found.limit, now));
    return Math.min(silenceMsMost, bucket.take(partitions, found.limit, now, evenIfOwed));
  }

  /** How long a new connection from this address must wait to be heard. */
  connect(ip: string): number {
    const found = this.unset ? undefined : this.table.findForAddress(ip);
    return found === undefined ? 0 : Math.min(requestSilenceMsMost, this.#measure(found, 1));
  }

  #measure({ limit, sharedBy }: FoundQuota, amount: number): number {
    const now = this.#clock.monotonic();
    const rate = kept(this.#rates, sharedBy, () => new Rate());
    rate.record(amount, now);
    return rate.excessMs(limit, now);
  }
}

function kept<Measure>(measures: Map<string, Measure>, key: string, make: () => Measure): Measure {
  const measure = measures.get(key) ?? make();
  measures.delete(key);
  measures.set(key, measure);
  if (measures.size > measuresMost) measures.delete(measures.keys().next().value!);
  return measure;
}
