// One broker of the cluster: which versions it speaks, and connections to it for short requests and for long polls.
import { logErrors } from "@millrace/log";
import { apiCodec, type ApiName, type RequestOf, type ResponseOf } from "../protocol/api.ts";
import { BrokerConnection, type ClusterSecurity } from "./connection.ts";
import { clusterErrors } from "./errors.ts";
import { Lane } from "./lane.ts";

const shortRequests = { connections: 8, waiting: 10_000 };
const longPolls = { connections: 32, waiting: 1_000 };

/**
 * The newest version that is used here of an API. Later ones of these name topics by id, or belong to the newer protocol
 * of transactions; the older ones serve, and older clusters know them.
 */
const newestUsed: Partial<Record<ApiName, number>> = {
  Produce: 11,
  Fetch: 12,
  OffsetCommit: 9,
  FindCoordinator: 3,
  InitProducerId: 4,
  OffsetFetch: 8,
  DeleteTopics: 5,
  AddPartitionsToTxn: 3,
  TxnOffsetCommit: 4,
  EndTxn: 4,
};

export interface CallOptions {
  /** The broker may take its time: another set of connections. */
  readonly longPoll?: boolean;
  readonly signal?: AbortSignal | undefined;
}

export class Node {
  readonly host: string;
  readonly port: number;
  readonly #short: Lane<BrokerConnection>;
  readonly #long: Lane<BrokerConnection>;
  readonly #connections = new Set<BrokerConnection>();
  #closed = false;
  #versions: ReadonlyMap<number, { readonly minVersion: number; readonly maxVersion: number }> | undefined;

  constructor(host: string, port: number, security: ClusterSecurity, clientId: string) {
    this.host = host;
    this.port = port;
    const open = async (): Promise<BrokerConnection> => {
      if (this.#closed) throw logErrors.closed();
      const connection = await BrokerConnection.open(host, port, security, clientId);
      if (this.#closed) {
        connection.close();
        throw logErrors.closed();
      }
      for (const old of this.#connections) if (!old.isConnected()) this.#connections.delete(old);
      this.#connections.add(connection);
      // Of each new connection: the broker may have come back as a newer or an older one.
      const { apiKeys } = await connection.call("ApiVersions", 0, {});
      this.#versions = new Map(apiKeys.map((api) => [api.apiKey, api]));
      return connection;
    };
    this.#short = new Lane(open, shortRequests);
    this.#long = new Lane(open, longPolls);
  }

  get address(): string {
    return `${this.host}:${this.port}`;
  }

  /** Known after the first call. */
  has(name: ApiName): boolean {
    return this.#version(name) !== undefined;
  }

  call<Name extends ApiName>(name: Name, request: RequestOf<Name>, options: CallOptions = {}): Promise<ResponseOf<Name>> {
    const lane = options.longPoll === true ? this.#long : this.#short;
    return lane.with((connection) => {
      const version = this.#version(name);
      if (version === undefined) throw clusterErrors.apiMissing(this.address, name);
      return connection.call(name, version, request, options.signal);
    });
  }

  #version(name: ApiName): number | undefined {
    const codec = apiCodec(name);
    const theirs = this.#versions?.get(codec.key);
    if (theirs === undefined) return undefined;
    const version = Math.min(codec.maxVersion, newestUsed[name] ?? codec.maxVersion, theirs.maxVersion);
    return version < Math.max(codec.minVersion, theirs.minVersion) ? undefined : version;
  }

  close(): void {
    this.#closed = true;
    for (const connection of this.#connections) connection.close();
  }
}
