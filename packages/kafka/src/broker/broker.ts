// Puts a log on a port: every Kafka client can then use it. One broker, leader of every partition and coordinator of
// every group. Open to this machine alone unless listeners say otherwise, which then ask who comes.
import { type Clock, type Random, systemClock, systemRandom } from "@millrace/core";
import type { Coordination, LocalLog } from "@millrace/log";
import { administrationOf, type SecurityAdministration } from "../security/administration.ts";
import { type Authentication, authenticationOf } from "../security/authentication.ts";
import { anonymous } from "../security/authorization.ts";
import { checkListeners, type Listener, type ListenerOptions, type SaslOptions, type TlsMaterial } from "../security/listener.ts";
import { beginExchange } from "../security/sasl/mechanisms.ts";
import { TokenVerifier } from "../security/sasl/oauth-bearer.ts";
import { SaslSession } from "../security/sasl/session.ts";
import { Security } from "../security/security.ts";
import { groupPositions } from "../coordination/group-positions.ts";
import { groupViews, type GroupView } from "../coordination/group-view.ts";
import { transactionsOf } from "../coordination/process-transaction.ts";
import { GroupCoordinator } from "../groups/coordinator.ts";
import { TransactionCoordinator } from "../transactions/coordinator.ts";
import { AppendWaiters } from "./append-waiters.ts";
import { BufferPool } from "./buffer-pool.ts";
import { ByteBudget } from "./byte-budget.ts";
import { Connections } from "./connections.ts";
import { BrokerCounters, type BrokerFigures } from "./figures.ts";
import type { BrokerContext } from "./handler.ts";
import { handlers } from "./handlers.ts";
import { type BrokerSettings, defaultSettings } from "./settings.ts";
import { listenTcp } from "./tcp.ts";
import { listenTls, type OpenTlsPort } from "./tls.ts";
import { TopicIds } from "./topic-ids.ts";
import type { HostAndPort, Listen, OpenPort, Wire } from "./wire.ts";

export interface BrokerLogger {
  warn(message: string, details: Readonly<Record<string, unknown>>): void;
}

export interface BrokerOptions {
  readonly log: LocalLog;
  /** Default 127.0.0.1. */
  readonly host?: string;
  /** 0 takes any free port. Default 9092. */
  readonly port?: number;
  /** The network of listeners without TLS; default TCP. */
  readonly listen?: Listen;
  readonly clock?: Clock;
  readonly random?: Random;
  /** Where clients are told to connect; left out, the address that each of them reached. */
  readonly advertised?: HostAndPort | undefined;
  /** Further listeners, besides the one of `host` and `port`. */
  readonly listeners?: readonly ListenerOptions[];
  /** Who clients of `host` and `port` are, when not `User:ANONYMOUS`. */
  readonly principal?: string;
  /** Clients of `host` and `port` log in, in clear. */
  readonly login?: SaslOptions | undefined;
  /** Allows a `host` beyond this machine. */
  readonly insecure?: boolean;
  readonly logger?: BrokerLogger;
  readonly settings?: Partial<BrokerSettings>;
}

export interface ClientConnection {
  readonly id: number;
  readonly clientId: string;
  /** As the client names itself, for example "librdkafka" "2.0.2"; empty when it does not. */
  readonly softwareName: string;
  readonly softwareVersion: string;
  readonly address: string;
  /** The name of the listener that it came through. */
  readonly listener: string;
  /** Who it is: `User:alice`. */
  readonly principal: string;
  readonly openedAtMs: number;
  /** Topics in the last minute. */
  readonly producesTo: readonly string[];
  readonly consumesFrom: readonly string[];
}

export interface Broker {
  readonly host: string;
  readonly port: number;
  /** Of all listeners, by name; `host` and `port` are those of the first. */
  readonly listeners: ReadonlyMap<string, HostAndPort>;
  /** New connections of a listener get this certificate. */
  replaceTls(listener: string, material: TlsMaterial): void;
  connections(): ClientConnection[];
  groups(): GroupView[];
  readonly coordination: Coordination;
  readonly security: SecurityAdministration;
  /** Users and rules, for another door than a Kafka port. */
  readonly authentication: Authentication;
  figures(): BrokerFigures;
  /** Closes the port and every connection. The log stays open. */
  close(): Promise<void>;
}

/** Opens the ports, after what the broker keeps was read from the log. */
export async function startBroker(options: BrokerOptions): Promise<Broker> {
  const { log, clock = systemClock, random = systemRandom, logger } = options;
  const listeners = checkListeners([firstListener(options), ...(options.listeners ?? [])]);
  const settings = { ...defaultSettings, ...options.settings };
  const failed = (error: unknown, what: string): void => logger?.warn(`${what} failed`, { error });
  const asksForLogin = listeners.some(({ mechanisms }) => mechanisms.length > 0);
  const enabled = settings.authorization ?? (asksForLogin || listeners.some(({ tls }) => tls?.clientAuth === "required"));
  const security = await Security.open({
    log,
    clock,
    random,
    superUsers: settings.superUsers,
    enabled,
    allowEveryone: settings.allowEveryoneIfNoAclFound,
    failedAuthenticationDelayMs: settings.failedAuthenticationDelayMs,
    usesPasswords: asksForLogin || enabled,
  });
  const verifiers = await openVerifiers(listeners, clock);
  const groups = await GroupCoordinator.open({ log, clock, random, settings, failed });
  const transactions = await TransactionCoordinator.open({ log, clock, settings, offsets: groups, failed });
  const broker: BrokerContext = {
    log,
    clock,
    random,
    settings,
    groups,
    security,
    transactions,
    topicIds: new TopicIds(log),
    appendWaiters: new AppendWaiters(log, clock),
    counters: new BrokerCounters(),
    outgoing: new ByteBudget(settings.outgoingBytesMax),
    buffers: new BufferPool(settings.keptBufferBytesMax),
    apiKeys: [...handlers.values()].map(({ key, minVersion, maxVersion }) => ({ apiKey: key, minVersion, maxVersion })),
  };
  const refused = (details: Readonly<Record<string, unknown>>): void => logger?.warn("authentication failed", details);
  const sessionOf = ({ name, mechanisms }: Listener, wire: Wire): SaslSession | undefined => {
    if (mechanisms.length === 0) return undefined;
    const parts = { users: security.users, random, verifier: verifiers.get(name) };
    return new SaslSession({
      mechanisms,
      begin: (mechanism) => beginExchange(mechanism, parts),
      clock,
      address: wire.remoteAddress,
      failures: security.failures,
      maxReauthMs: settings.connectionsMaxReauthMs,
      refused: (details) => refused({ listener: name, ...details }),
    });
  };
  const connections = new Connections({ broker, incoming: new ByteBudget(settings.incomingBytesMax), sessionOf, failed });
  const open = new Map<string, OpenPort | OpenTlsPort>();
  const listen = (listener: Listener): Promise<OpenPort | OpenTlsPort> => {
    const nobody = listener.principal ?? anonymous;
    if (listener.tls === undefined) {
      return (options.listen ?? listenTcp)(listener, (wire) => connections.accept(wire, listener, nobody));
    }
    return listenTls(listener, settings.connectionsMax, {
      accept: (wire, subject) => connections.accept(wire, listener, subject === undefined ? nobody : `User:${subject}`),
      refused: (details) => refused({ listener: listener.name, ...details }),
    });
  };
  const close = async (): Promise<void> => {
    const closed = [...open.values()].map((port) => port.close());
    connections.close();
    transactions.close();
    groups.close();
    broker.appendWaiters.close();
    broker.topicIds.close();
    await Promise.all(closed);
  };
  try {
    for (const listener of listeners) open.set(listener.name, await listen(listener));
  } catch (error) {
    await close();
    throw error;
  }
  const addresses = new Map(listeners.map(({ name, host }) => [name, { host, port: open.get(name)!.port }]));
  return {
    ...addresses.get(listeners[0]!.name)!,
    listeners: addresses,
    replaceTls(name, material) {
      const port = open.get(name);
      if (port !== undefined && "replaceTls" in port) port.replaceTls(material);
    },
    connections: () => connections.views(),
    groups: () => groupViews(groups),
    figures: () => figuresOf(broker),
    security: administrationOf(security, settings, random),
    authentication: authenticationOf({ security, clock, random, verifiers: [...verifiers.values()], refused }),
    coordination: { ...groupPositions(broker), transaction: transactionsOf(broker) },
    close,
  };
}

function firstListener(options: BrokerOptions): ListenerOptions {
  const { host = "127.0.0.1", port = 9092, advertised, principal, login, insecure = false } = options;
  const asks = login === undefined ? {} : ({ protocol: "SASL_PLAINTEXT", sasl: login } as const);
  return { host, port, advertised, insecure, ...asks, ...(principal === undefined ? {} : { principal }) };
}

function figuresOf({ counters, transactions }: BrokerContext): BrokerFigures {
  const states = new Map<string, number>();
  for (const { state } of transactions.all()) states.set(state, (states.get(state) ?? 0) + 1);
  return { requests: [...counters.requests.values()], throttledMs: counters.throttledMs, transactions: states };
}

async function openVerifiers(listeners: readonly Listener[], clock: Clock): Promise<Map<string, TokenVerifier>> {
  const verifiers = new Map<string, TokenVerifier>();
  for (const { name, sasl } of listeners) if (sasl?.oauth !== undefined) verifiers.set(name, await TokenVerifier.open(sasl.oauth, clock));
  return verifiers;
}
