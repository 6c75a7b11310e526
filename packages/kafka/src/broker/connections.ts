// All connections of a broker, over all its listeners, and the bounds on how many there may be: in all, from one
// address, of one user, and how fast one address may open them.
import type { Listener } from "../security/listener.ts";
import type { SaslSession } from "../security/sasl/session.ts";
import type { ClientConnection } from "./broker.ts";
import type { ByteBudget } from "./byte-budget.ts";
import { Connection } from "./connection.ts";
import type { BrokerContext } from "./handler.ts";
import { handlers } from "./handlers.ts";
import type { Wire } from "./wire.ts";

export interface ConnectionsOptions {
  readonly broker: BrokerContext;
  readonly incoming: ByteBudget;
  readonly sessionOf: (listener: Listener, wire: Wire) => SaslSession | undefined;
  readonly failed: (error: unknown, what: string) => void;
}

function viewOf({ id, activity, address, listener, principal, openedAtMs }: Connection): ClientConnection {
  const { clientId, softwareName, softwareVersion, producesTo, consumesFrom } = activity;
  return { id, clientId, softwareName, softwareVersion, address, listener, principal, openedAtMs, producesTo, consumesFrom };
}

export class Connections {
  readonly #options: ConnectionsOptions;
  readonly #open = new Set<Connection>();
  /** Those that are never heard, too. */
  readonly #wires = new Set<Wire>();
  readonly #byAddress = new Map<string, number>();
  #lastId = 0;

  constructor(options: ConnectionsOptions) {
    this.#options = options;
  }

  views(): ClientConnection[] {
    return [...this.#open].map(viewOf);
  }

  close(): void {
    for (const wire of this.#wires) wire.destroy();
  }

  /** `principal`: who the transport says it is. */
  accept(wire: Wire, listener: Listener, principal: string): void {
    const { broker, incoming, sessionOf, failed } = this.#options;
    const { settings, security, clock } = broker;
    const address = wire.remoteAddress;
    const here = this.#byAddress.get(address) ?? 0;
    if (this.#wires.size >= settings.connectionsMax || here >= settings.connectionsPerIpMax) return wire.destroy();
    this.#wires.add(wire);
    this.#byAddress.set(address, here + 1);
    const waitMs = security.quotas.connect(address);
    if (waitMs > 0) {
      // Too many of them: this one waits in vain and is closed, so that the next is not tried at once.
      wire.watch({ idleMs: 0, idle: () => undefined, drained: () => undefined, closed: () => this.#forget(wire) });
      clock.after(waitMs, () => wire.destroy());
      return;
    }
    const connection = new Connection({
      id: ++this.#lastId,
      listener: listener.name,
      wire,
      broker,
      incoming,
      handlers,
      advertised: listener.advertised ?? wire.localAddress,
      principal,
      session: sessionOf(listener, wire),
      admit: (name) => this.#countOf(name) <= settings.connectionsPerUserMax,
      failed,
      closed: (gone) => {
        this.#open.delete(gone);
        this.#forget(wire);
      },
    });
    this.#open.add(connection);
    void connection.serve();
  }

  #forget(wire: Wire): void {
    const address = wire.remoteAddress;
    this.#wires.delete(wire);
    const left = (this.#byAddress.get(address) ?? 1) - 1;
    if (left === 0) this.#byAddress.delete(address);
    else this.#byAddress.set(address, left);
  }

  #countOf(principal: string): number {
    let count = 0;
    for (const connection of this.#open) if (connection.principal === principal) count++;
    return count;
  }
}
