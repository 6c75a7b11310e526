// What a connection needs of the network: bytes both ways, and to be told when the peer is slow, silent or gone. TCP
// sockets are one network (tcp.ts), the simulation's is another.

export interface Wire {
  /** Of the peer; empty when it is gone already. */
  readonly remoteAddress: string;
  /** Where the peer came in. */
  readonly localAddress: HostAndPort;
  /**
   * What the peer sends, as it comes, pulled one by one. Ends when the peer has ended, throws when the wire is cut. Who
   * pulls a chunk that fills its buffer has the buffer to itself.
   */
  readonly chunks: AsyncIterable<Uint8Array>;
  /** Written and not taken by the network yet. */
  readonly unsentBytes: number;
  readonly destroyed: boolean;
  watch(watcher: WireWatcher): void;
  /** Sends the pieces in one go. `sent` is called once: with an error when they may still be in the system's hands. */
  write(pieces: readonly Uint8Array[], sent: (error?: Error | null) => void): void;
  /** Closes when all that was written is sent. */
  end(): void;
  destroy(): void;
}

export interface WireWatcher {
  /** Calls `idle` when no byte went either way for so long. */
  readonly idleMs: number;
  idle(): void;
  /** The network has taken what waited. */
  drained(): void;
  /** Once, at the end. */
  closed(): void;
}

export interface HostAndPort {
  readonly host: string;
  readonly port: number;
}

export interface OpenPort {
  readonly port: number;
  /** Takes no more peers; resolves when those that came are gone. */
  close(): Promise<void>;
}

export type Listen = (address: HostAndPort, accept: (wire: Wire) => void) => Promise<OpenPort>;
