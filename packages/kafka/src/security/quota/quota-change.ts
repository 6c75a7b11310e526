// What may be said about quotas: of whom, and which values. Faults are sentences for the answer.
import { addressQuota, clientQuotas, type QuotaEntity, type QuotaValues } from "./quota-table.ts";

const fieldOf: Readonly<Record<string, keyof QuotaEntity>> = { user: "user", "client-id": "clientId", ip: "ip" };
const nameLengthMost = 1_024;
const wholeNumbers: ReadonlySet<string> = new Set(["producer_byte_rate", "consumer_byte_rate", addressQuota]);

export interface EntityPart {
  readonly entityType: string;
  readonly entityName: string | null;
}

export function entityOf(parts: readonly EntityPart[]): QuotaEntity | { readonly fault: string } {
  const entity: { -readonly [Field in keyof QuotaEntity]: QuotaEntity[Field] } = {};
  for (const { entityType, entityName } of parts) {
    const field = Object.hasOwn(fieldOf, entityType) ? fieldOf[entityType] : undefined;
    if (field === undefined) return { fault: `there are quotas of user, client-id and ip, not of "${entityType}"` };
    if (entity[field] !== undefined) return { fault: `${entityType} stands twice` };
    if (entityName === "" || (entityName?.length ?? 0) > nameLengthMost)
      return { fault: `the name of the ${entityType} is empty or too long` };
    entity[field] = entityName;
  }
  const clients = entity.user !== undefined || entity.clientId !== undefined;
  if (clients === (entity.ip !== undefined)) return { fault: "a quota is of a user, a client-id, both, or an ip" };
  return entity;
}

export const partsOf = (entity: QuotaEntity): EntityPart[] =>
  Object.entries(fieldOf).flatMap(([entityType, field]) => {
    const entityName = entity[field];
    return entityName === undefined ? [] : [{ entityType, entityName }];
  });

export interface QuotaOperation {
  readonly key: string;
  readonly value: number;
  readonly remove: boolean;
}

/** The values that are left after a change. */
export function changeValues(
  entity: QuotaEntity,
  before: QuotaValues,
  operations: readonly QuotaOperation[],
): QuotaValues | { readonly fault: string } {
  const known: readonly string[] = entity.ip === undefined ? clientQuotas : [addressQuota];
  const values: Record<string, number> = { ...before };
  const seen = new Set<string>();
  for (const { key, value, remove } of operations) {
    if (!known.includes(key)) return { fault: `there is no such quota here as "${key}"; there are ${known.join(", ")}` };
    if (seen.has(key)) return { fault: `${key} stands twice` };
    seen.add(key);
    if (remove) {
      delete values[key];
      continue;
    }
    if (!Number.isFinite(value) || value <= 0) return { fault: `${key} is more than 0, not ${value}` };
    if (wholeNumbers.has(key) && !Number.isInteger(value)) return { fault: `${key} is a whole number, not ${value}` };
    values[key] = value;
  }
  return values;
}

export const isFault = (result: object): result is { readonly fault: string } => "fault" in result;
