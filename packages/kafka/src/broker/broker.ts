// Puts a log on a port: every Kafka client can then use it. One broker, leader of every partition and coordinator of
// every group. Loopback unless a host is named; there is no authentication yet.
import { type Clock, type Random, systemClock, systemRandom } from "@millrace/core";
import type { LocalLog } from "@millrace/log";
import { GroupCoordinator } from "../groups/coordinator.ts";
import { AppendWaiters } from "./append-waiters.ts";
import { ByteBudget } from "./byte-budget.ts";
import { Connection } from "./connection.ts";
import type { BrokerContext } from "./handler.ts";
import { handlers } from "./handlers.ts";
import { type BrokerSettings, defaultSettings } from "./settings.ts";
import { listenTcp } from "./tcp.ts";
import { TopicIds } from "./topic-ids.ts";
import type { Listen, OpenPort, Wire } from "./wire.ts";

export interface BrokerLogger {
  warn(message: string, details: Readonly<Record<string, unknown>>): void;
}

export interface BrokerOptions {
  readonly log: LocalLog;
  /** Default 127.0.0.1. */
  readonly host?: string;
  /** 0 takes any free port. Default 9092. */
  readonly port?: number;
  /** The network; default TCP. */
  readonly listen?: Listen;
  readonly clock?: Clock;
  readonly random?: Random;
  /** Where clients are told to connect; left out, the address that each of them reached. */
  readonly advertised?: { readonly host: string; readonly port: number } | undefined;
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
  readonly openedAtMs: number;
  /** Topics in the last minute. */
  readonly producesTo: readonly string[];
  readonly consumesFrom: readonly string[];
}

export interface GroupMember {
  readonly memberId: string;
  readonly clientId: string;
  readonly clientHost: string;
}

export interface GroupView {
  readonly groupId: string;
  readonly state: string;
  readonly members: readonly GroupMember[];
  readonly offsets: readonly { readonly topic: string; readonly partition: number; readonly offset: number }[];
}

export interface Broker {
  readonly host: string;
  readonly port: number;
  connections(): ClientConnection[];
  groups(): GroupView[];
  /** Closes the port and every connection. The log stays open. */
  close(): Promise<void>;
}

function viewOf({ id, activity, address, openedAtMs }: Connection): ClientConnection {
  const { clientId, softwareName, softwareVersion, producesTo, consumesFrom } = activity;
  return { id, clientId, softwareName, softwareVersion, address, openedAtMs, producesTo, consumesFrom };
}

function groupViews(groups: GroupCoordinator): GroupView[] {
  return groups.ids().map((groupId) => {
    const group = groups.get(groupId);
    const members = [...(group?.members.values() ?? [])].map(({ id, clientId, clientHost }) => ({ memberId: id, clientId, clientHost }));
    const offsets = [...groups.offsets.topicsOf(groupId)].flatMap(([topic, partitions]) =>
      [...partitions].map(([partition, { offset }]) => ({ topic, partition, offset })),
    );
    return { groupId, state: group?.state ?? "Empty", members, offsets };
  });
}

/** Opens the port, after the committed offsets were read from the log. */
export async function startBroker(options: BrokerOptions): Promise<Broker> {
  const { log, clock = systemClock, random = systemRandom, host = "127.0.0.1", port = 9092 } = options;
  const settings = { ...defaultSettings, ...options.settings };
  const failed = (error: unknown, what: string): void => options.logger?.warn(`${what} failed`, { error });
  const groups = await GroupCoordinator.open({ log, clock, random, settings, failed });
  const broker: BrokerContext = {
    log,
    clock,
    random,
    settings,
    groups,
    topicIds: new TopicIds(log),
    appendWaiters: new AppendWaiters(log, clock),
    outgoing: new ByteBudget(settings.outgoingBytesMax),
    apiKeys: [...handlers.values()].map(({ key, minVersion, maxVersion }) => ({ apiKey: key, minVersion, maxVersion })),
  };
  const incoming = new ByteBudget(settings.incomingBytesMax);
  const open = new Set<Connection>();
  let lastId = 0;
  const stop = (): void => {
    groups.close();
    broker.appendWaiters.close();
    broker.topicIds.close();
  };
  const accept = (wire: Wire): void => {
    if (open.size >= settings.connectionsMax) return wire.destroy();
    const advertised = options.advertised ?? wire.localAddress;
    const closed = (connection: Connection): void => void open.delete(connection);
    const connection = new Connection({ id: ++lastId, wire, broker, incoming, handlers, advertised, failed, closed });
    open.add(connection);
    void connection.serve();
  };
  let opened: OpenPort;
  try {
    opened = await (options.listen ?? listenTcp)({ host, port }, accept);
  } catch (error) {
    stop();
    throw error;
  }
  return {
    host,
    port: opened.port,
    connections: () => [...open].map(viewOf),
    groups: () => groupViews(groups),
    async close() {
      const closed = opened.close();
      for (const connection of open) connection.close();
      stop();
      await closed;
    },
  };
}
