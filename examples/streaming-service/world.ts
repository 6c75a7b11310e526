// The simulated video service. Devices come, browse, press play, watch, rebuffer, change quality, fail and stop.
//
// One seed and one start time give the same events for ever: each device carries the time of its next event in a
// binary heap, and the earliest one acts. The event rate is set through the heartbeat: a device that watches reports
// about every `devices × busyShare / rate` seconds.
//
// What makes the stream worth watching: every few minutes another title begins to trend, one country's start-plays
// fail for a while, 1 % of the events arrive seconds after they happened, 1 in 1,000 comes half a minute late, and 1
// in 200 comes twice.
import { seeded, type Random } from "@millrace/core";

export interface PlaybackEvent {
  /** Unique; a duplicate carries the same one. */
  readonly event_id: string;
  /** When it happened, ISO 8601 in UTC, milliseconds. */
  readonly event_time: string;
  readonly device_id: string;
  readonly device_kind: string;
  readonly country: string;
  readonly event: "browse" | "start_play" | "start_failed" | "watch" | "rebuffer" | "quality" | "stop";
  /** Null while browsing. */
  readonly title: string | null;
  readonly bitrate_kbps: number | null;
  /** Time watched, or spent rebuffering, since the event before. */
  readonly watched_ms: number;
  readonly rebuffer_ms: number;
}

/** An event, and when it reaches the service: at its own time for most, later for late ones. */
export interface Arrival {
  readonly atMs: number;
  readonly key: string;
  readonly json: string;
}

export const countries: readonly (readonly [code: string, share: number])[] = [
  ["US", 26],
  ["BR", 14],
  ["GB", 10],
  ["DE", 9],
  ["IN", 9],
  ["MX", 8],
  ["JP", 7],
  ["FR", 7],
  ["KR", 5],
  ["ES", 5],
];
export const deviceKinds: readonly (readonly [kind: string, share: number])[] = [
  ["tv", 45],
  ["phone", 28],
  ["web", 15],
  ["tablet", 7],
  ["console", 5],
];

const first = ["Silent", "Golden", "Broken", "Northern", "Hidden", "Last", "Paper", "Electric", "Distant", "Scarlet"];
const second = ["Harbour", "Garden", "Signal", "Kingdom", "Letters", "Horizon"];
export const titles: readonly string[] = first.flatMap((a) => second.map((b) => `${a} ${b}`));

const ladderKbps = [1_200, 2_500, 4_500, 7_500, 15_600];
const busyShare = 0.65;
const minute = 60_000;
/** A title trends for three minutes in five; a country fails for ninety seconds in seven minutes. */
const trend = { everyMs: 5 * minute, lastsMs: 3 * minute, weight: 40 };
const outage = { everyMs: 7 * minute, lastsMs: 90_000, failing: 0.6 };

interface Device {
  readonly id: string;
  readonly kind: string;
  readonly country: string;
  nextMs: number;
  state: "off" | "browsing" | "watching";
  untilMs: number;
  title: string | null;
  quality: number;
  lastMs: number;
}

export interface WorldOptions {
  readonly devices: number;
  readonly eventsPerSecond: number;
  readonly seed: number;
  readonly startMs: number;
}

export class World {
  readonly #random: Random;
  readonly #heap: Device[] = [];
  readonly #heartbeatMs: number;
  readonly #delayed: Arrival[] = [];
  readonly #titleWeights: Float64Array;
  #events = 0;
  readonly #startMs: number;

  constructor(options: WorldOptions) {
    this.#random = seeded(options.seed ^ Math.floor(options.startMs / 1000));
    this.#startMs = options.startMs;
    this.#heartbeatMs = Math.max(1, (options.devices * busyShare * 1000) / options.eventsPerSecond);
    // Zipf: the k-th title is watched 1/k as often as the first.
    this.#titleWeights = Float64Array.from(titles, (_, index) => 1 / (index + 1));
    // Who a device is does not depend on when the world starts: only what it does.
    const identity = seeded(options.seed);
    for (let index = 0; index < options.devices; index++) {
      const [kind, country] = [pick(identity, deviceKinds), pick(identity, countries)];
      this.#heap.push(this.#begin(`d${String(index).padStart(5, "0")}`, kind, country));
    }
    this.#heap.sort((a, b) => a.nextMs - b.nextMs);
  }

  /** A device in the middle of what it does, so that the service does not begin with everyone arriving at once. */
  #begin(id: string, kind: string, country: string): Device {
    const random = this.#random;
    const watching = random.next() < busyShare;
    const nextMs = this.#startMs + random.next() * (watching ? this.#heartbeatMs : 85_000);
    const untilMs = this.#startMs + random.next() * 300_000;
    return {
      id,
      kind,
      country,
      nextMs,
      state: watching ? "watching" : "off",
      untilMs,
      title: watching ? this.#chooseTitle(nextMs) : null,
      quality: 2,
      lastMs: this.#startMs,
    };
  }

  /** Everything that reaches the service until `endMs`, in order of arrival, at most `limit` of it. */
  take(endMs: number, limit: number): Arrival[] {
    const arrivals: Arrival[] = [];
    while (arrivals.length < limit) {
      const device = this.#heap[0]!;
      const late = this.#delayed[0];
      if (late !== undefined && late.atMs <= device.nextMs) {
        if (late.atMs > endMs) break;
        arrivals.push(this.#delayed.shift()!);
        continue;
      }
      if (device.nextMs > endMs) break;
      const event = this.#act(device);
      sink(this.#heap);
      this.#deliver(event, arrivals);
    }
    return arrivals;
  }

  #deliver(event: PlaybackEvent, arrivals: Arrival[]): void {
    const atMs = Date.parse(event.event_time);
    const arrival: Arrival = { atMs, key: event.device_id, json: JSON.stringify(event) };
    const chance = this.#random.next();
    if (chance < 0.001) this.#delay(arrival, 20_000 + this.#random.next() * 20_000);
    else if (chance < 0.01) this.#delay(arrival, 1_000 + this.#random.next() * 4_000);
    else arrivals.push(arrival);
    if (this.#random.next() < 0.005) this.#delay(arrival, 500 + this.#random.next() * 2_000);
  }

  #delay(arrival: Arrival, byMs: number): void {
    const late = { ...arrival, atMs: arrival.atMs + Math.round(byMs) };
    let index = this.#delayed.length;
    while (index > 0 && this.#delayed[index - 1]!.atMs > late.atMs) index--;
    this.#delayed.splice(index, 0, late);
  }

  /** One event of this device; sets when its next one comes. */
  #act(device: Device): PlaybackEvent {
    const nowMs = device.nextMs;
    const random = this.#random;
    const sinceMs = Math.round(nowMs - device.lastMs);
    device.lastMs = nowMs;
    if (device.state === "off") {
      device.state = "browsing";
      device.title = null;
      device.untilMs = nowMs + 60_000 + random.next() * 240_000;
      this.#next(device, 2 * this.#heartbeatMs);
      return this.#event(device, nowMs, "browse", 0, 0);
    }
    if (device.state === "browsing") {
      if (random.next() < 0.6) {
        this.#next(device, 2 * this.#heartbeatMs);
        return this.#event(device, nowMs, "browse", 0, 0);
      }
      device.title = this.#chooseTitle(nowMs);
      device.quality = device.kind === "phone" ? 1 : 2;
      this.#next(device, this.#heartbeatMs);
      if (random.next() < (this.failingCountry(nowMs) === device.country ? outage.failing : 0.01))
        return this.#event(device, nowMs, "start_failed", 0, 0);
      device.state = "watching";
      return this.#event(device, nowMs, "start_play", 0, 0);
    }
    if (nowMs >= device.untilMs || random.next() < 0.002) {
      device.state = "off";
      device.nextMs = nowMs + 35_000 + random.next() * 85_000;
      return this.#event(device, nowMs, "stop", sinceMs, 0);
    }
    this.#next(device, this.#heartbeatMs);
    const chance = random.next();
    if (chance < 0.02) {
      device.quality = Math.max(0, device.quality - 1);
      return this.#event(device, nowMs, "rebuffer", Math.round(sinceMs * 0.3), Math.round(sinceMs * 0.7));
    }
    if (chance < 0.05) {
      device.quality = Math.min(ladderKbps.length - 1, device.quality + 1);
      return this.#event(device, nowMs, "quality", sinceMs, 0);
    }
    return this.#event(device, nowMs, "watch", sinceMs, 0);
  }

  #next(device: Device, meanMs: number): void {
    device.nextMs += meanMs * (0.5 + this.#random.next());
  }

  #event(device: Device, atMs: number, event: PlaybackEvent["event"], watchedMs: number, rebufferMs: number): PlaybackEvent {
    const watching = event !== "browse" && event !== "start_failed";
    return {
      event_id: `${this.#startMs.toString(36)}-${(this.#events++).toString(36)}`,
      event_time: new Date(Math.floor(atMs)).toISOString(),
      device_id: device.id,
      device_kind: device.kind,
      country: device.country,
      event,
      title: device.title,
      bitrate_kbps: watching ? ladderKbps[device.quality]! : null,
      watched_ms: watchedMs,
      rebuffer_ms: rebufferMs,
    };
  }

  /** The title that trends at this time, if one does. */
  trendingTitle(atMs: number): string | undefined {
    const round = Math.floor(atMs / trend.everyMs);
    return atMs % trend.everyMs < trend.lastsMs ? titles[(round * 17 + 11) % titles.length] : undefined;
  }

  /** The country whose start-plays fail at this time, if one's do. */
  failingCountry(atMs: number): string | undefined {
    const round = Math.floor(atMs / outage.everyMs);
    return atMs % outage.everyMs < outage.lastsMs ? countries[(round * 3 + 1) % countries.length]![0] : undefined;
  }

  #chooseTitle(atMs: number): string {
    const hot = this.trendingTitle(atMs);
    let total = 0;
    for (let index = 0; index < titles.length; index++) total += this.#weight(index, hot);
    let at = this.#random.next() * total;
    for (let index = 0; index < titles.length; index++) {
      at -= this.#weight(index, hot);
      if (at < 0) return titles[index]!;
    }
    return titles[0]!;
  }

  #weight(index: number, hot: string | undefined): number {
    return this.#titleWeights[index]! * (titles[index] === hot ? trend.weight : 1);
  }
}

function pick(random: Random, shares: readonly (readonly [string, number])[]): string {
  let at = random.next() * shares.reduce((sum, [, share]) => sum + share, 0);
  for (const [name, share] of shares) {
    at -= share;
    if (at < 0) return name;
  }
  return shares[0]![0];
}

/** Restores the heap after its first element moved to a later time. */
function sink(heap: Device[]): void {
  const moved = heap[0]!;
  let at = 0;
  for (;;) {
    let child = 2 * at + 1;
    if (child >= heap.length) break;
    if (child + 1 < heap.length && heap[child + 1]!.nextMs < heap[child]!.nextMs) child++;
    if (heap[child]!.nextMs >= moved.nextMs) break;
    heap[at] = heap[child]!;
    at = child;
  }
  heap[at] = moved;
}
