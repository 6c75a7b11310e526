// A network in memory: what is written arrives later, in pieces, in order on one connection and in any order between
// several. A connection may be cut after any byte of either direction, with a word to both ends or without one.
import type { Random } from "@millrace/core";
import type { Listen, Wire, WireWatcher } from "@millrace/kafka";
import type { SimulatedClock } from "./clock.ts";

export interface NetworkFaults {
  /** A piece takes up to so long. */
  delayMs: number;
  /** Chance that a connection will be cut, after up to `cutBytes`. */
  cuts: number;
  cutBytes: number;
  /** Chance that such a cut goes unnoticed: bytes vanish from then on. */
  silent: number;
  /** Chance that a connection splits what is written into pieces; now and then into single bytes. */
  pieces: number;
}

export const calmNetwork: NetworkFaults = { delayMs: 1, cuts: 0, cutBytes: 0, silent: 0, pieces: 0 };

const address = { host: "127.0.0.1", port: 9092 };
class WireCut extends Error {
  override readonly name = "WireCut";
}

/** What a client holds of a connection. */
export interface ClientEnd {
  /** Which start of the broker is at the other end. */
  readonly life: number;
  write(bytes: Uint8Array): void;
  close(): void;
}

export interface ClientWatcher {
  data(bytes: Uint8Array): void;
  closed(): void;
}

interface Listener {
  readonly life: number;
  readonly accept: (wire: Wire) => void;
  readonly alive: () => boolean;
  readonly connections: Set<Connection>;
}

export class SimulatedNetwork {
  readonly clock: SimulatedClock;
  readonly random: Random;
  faults: NetworkFaults = calmNetwork;
  #listener: Listener | undefined;

  constructor(clock: SimulatedClock, random: Random) {
    this.clock = clock;
    this.random = random;
  }

  /** The network of one process; `alive` is false from the moment it crashes. */
  listenFor(life: number, alive: () => boolean): Listen {
    return (_, accept) => {
      const listener: Listener = { life, accept, alive, connections: new Set() };
      this.#listener = listener;
      const close = (): Promise<void> => {
        if (this.#listener === listener) this.#listener = undefined;
        return Promise.resolve();
      };
      return Promise.resolve({ port: address.port, close });
    };
  }

  /** Undefined when nobody listens. */
  async connect(watcher: ClientWatcher): Promise<ClientEnd | undefined> {
    await this.clock.sleep(this.delay());
    const listener = this.#listener;
    if (listener === undefined || !listener.alive()) return undefined;
    const connection = new Connection(this, listener, watcher);
    listener.connections.add(connection);
    listener.accept(connection.serverEnd);
    return connection.clientEnd;
  }

  /** The process is dead: its peers hear of it, sooner or later. */
  processDied(): void {
    const connections = this.#listener?.connections ?? [];
    this.#listener = undefined;
    for (const connection of connections) connection.serverDied();
  }

  cutAll(): void {
    for (const connection of this.#listener?.connections ?? []) connection.cut();
  }

  delay(): number {
    return this.faults.delayMs <= 1 ? this.faults.delayMs : this.random.next() * this.faults.delayMs;
  }

  chance(chance: number): boolean {
    return chance > 0 && this.random.next() < chance;
  }
}

/** One direction of a connection. */
class Link {
  readonly #network: SimulatedNetwork;
  readonly #deliver: (bytes: Uint8Array) => void;
  readonly #cut: () => void;
  #lastAt = 0;
  #leftBytes = Number.POSITIVE_INFINITY;
  #inPieces = false;
  #vanish = false;
  #silent = false;

  constructor(network: SimulatedNetwork, deliver: (bytes: Uint8Array) => void, cut: () => void) {
    this.#network = network;
    this.#deliver = deliver;
    this.#cut = cut;
    const { random, faults } = network;
    if (network.chance(faults.cuts)) {
      this.#leftBytes = random.below(faults.cutBytes + 1);
      this.#silent = network.chance(faults.silent);
    }
    this.#inPieces = network.chance(faults.pieces);
  }

  /** `arrived` is called when the last byte did, or never. */
  send(bytes: Uint8Array, arrived: () => void): void {
    let at = 0;
    const oneByOne = this.#inPieces && bytes.length < 60 && this.#network.chance(0.3);
    while (at < bytes.length) {
      const left = bytes.length - at;
      const length = !this.#inPieces ? left : oneByOne ? 1 : 1 + this.#network.random.below(left);
      const piece = bytes.subarray(at, at + length);
      at += length;
      this.later(() => this.#arrive(piece, at === bytes.length ? arrived : undefined));
    }
  }

  /** In order with the bytes. */
  later(action: () => void): void {
    const { clock } = this.#network;
    this.#lastAt = Math.max(this.#lastAt, clock.monotonic() + this.#network.delay());
    clock.after(this.#lastAt - clock.monotonic(), action);
  }

  #arrive(piece: Uint8Array, arrived: (() => void) | undefined): void {
    if (this.#vanish) return;
    if (piece.length <= this.#leftBytes) {
      this.#leftBytes -= piece.length;
      this.#deliver(piece);
      arrived?.();
      return;
    }
    const rest = piece.subarray(0, this.#leftBytes);
    this.#vanish = true;
    if (rest.length > 0) this.#deliver(rest);
    if (!this.#silent) this.#cut();
  }
}

class Connection {
  readonly clientEnd: ClientEnd;
  readonly serverEnd: ServerEnd;
  readonly #toServer: Link;
  readonly #toClient: Link;
  readonly #listener: Listener;
  readonly #client: ClientWatcher;
  #clientClosed = false;

  constructor(network: SimulatedNetwork, listener: Listener, client: ClientWatcher) {
    this.#listener = listener;
    this.#client = client;
    this.#toServer = new Link(
      network,
      (bytes) => this.serverEnd.arrived(bytes),
      () => this.cut(),
    );
    this.#toClient = new Link(
      network,
      (bytes) => {
        if (!this.#clientClosed) client.data(bytes);
      },
      () => this.cut(),
    );
    this.serverEnd = new ServerEnd(this.#toClient, listener.alive, () => {
      listener.connections.delete(this);
      this.#toClient.later(() => this.#closeClient());
    });
    this.clientEnd = {
      life: listener.life,
      write: (bytes) => {
        if (!this.#clientClosed) this.#toServer.send(bytes, () => undefined);
      },
      close: () => {
        this.#clientClosed = true;
        this.#toServer.later(() => this.serverEnd.peerEnded());
      },
    };
  }

  cut(): void {
    this.serverEnd.destroy();
    this.#closeClient();
  }

  serverDied(): void {
    this.#listener.connections.delete(this);
    this.serverEnd.die();
    this.#toClient.later(() => this.#closeClient());
  }

  #closeClient(): void {
    if (this.#clientClosed) return;
    this.#clientClosed = true;
    this.#client.closed();
  }
}

class ServerEnd implements Wire {
  readonly remoteAddress = "127.0.0.1";
  readonly localAddress = address;
  unsentBytes = 0;
  destroyed = false;
  readonly #link: Link;
  readonly #alive: () => boolean;
  readonly #gone: () => void;
  readonly #unsent = new Set<(error: Error) => void>();
  #watcher: WireWatcher | undefined;
  #received: Uint8Array[] = [];
  #ended = false;
  #dead = false;
  #wake: (() => void) | undefined;

  constructor(link: Link, alive: () => boolean, gone: () => void) {
    this.#link = link;
    this.#alive = alive;
    this.#gone = gone;
  }

  get chunks(): AsyncIterable<Uint8Array> {
    return this.#read();
  }

  async *#read(): AsyncGenerator<Uint8Array> {
    try {
      for (;;) {
        if (this.destroyed) return;
        const next = this.#received.shift();
        if (next !== undefined) yield next;
        else if (this.#ended) return;
        else await new Promise<void>((resolve) => (this.#wake = resolve));
      }
    } finally {
      this.destroy();
    }
  }

  arrived(bytes: Uint8Array): void {
    if (this.destroyed || this.#dead) return;
    this.#received.push(bytes.slice());
    this.#wake?.();
  }

  peerEnded(): void {
    if (this.#dead) return;
    this.#ended = true;
    this.#wake?.();
  }

  watch(watcher: WireWatcher): void {
    this.#watcher = watcher;
  }

  write(pieces: readonly Uint8Array[], sent: (error?: Error | null) => void): void {
    if (this.destroyed || this.#dead || !this.#alive()) return queueMicrotask(() => sent(new WireCut("the wire is cut")));
    const bytes = Buffer.concat(pieces);
    this.unsentBytes += bytes.length;
    this.#unsent.add(sent);
    this.#link.send(bytes, () => {
      if (!this.#unsent.delete(sent) || this.#dead) return;
      this.unsentBytes -= bytes.length;
      sent();
      if (this.unsentBytes === 0) this.#watcher?.drained();
    });
  }

  end(): void {
    this.#link.later(() => this.destroy());
  }

  destroy(): void {
    if (this.destroyed || this.#dead) return;
    this.destroyed = true;
    this.#received = [];
    queueMicrotask(() => {
      if (this.#dead) return;
      for (const sent of this.#unsent) sent(new WireCut("the wire is cut"));
      this.#unsent.clear();
      this.#wake?.();
      this.#watcher?.closed();
    });
    this.#gone();
  }

  /** Its process is no more: nothing is called any more. */
  die(): void {
    this.#dead = true;
  }
}
