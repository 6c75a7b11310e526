// Quotas as they were set (KIP-13, KIP-55, KIP-546): for a user, a client id, both, or an address; by name or as the
// default for all that have none of their own. The most particular one counts, in Kafka's order.
import type { SecurityRecord } from "../store.ts";

export const clientQuotas = ["producer_byte_rate", "consumer_byte_rate", "request_percentage", "controller_mutation_rate"] as const;
export type ClientQuota = (typeof clientQuotas)[number];
export const addressQuota = "connection_creation_rate";

/** A name, null for the default, left out where it does not matter. */
export interface QuotaEntity {
  readonly user?: string | null;
  readonly clientId?: string | null;
  readonly ip?: string | null;
}

export type QuotaValues = Readonly<Record<string, number>>;

export interface FoundQuota {
  readonly limit: number;
  /** Clients with the same key share the limit. */
  readonly sharedBy: string;
}

const keyOf = ({ user, clientId, ip }: QuotaEntity): string =>
  JSON.stringify([user, clientId, ip].map((part) => (part === undefined ? [] : part)));

export class QuotaTable {
  readonly #entries = new Map<string, { readonly entity: QuotaEntity; readonly values: QuotaValues }>();
  version = 0;

  get size(): number {
    return this.#entries.size;
  }

  entries(): IterableIterator<{ readonly entity: QuotaEntity; readonly values: QuotaValues }> {
    return this.#entries.values();
  }

  valuesOf(entity: QuotaEntity): QuotaValues {
    return this.#entries.get(keyOf(entity))?.values ?? {};
  }

  findForClient(quota: ClientQuota, user: string, clientId: string): FoundQuota | undefined {
    const order: readonly [entity: QuotaEntity, sharedBy: readonly string[]][] = [
      [{ user, clientId }, ["both", user, clientId]],
      [{ user, clientId: null }, ["both", user, clientId]],
      [{ user }, ["user", user]],
      [{ user: null, clientId }, ["both", user, clientId]],
      [{ user: null, clientId: null }, ["both", user, clientId]],
      [{ user: null }, ["user", user]],
      [{ clientId }, ["client", clientId]],
      [{ clientId: null }, ["client", clientId]],
    ];
    for (const [entity, sharedBy] of order) {
      const limit = this.valuesOf(entity)[quota];
      if (limit !== undefined) return { limit, sharedBy: JSON.stringify([quota, ...sharedBy]) };
    }
    return undefined;
  }

  findForAddress(ip: string): FoundQuota | undefined {
    const limit = this.valuesOf({ ip })[addressQuota] ?? this.valuesOf({ ip: null })[addressQuota];
    return limit === undefined ? undefined : { limit, sharedBy: JSON.stringify([addressQuota, ip]) };
  }

  apply({ key, value }: SecurityRecord): void {
    if (key[0] !== "quota") return;
    const entity = entityOf(key.slice(1));
    this.version++;
    if (value === null) this.#entries.delete(keyOf(entity));
    else this.#entries.set(keyOf(entity), { entity, values: value as QuotaValues });
  }
}

/** No values: the entity is forgotten. */
export function quotaRecord({ user, clientId, ip }: QuotaEntity, values: QuotaValues): SecurityRecord {
  const named = Object.entries({ user, clientId, ip }).filter(([, name]) => name !== undefined) as [string, string | null][];
  return { key: ["quota", ...named.flat()], value: Object.keys(values).length === 0 ? null : values };
}

function entityOf(parts: readonly (string | null)[]): QuotaEntity {
  const entity: Record<string, string | null> = {};
  for (let at = 0; at < parts.length; at += 2) entity[parts[at]!] = parts[at + 1]!;
  return entity;
}
