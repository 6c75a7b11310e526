// The network of this machine: a TCP port, and each of its sockets as a `Wire`.
import { type AddressInfo, createServer, type Socket } from "node:net";
import { brokerErrors } from "./errors.ts";
import type { HostAndPort, Listen, Wire, WireWatcher } from "./wire.ts";

export const listenTcp: Listen = ({ host, port }, accept) =>
  new Promise((resolve, reject) => {
    const server = createServer({ allowHalfOpen: false }, (socket) => accept(new SocketWire(socket)));
    server.once("error", (error) => reject(listenFailure(error, host, port)));
    server.listen({ host, port, exclusive: true }, () => {
      const close = (): Promise<void> => new Promise((closed) => server.close(() => closed()));
      resolve({ port: (server.address() as AddressInfo).port, close });
    });
  });

export const listenFailure = (error: NodeJS.ErrnoException, host: string, port: number): Error =>
  error.code === "EADDRINUSE" ? brokerErrors.portInUse(host, port) : brokerErrors.listenFailed(host, port, error.message);

const uncork = (socket: Socket): void => socket.uncork();

const plainAddress = (address: string | undefined): string => (address ?? "").replace(/^::ffff:/, "");

export class SocketWire implements Wire {
  readonly #socket: Socket;
  readonly remoteAddress: string;
  readonly localAddress: HostAndPort;

  constructor(socket: Socket) {
    this.#socket = socket;
    this.remoteAddress = plainAddress(socket.remoteAddress);
    this.localAddress = { host: plainAddress(socket.localAddress), port: socket.localPort ?? 0 };
    socket.setNoDelay(true);
    // A reset by the peer is the peer's affair; "close" follows.
    socket.on("error", () => socket.destroy());
  }

  get chunks(): AsyncIterable<Uint8Array> {
    return this.#socket;
  }

  get unsentBytes(): number {
    return this.#socket.writableLength;
  }

  get destroyed(): boolean {
    return this.#socket.destroyed;
  }

  watch(watcher: WireWatcher): void {
    this.#socket.setTimeout(watcher.idleMs, () => watcher.idle());
    this.#socket.on("drain", () => watcher.drained());
    this.#socket.on("close", () => watcher.closed());
  }

  write(pieces: readonly Uint8Array[], sent: (error?: Error | null) => void): void {
    const socket = this.#socket;
    // One sync answers many produce requests: what is written in the same turn leaves with one system call.
    if (socket.writableCorked === 0) {
      socket.cork();
      process.nextTick(uncork, socket);
    }
    for (let index = 0; index < pieces.length - 1; index++) socket.write(pieces[index]!);
    socket.write(pieces.at(-1)!, sent);
  }

  end(): void {
    this.#socket.end();
  }

  destroy(): void {
    // What was written before must not stay behind.
    uncork(this.#socket);
    this.#socket.destroy();
  }
}
