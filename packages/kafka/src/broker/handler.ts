// What a handler of one API gets and gives. Decoding and encoding are the generated functions; a handler sees values.
import type { ByteReader, ByteWriter, Clock, Random } from "@millrace/core";
import type { LocalLog } from "@millrace/log";
import type { ApiVersionsResponseApiKey } from "../generated/index.ts";
import type { GroupCoordinator } from "../groups/coordinator.ts";
import type { Operation, ResourceType } from "../security/authorization.ts";
import type { SaslSession } from "../security/sasl/session.ts";
import type { Security } from "../security/security.ts";
import type { TransactionCoordinator } from "../transactions/coordinator.ts";
import type { Activity } from "./activity.ts";
import type { AppendWaiters } from "./append-waiters.ts";
import type { BrokerCounters } from "./figures.ts";
import type { BufferPool } from "./buffer-pool.ts";
import type { ByteBudget } from "./byte-budget.ts";
import type { ReadAhead } from "./read-ahead.ts";
import type { BrokerSettings } from "./settings.ts";
import type { TopicIds } from "./topic-ids.ts";

/** One for the whole broker. */
export interface BrokerContext {
  readonly log: LocalLog;
  readonly clock: Clock;
  readonly random: Random;
  readonly settings: BrokerSettings;
  readonly groups: GroupCoordinator;
  readonly security: Security;
  readonly transactions: TransactionCoordinator;
  readonly topicIds: TopicIds;
  readonly appendWaiters: AppendWaiters;
  readonly counters: BrokerCounters;
  /** Answers on their way out, over all connections. */
  readonly outgoing: ByteBudget;
  /** For what is large in requests and answers. */
  readonly buffers: BufferPool;
  /** What is advertised to clients, in the order of the keys. */
  readonly apiKeys: readonly ApiVersionsResponseApiKey[];
}

/** One for each request. */
export interface RequestContext {
  readonly broker: BrokerContext;
  readonly version: number;
  readonly clientId: string;
  /** Of the peer, as `/127.0.0.1`. */
  readonly clientHost: string;
  /** Where clients of this connection are told to connect. */
  readonly advertised: { readonly host: string; readonly port: number };
  /** Who is connected: `User:alice`, or `User:ANONYMOUS` where the listener asks for no name. */
  readonly principal: string;
  /** Whether the principal may do this. Every handler asks before it tells or changes anything. */
  readonly may: (operation: Operation, resource: ResourceType, name: string) => boolean;
  /** Whether there is a resource of this type with which the principal may do it. */
  readonly mayAny: (operation: Operation, resource: ResourceType) => boolean;
  /** The login of this connection, where its listener asks for one. */
  readonly session: SaslSession | undefined;
  /** The most that an answer to this client may carry: its quota. */
  readonly fetchBytesMost: () => number;
  /** Whether so many partitions may be created or deleted now; `evenIfOwed`: they are, and the client waits afterwards. */
  readonly mayMutate: (partitions: number, evenIfOwed: boolean) => boolean;
  readonly activity: Activity;
  /** Of this connection: reads for its fetches, some of them before they are asked for. */
  readonly readAhead: ReadAhead;
  /** Aborted when the connection closes. */
  readonly signal: AbortSignal;
  /** Buffers that the answer carries and that nobody else holds: counted until it has left, then the memory goes to `buffers`. */
  ownOutgoing(buffers: readonly Uint8Array[]): void;
}

/** `noAnswer`: the client asked for none. `closeConnection`: it asked for none, and must learn that something failed. */
export const noAnswer = Symbol("no answer");
export const closeConnection = Symbol("close connection");
export type Silent = typeof noAnswer | typeof closeConnection;

export interface Handler {
  readonly key: number;
  readonly name: string;
  /** What is decoded. */
  readonly minVersion: number;
  readonly maxVersion: number;
  readonly flexibleFrom: number;
  /** Requests of this kind may be worked on together (their order is kept by the log); others wait their turn. */
  readonly pipelined: boolean;
  run(reader: ByteReader, context: RequestContext): Encode | Silent | Promise<Encode | Silent>;
}

/** With how long the client is told to be still. */
export type Encode = (writer: ByteWriter, throttleTimeMs: number) => void;

interface Codec<Request, Response> {
  readonly key: number;
  readonly name: string;
  readonly minVersion: number;
  readonly maxVersion: number;
  readonly flexibleFrom: number;
  decodeRequest(reader: ByteReader, version: number): Request;
  encodeResponse(writer: ByteWriter, value: Response, version: number): void;
}

/** Ties a codec (an entry of the generated `apis`) to what is done with the request. */
export function defineHandler<Request, Response>(
  codec: Codec<Request, Response>,
  handle: (request: Request, context: RequestContext) => Response | Silent | Promise<Response | Silent>,
  pipelined = false,
): Handler {
  const { key, name, minVersion, maxVersion, flexibleFrom } = codec;
  const encoder = (response: Response | Silent, version: number): Encode | Silent =>
    response === noAnswer || response === closeConnection
      ? (response as Silent)
      : (writer, throttleTimeMs) => {
          const value = throttleTimeMs > 0 ? { ...(response as Response), throttleTimeMs } : (response as Response);
          codec.encodeResponse(writer, value, version);
        };
  return {
    key,
    name,
    minVersion,
    maxVersion,
    flexibleFrom,
    pipelined,
    run(reader, context) {
      const result = handle(codec.decodeRequest(reader, context.version), context);
      if (result instanceof Promise) return result.then((response) => encoder(response, context.version));
      return encoder(result, context.version);
    },
  };
}
