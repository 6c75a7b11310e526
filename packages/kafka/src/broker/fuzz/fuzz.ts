// Hostile clients of every kind at work on a broker's ports, in rounds: each round has the same share of each kind, and
// all its frames follow from the seed and the round's number, so that any of them can be repeated. Between rounds the
// administrator tidies up and an honest client must be served, which is what shows a crash or a hang.
import { type Clock, type Random, seeded } from "@millrace/core";
import type { RawClient } from "../raw-client.ts";
import { exchange, type ExchangeParts, type Fate, Patience } from "./exchange.ts";
import { FrameMaker, type HostileFrame } from "./frames.ts";
import { produceAndFetch, tidyUp } from "./honest.ts";
import { loginFrame } from "./login-frames.ts";
import { beginScram, connectTo, type FuzzTarget, type FuzzUser, login } from "./peers.ts";

interface Kind {
  readonly name: string;
  readonly listener: string;
  /** Logs in as this user first; undefined: as nobody, or not before the frames. */
  readonly user?: FuzzUser;
  readonly midLogin?: boolean;
  /** Clients of this kind at once, and frames that each of them sends in a round. */
  readonly clients: number;
  readonly share: number;
}

/** By name, as they are reported. */
const kinds: readonly Kind[] = [
  { name: "anonymous", listener: "PLAINTEXT", clients: 4, share: 5 },
  { name: "super-user", listener: "LOGIN", user: "root", clients: 8, share: 5 },
  { name: "few rights", listener: "LOGIN", user: "some", clients: 6, share: 5 },
  { name: "during login", listener: "LOGIN", midLogin: true, clients: 4, share: 2 },
  { name: "super-user, TLS", listener: "TLS", user: "root", clients: 1, share: 2 },
  { name: "during login, TLS", listener: "TLS", midLogin: true, clients: 1, share: 1 },
];

const usualShare = 100;
const rowMost = 24;
const honestPatienceMs = 120_000;

export interface FuzzResult {
  readonly frames: number;
  readonly fates: Readonly<Record<Fate, number>>;
  /** Frames by kind of client. */
  readonly kinds: ReadonlyMap<string, number>;
  readonly connections: number;
  readonly rounds: number;
}

export interface FuzzOptions extends FuzzTarget {
  readonly frames: number;
  readonly seed: number;
  /** Frames to leave out: to go on where a run stopped. */
  readonly from?: number;
  /** How long a round is: frames of a client with the least share; default 100. */
  readonly share?: number;
  readonly clock: Clock;
  readonly progress?: (sent: number, result: FuzzResult) => void;
  /** Hears of every row before it is sent. */
  readonly sending?: (kind: string, frames: readonly HostileFrame[]) => void;
}

class Fuzzer {
  readonly #options: FuzzOptions;
  readonly #patience: Patience;
  readonly fates: Record<Fate, number> = { answered: 0, closed: 0, waiting: 0 };
  readonly counts = new Map<string, number>();
  connections = 0;
  topicIds: Uint8Array[] = [];

  constructor(options: FuzzOptions) {
    this.#options = options;
    this.#patience = new Patience(options.clock);
  }

  close(): void {
    this.#patience.close();
  }

  async #connect({ listener, user }: Kind, random: Random): Promise<RawClient> {
    for (;;) {
      const client = await connectTo(this.#options, listener);
      this.connections++;
      if (user === undefined || (await login(client, user, random))) return client;
      client.close();
    }
  }

  /** One client of a kind through its part of a round. */
  async run(kind: Kind, seed: number): Promise<void> {
    const random = seeded(seed);
    const frames = new FrameMaker(random, this.topicIds);
    const { clock, sending, share = usualShare } = this.#options;
    let client: RawClient | undefined;
    let row: readonly HostileFrame[] = [];
    let firstId = 0;
    let left = kind.share * share;
    while (left > 0) {
      client ??= await this.#connect(kind, random);
      const parts: ExchangeParts = { client, random, clock, patience: this.#patience };
      const proof = kind.midLogin === true && random.below(4) === 0 ? await beginScram(client, "some") : undefined;
      if (row.length === 0) {
        const id = 1 + random.below(1 << 20);
        row = rowOf((index) => this.#frame(kind, frames, random, id + index, index === 0 ? proof : undefined), left, random);
        firstId = id;
      }
      sending?.(kind.name, row);
      const { handled, fate } = await exchange(parts, row, firstId);
      this.fates[fate]++;
      this.fates.answered += handled - 1;
      this.counts.set(kind.name, (this.counts.get(kind.name) ?? 0) + handled);
      left -= handled;
      firstId += handled;
      // What came too late on this connection is sent on the next.
      row = row.slice(handled);
      if (fate === "answered" && kind.midLogin !== true) continue;
      client.close();
      client = undefined;
    }
    client?.close();
  }

  #frame(kind: Kind, frames: FrameMaker, random: Random, id: number, proof: Uint8Array | undefined): HostileFrame {
    if (kind.midLogin !== true) return frames.next(id);
    return loginFrame(frames, random, id, proof === undefined ? undefined : changed(proof, random));
  }
}

/** Ends with the first frame that is not whole: nothing can come behind it. */
function rowOf(next: (index: number) => HostileFrame, most: number, random: Random): HostileFrame[] {
  const length = Math.min(most, 1 + random.below(rowMost));
  const row: HostileFrame[] = [];
  while (row.length < length) {
    row.push(next(row.length));
    if (!row.at(-1)!.whole) break;
  }
  return row;
}

function changed(bytes: Uint8Array, random: Random): Uint8Array {
  const copy = bytes.slice();
  if (random.below(2) === 0) copy[random.below(copy.length)] = random.below(256);
  return copy;
}

const kindsOf = ({ ports }: FuzzTarget): Kind[] => kinds.filter(({ listener }) => ports.has(listener));

const framesPerRound = (present: readonly Kind[], oneShare: number): number =>
  present.reduce((sum, { clients, share }) => sum + clients * share * oneShare, 0);

/** Throws when an honest client is not served as it should be. `frames` is rounded up to whole rounds. */
export async function fuzzPort(options: FuzzOptions): Promise<FuzzResult> {
  const { frames, seed, from = 0, share = usualShare, clock, progress } = options;
  const present = kindsOf(options);
  const perRound = framesPerRound(present, share);
  const fuzzer = new Fuzzer(options);
  const honest = await connectTo(options, "HONEST");
  const firstRound = Math.floor(from / perRound);
  let sent = 0;
  let rounds = 0;
  const result = (): FuzzResult => ({ frames: sent, fates: fuzzer.fates, kinds: fuzzer.counts, connections: fuzzer.connections, rounds });
  try {
    for (; sent < frames; sent += perRound, rounds++) {
      fuzzer.topicIds = await within(tidyUp(honest), "tidying up");
      const seedOf = (client: number): number => (seed * 1_000_003 + firstRound + rounds) * 101 + client;
      const clients = present.flatMap((kind) => Array.from({ length: kind.clients }, () => kind));
      await Promise.all(clients.map((kind, index) => fuzzer.run(kind, seedOf(index))));
      await within(produceAndFetch(honest), "an honest client");
      progress?.(sent + perRound, result());
    }
  } finally {
    fuzzer.close();
    honest.close();
  }
  return result();

  async function within<T>(work: Promise<T>, what: string): Promise<T> {
    const late = clock.sleep(honestPatienceMs).then(() => {
      throw new Error(`${what} was not served after ${sent} frames from ${from} of seed ${seed}`);
    });
    late.catch(() => undefined);
    return Promise.race([work, late]);
  }
}
