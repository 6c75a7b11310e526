// Users, rules and quotas as the program that runs the broker sees and changes them: Kafka's names instead of its
// numbers, and faults thrown instead of answered in codes. What is made here is what Kafka's own tools make through a
// port (29-31, 48-51): the same checks, the same records, in force when the promise resolves. It asks nobody's rights.
import type { Random } from "@millrace/core";
import type { BrokerSettings } from "../broker/settings.ts";
import { type Acl, type AclFilter, aclRecord, all, any, matches, patternTypes, permissions } from "./acl/acl.ts";
import { aclFault } from "./acl/acl-codes.ts";
import { clusterName, operationCodes, type Operation, resourceCodes, type ResourceType } from "./authorization.ts";
import { securityErrors } from "./errors.ts";
import { changeValues, entityOf, isFault, partsOf } from "./quota/quota-change.ts";
import { type QuotaEntity, quotaRecord, type QuotaValues } from "./quota/quota-table.ts";
import { nameLengthMost } from "./sasl/exchange.ts";
import { credentialOf, saltPassword, type ScramMechanism, scramNames } from "./sasl/scram-credential.ts";
import type { Security } from "./security.ts";
import type { SecurityRecord } from "./store.ts";
import { credentialRecord } from "./users.ts";

export interface AccessRule {
  readonly principal: string;
  /** An address, or * for all. */
  readonly host: string;
  readonly operation: Operation | "all";
  readonly permission: "allow" | "deny";
  readonly resourceType: ResourceType;
  readonly resourceName: string;
  readonly pattern: "literal" | "prefixed";
}

export interface Quota {
  readonly entity: QuotaEntity;
  readonly values: QuotaValues;
}

export interface ScramUser {
  readonly name: string;
  readonly mechanisms: readonly ScramMechanism[];
}

export interface SecurityAdministration {
  /** Whether rules count: false while no listener asks who comes. Then they wait. */
  readonly enforced: boolean;
  readonly superUsers: readonly string[];
  rules(): AccessRule[];
  /** Throws for the first rule that cannot be; touches nothing. */
  checkRules(rules: readonly AccessRule[]): void;
  /** All of them or none. */
  addRules(rules: readonly AccessRule[]): Promise<void>;
  /** What is left out of the filter is not looked at. Gives what it removed. */
  removeRules(filter: Partial<AccessRule>): Promise<AccessRule[]>;
  quotas(): Quota[];
  /** null takes a value away; what is not named stays. Gives what is left. */
  changeQuota(entity: QuotaEntity, changes: Readonly<Record<string, number | null>>): Promise<Quota>;
  users(): ScramUser[];
  /** Makes the user, or changes the password. Only salted keys of it are kept. */
  setPassword(name: string, password: string): Promise<void>;
  removeUser(name: string): Promise<void>;
  /** Refused logins since the start. */
  readonly failedLogins: number;
}

const iterations = 8_192;
const saltBytes = 24;

const nameOf = <Name extends string>(codes: Readonly<Record<Name, number>>, code: number): Name =>
  (Object.keys(codes) as Name[]).find((name) => codes[name] === code)!;

const operationCodeOf = (operation: AccessRule["operation"]): number => (operation === "all" ? all : operationCodes[operation]);

const ruleOf = (acl: Acl): AccessRule => ({
  principal: acl.principal,
  host: acl.host,
  operation: acl.operation === all ? "all" : nameOf(operationCodes, acl.operation),
  permission: acl.permission === permissions.deny ? "deny" : "allow",
  resourceType: nameOf(resourceCodes, acl.resourceType),
  resourceName: acl.resourceName,
  pattern: acl.patternType === patternTypes.prefixed ? "prefixed" : "literal",
});

const aclOf = (rule: AccessRule): Acl => ({
  principal: rule.principal,
  host: rule.host,
  operation: operationCodeOf(rule.operation),
  permission: permissions[rule.permission],
  resourceType: resourceCodes[rule.resourceType],
  resourceName: rule.resourceName,
  patternType: patternTypes[rule.pattern],
});

const filterOf = ({ principal, host, operation, permission, resourceType, resourceName, pattern }: Partial<AccessRule>): AclFilter => ({
  principal: principal ?? null,
  host: host ?? null,
  operation: operation === undefined ? any : operationCodeOf(operation),
  permission: permission === undefined ? any : permissions[permission],
  resourceType: resourceType === undefined ? any : resourceCodes[resourceType],
  resourceName: resourceName ?? null,
  patternType: pattern === undefined ? any : patternTypes[pattern],
});

function checkedAcls(rules: readonly AccessRule[]): Acl[] {
  return rules.map((rule) => {
    const acl = aclOf(rule);
    const fault = aclFault(acl);
    if (fault !== undefined) throw securityErrors.ruleInvalid(fault);
    return acl;
  });
}

export function administrationOf(security: Security, settings: BrokerSettings, random: Random): SecurityAdministration {
  const { authorizer, quotas, users, store, failures } = security;
  return {
    enforced: authorizer.enabled,
    superUsers: settings.superUsers,
    rules: () => [...authorizer.acls()].map(ruleOf),
    checkRules: (rules) => void checkedAcls(rules),
    async addRules(rules) {
      const acls = checkedAcls(rules);
      await store.change(() => {
        if (authorizer.size + acls.length > settings.aclsMax) throw securityErrors.securityFull("rules", settings.aclsMax);
        return acls.map((acl) => aclRecord(acl, true));
      });
    },
    async removeRules(filter) {
      let found: Acl[] = [];
      await store.change(() => {
        found = [...authorizer.acls()].filter((acl) => matches(filterOf(filter), acl));
        return found.map((acl) => aclRecord(acl, false));
      });
      return found.map(ruleOf);
    },
    quotas: () => [...quotas.table.entries()],
    async changeQuota(named, changes) {
      const entity = entityOf(partsOf(named));
      if (isFault(entity)) throw securityErrors.quotaInvalid(entity.fault);
      const operations = Object.entries(changes).map(([key, value]) => ({ key, value: value ?? 0, remove: value === null }));
      let values: QuotaValues = {};
      await store.change(() => {
        const before = quotas.table.valuesOf(entity);
        const after = changeValues(entity, before, operations);
        if (isFault(after)) throw securityErrors.quotaInvalid(after.fault);
        values = after;
        const added = Object.keys(before).length === 0 && Object.keys(after).length > 0;
        if (added && quotas.table.size >= settings.quotasMax) throw securityErrors.securityFull("quotas", settings.quotasMax);
        return [quotaRecord(entity, after)];
      });
      return { entity, values };
    },
    users: () => users.names().map((name) => ({ name, mechanisms: [...users.of(name)!.keys()] })),
    async setPassword(name, password) {
      if (name === "" || name.length > nameLengthMost) throw securityErrors.userNameInvalid(nameLengthMost);
      if (password === "") throw securityErrors.passwordEmpty(name);
      const salt = Buffer.concat([random.uuidBytes(), random.uuidBytes()]).subarray(0, saltBytes);
      const credentials: SecurityRecord[] = [];
      for (const mechanism of scramNames) {
        const salted = await saltPassword(mechanism, password, salt, iterations);
        credentials.push(credentialRecord(name, mechanism, credentialOf(mechanism, salted, { salt, iterations })));
      }
      await store.change(() => {
        const added = users.of(name) === undefined;
        if (added && users.count >= settings.usersMax) throw securityErrors.securityFull("users", settings.usersMax);
        return credentials;
      });
    },
    removeUser: (name) =>
      store.change(() => {
        const credentials = users.of(name);
        if (credentials === undefined) throw securityErrors.userUnknown(name);
        return [...credentials.keys()].map((mechanism) => credentialRecord(name, mechanism, null));
      }),
    get failedLogins() {
      return failures.count;
    },
  };
}

/** What `--all-rights` gives: every operation with every topic, group and transactional id, and with the cluster. */
export function rulesOfAllRights(user: string): AccessRule[] {
  const everything = { principal: `User:${user}`, host: "*", operation: "all", permission: "allow", pattern: "literal" } as const;
  const named = (["topic", "group", "transactionalId"] as const).map((resourceType) => ({
    ...everything,
    resourceType,
    resourceName: "*",
  }));
  return [...named, { ...everything, resourceType: "cluster", resourceName: clusterName }];
}
