// Sends a row of hostile frames down one connection, in one write, in pieces or byte by byte, and finds out how far the
// broker came: up to the frame whose answer was the last, and the one behind it, if the connection ended there. Nothing
// waits for a time to pass, unless a frame asked the broker to wait: then the connection is dropped after a while.
import type { Clock, Random } from "@millrace/core";
import { type RawClient, requestBytes } from "../raw-client.ts";
import type { HostileFrame } from "./frames.ts";

export type Fate = "answered" | "closed" | "waiting";

export interface Exchanged {
  /** Frames that the broker dealt with; those behind them it has not seen, or had no time for. */
  readonly handled: number;
  readonly fate: Fate;
}

/** Stands behind every row: its answer shows that all of it was dealt with. */
const lastId = 0x7654_3210;
const last = requestBytes("ApiVersions", 0, {}, lastId);
const patienceMs = 200;
/** What others must have been answered meanwhile, so that a slow machine is not taken for a broker that waits. */
const answersMeanwhile = 100;
/** When all of them wait. */
const patienceMsMost = 1_000;

/** Drops the connections on which nothing comes any more; one timer for all of them. */
export class Patience {
  readonly #watched = new Map<RawClient, { readonly sinceMs: number; readonly answers: number }>();
  #answers = 0;
  readonly #impatient = new WeakSet<RawClient>();
  readonly #clock: Clock;
  #closed = false;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#look();
  }

  /** With every row, and with every answer to it. */
  begin(client: RawClient): void {
    this.#watched.set(client, { sinceMs: this.#clock.monotonic(), answers: this.#answers++ });
  }

  end(client: RawClient): void {
    this.#watched.delete(client);
  }

  lost(client: RawClient): boolean {
    return this.#impatient.has(client);
  }

  close(): void {
    this.#closed = true;
  }

  #look(): void {
    const nowMs = this.#clock.monotonic();
    for (const [client, { sinceMs, answers }] of this.#watched) {
      const waitedMs = nowMs - sinceMs;
      if (waitedMs < patienceMs || (waitedMs < patienceMsMost && this.#answers - answers < answersMeanwhile)) continue;
      this.#impatient.add(client);
      this.#watched.delete(client);
      client.close();
    }
    if (!this.#closed) this.#clock.after(patienceMs / 4, () => this.#look());
  }
}

async function write(client: RawClient, bytes: Uint8Array, random: Random, clock: Clock): Promise<void> {
  const { socket } = client;
  const choice = random.below(64);
  if (choice > 8) return void socket.write(bytes);
  const most = choice === 0 ? Math.min(bytes.length, 200) : 1 + random.below(4);
  let at = 0;
  for (let piece = 0; piece < most && !client.isClosed; piece++) {
    const end = choice === 0 ? at + 1 : at + random.below(bytes.length - at);
    socket.write(bytes.subarray(at, end));
    at = end;
    // So that the pieces arrive one by one.
    if (choice > 0) await clock.sleep(0);
  }
  socket.write(bytes.subarray(at));
}

export interface ExchangeParts {
  readonly client: RawClient;
  readonly random: Random;
  readonly clock: Clock;
  readonly patience: Patience;
}

/** Frame `index` has the correlation id `firstId + index`, where it was not changed. Only the last may be not whole. */
export async function exchange(
  { client, random, clock, patience }: ExchangeParts,
  frames: readonly HostileFrame[],
  firstId: number,
): Promise<Exchanged> {
  const whole = frames.at(-1)!.whole;
  patience.begin(client);
  await write(client, Buffer.concat([...frames.map(({ bytes }) => bytes), ...(whole ? [last] : [])]), random, clock);
  // The broker learns that the rest of the frame will not come, and closes.
  if (!whole) client.socket.end();
  let handled = 0;
  for (;;) {
    const answer = await client.frame();
    patience.begin(client);
    const id = answer !== undefined && answer.length >= 4 ? Buffer.from(answer.buffer, answer.byteOffset).readInt32BE() : undefined;
    const index = id === undefined ? -1 : id - firstId;
    if (index >= handled && index < frames.length) handled = index + 1;
    if (answer !== undefined && id !== lastId) continue;
    patience.end(client);
    if (id === lastId) return { handled: frames.length, fate: "answered" };
    return { handled: Math.min(frames.length, handled + 1), fate: patience.lost(client) ? "waiting" : "closed" };
  }
}
