// Who may do what, by Kafka's rules: super users everything; then a rule that denies wins over one that allows; a
// resource that rules speak of is closed to everyone whom none allows, one that no rule speaks of is open or closed as
// `allow.everyone.if.no.acl.found` says. READ, WRITE, DELETE and ALTER allow DESCRIBE, ALTER_CONFIGS DESCRIBE_CONFIGS.
//
// Rules lie by resource type and name; prefixes are looked up by every length that occurs among them, so that a
// decision costs a few look-ups however many rules there are. Connections keep decisions (access.ts) until `version`
// changes.
import { operationCodes } from "../authorization.ts";
import type { SecurityRecord } from "../store.ts";
import { type Acl, aclOf, aclRecord, all, everyone, patternTypes, permissions, wildcard } from "./acl.ts";

export interface Asked {
  readonly principal: string;
  readonly host: string;
  readonly operation: number;
  readonly resourceType: number;
}

const implied: ReadonlyMap<number, readonly number[]> = new Map([
  [operationCodes.describe, [operationCodes.read, operationCodes.write, operationCodes.delete, operationCodes.alter]],
  [operationCodes.describeConfigs, [operationCodes.alterConfigs]],
]);

class RulesOfType {
  readonly literal = new Map<string, Acl[]>();
  readonly prefixed = new Map<string, Acl[]>();
  /** Lengths of the prefixes, with how many there are of each. */
  readonly lengths = new Map<number, number>();

  *about(name: string): Generator<readonly Acl[]> {
    const own = this.literal.get(name);
    if (own !== undefined) yield own;
    const ofAll = name === wildcard ? undefined : this.literal.get(wildcard);
    if (ofAll !== undefined) yield ofAll;
    for (const length of this.lengths.keys()) {
      const rules = length > name.length ? undefined : this.prefixed.get(name.slice(0, length));
      if (rules !== undefined) yield rules;
    }
  }
}

export interface AuthorizerOptions {
  /** False: everyone may do everything, and rules wait. */
  readonly enabled: boolean;
  readonly superUsers: readonly string[];
  readonly allowEveryone: boolean;
}

export class Authorizer {
  readonly #superUsers: ReadonlySet<string>;
  readonly #allowEveryone: boolean;
  readonly enabled: boolean;
  readonly #acls = new Map<string, Acl>();
  readonly #types = new Map<number, RulesOfType>();
  /** Changes with the rules. */
  version = 0;

  constructor({ enabled, superUsers, allowEveryone }: AuthorizerOptions) {
    this.enabled = enabled;
    this.#superUsers = new Set(superUsers);
    this.#allowEveryone = allowEveryone;
  }

  get size(): number {
    return this.#acls.size;
  }

  acls(): IterableIterator<Acl> {
    return this.#acls.values();
  }

  decide(asked: Asked, name: string): boolean {
    if (!this.enabled || this.#superUsers.has(asked.principal)) return true;
    let spokenOf = false;
    let allowed = false;
    for (const rules of this.#types.get(asked.resourceType)?.about(name) ?? []) {
      spokenOf = true;
      for (const acl of rules) {
        if (!concerns(acl, asked)) continue;
        if (acl.permission === permissions.deny) {
          if (acl.operation === all || acl.operation === asked.operation) return false;
        } else allowed ||= allows(acl.operation, asked.operation);
      }
    }
    return spokenOf ? allowed : this.#allowEveryone;
  }

  /** Whether the operation is allowed with any resource of the type: an allowed pattern that no denied one covers. */
  decideAny(asked: Asked): boolean {
    if (this.decide(asked, "hardcode")) return true;
    const rules = this.#types.get(asked.resourceType);
    if (rules === undefined) return false;
    const concerned = (acls: Iterable<Acl[]>, permission: number): Acl[] =>
      [...acls].flat().filter((acl) => {
        const operation = acl.operation === all || acl.operation === asked.operation;
        return acl.permission === permission && operation && concerns(acl, asked);
      });
    const names = (acls: Iterable<Acl[]>): Set<string> =>
      new Set(concerned(acls, permissions.deny).map(({ resourceName }) => resourceName));
    const deniedNames = names(rules.literal.values());
    if (deniedNames.has(wildcard)) return false;
    const deniedPrefixes = [...names(rules.prefixed.values())];
    const open = ({ resourceName, patternType }: Acl): boolean =>
      resourceName === wildcard ||
      (!(patternType === patternTypes.literal && deniedNames.has(resourceName)) &&
        !deniedPrefixes.some((prefix) => resourceName.startsWith(prefix)));
    return [...concerned(rules.literal.values(), permissions.allow), ...concerned(rules.prefixed.values(), permissions.allow)].some(open);
  }

  apply(record: SecurityRecord): void {
    if (record.key[0] !== "acl") return;
    const acl = aclOf(record);
    const key = JSON.stringify(record.key);
    this.version++;
    if (this.#acls.has(key)) this.#take(acl);
    this.#acls.delete(key);
    if (record.value === null) return;
    this.#acls.set(key, acl);
    const rules = this.#rulesFor(acl);
    const { resourceName, patternType } = acl;
    const byName = patternType === patternTypes.prefixed ? rules.prefixed : rules.literal;
    const list = byName.get(resourceName);
    if (list !== undefined) return void list.push(acl);
    byName.set(resourceName, [acl]);
    if (patternType === patternTypes.prefixed) count(rules.lengths, resourceName.length, 1);
  }

  #take(acl: Acl): void {
    const rules = this.#rulesFor(acl);
    const { resourceName, patternType } = acl;
    const byName = patternType === patternTypes.prefixed ? rules.prefixed : rules.literal;
    const own = JSON.stringify(aclRecord(acl, true).key);
    const left = (byName.get(resourceName) ?? []).filter((other) => JSON.stringify(aclRecord(other, true).key) !== own);
    if (left.length > 0) return void byName.set(resourceName, left);
    byName.delete(resourceName);
    if (patternType === patternTypes.prefixed) count(rules.lengths, resourceName.length, -1);
  }

  #rulesFor({ resourceType }: Acl): RulesOfType {
    const rules = this.#types.get(resourceType) ?? new RulesOfType();
    this.#types.set(resourceType, rules);
    return rules;
  }
}

const concerns = (acl: Acl, { principal, host }: Asked): boolean =>
  (acl.principal === principal || acl.principal === everyone) && (acl.host === host || acl.host === wildcard);

const allows = (operation: number, asked: number): boolean =>
  operation === all || operation === asked || implied.get(asked)?.includes(operation) === true;

function count(counts: Map<number, number>, key: number, by: number): void {
  const next = (counts.get(key) ?? 0) + by;
  if (next === 0) counts.delete(key);
  else counts.set(key, next);
}
