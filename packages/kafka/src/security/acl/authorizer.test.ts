// The authorizer against a plain model of Kafka's rules that looks at every rule each time.
import { type Random, seeded } from "@millrace/core";
import { describe, expect, it } from "vitest";
import { operationCodes, resourceCodes } from "../authorization.ts";
import { Access } from "./access.ts";
import { type Acl, aclOf, aclRecord, matches, patternTypes, permissions } from "./acl.ts";
import { Authorizer } from "./authorizer.ts";

const { literal, prefixed } = patternTypes;
const alice = "User:alice";
const rule = (changed: Partial<Acl>): Acl => ({
  resourceType: resourceCodes.topic,
  resourceName: "clicks",
  patternType: literal,
  principal: alice,
  host: "*",
  operation: operationCodes.read,
  permission: permissions.allow,
  ...changed,
});
const authorizer = (acls: readonly Acl[], options: { allowEveryone?: boolean; enabled?: boolean } = {}): Authorizer => {
  const made = new Authorizer({ enabled: true, allowEveryone: false, superUsers: ["User:root"], ...options });
  for (const acl of acls) made.apply(aclRecord(acl, true));
  return made;
};
const ask = (operation: keyof typeof operationCodes, name = "clicks", principal = alice, host = "10.0.0.1") => {
  const asked = { principal, host, operation: operationCodes[operation], resourceType: resourceCodes.topic };
  return [asked, name] as const;
};

describe("rules", () => {
  it("close what they speak of to all whom they do not allow", () => {
    const rules = authorizer([rule({})]);
    expect(rules.decide(...ask("read"))).toBe(true);
    expect(rules.decide(...ask("write"))).toBe(false);
    expect(rules.decide(...ask("read", "clicks", "User:bob"))).toBe(false);
    expect(rules.decide(...ask("write", "clicks", "User:root"))).toBe(true);
    expect(rules.decide(...ask("read", "orders"))).toBe(false);
    const open = authorizer([rule({})], { allowEveryone: true });
    expect(open.decide(...ask("read", "orders"))).toBe(true);
    expect(open.decide(...ask("write"))).toBe(false);
  });

  it("mean nothing while nobody is asked who they are", () => {
    const off = authorizer([rule({ permission: permissions.deny, operation: 2 })], { enabled: false });
    expect(off.decide(...ask("read"))).toBe(true);
  });

  it.each(["read", "write", "delete", "alter"] as const)("that allow %s allow to describe", (operation) => {
    const rules = authorizer([rule({ operation: operationCodes[operation] })]);
    expect(rules.decide(...ask("describe"))).toBe(true);
    expect(rules.decide(...ask("describeConfigs"))).toBe(false);
  });

  it("that deny win, and a denied READ does not deny DESCRIBE", () => {
    const rules = authorizer([rule({ operation: 2 }), rule({ permission: permissions.deny, host: "10.0.0.1" })]);
    expect(rules.decide(...ask("read"))).toBe(false);
    expect(rules.decide(...ask("describe"))).toBe(true);
    expect(rules.decide(...ask("read", "clicks", alice, "10.0.0.2"))).toBe(true);
  });

  it("are forgotten when they are deleted", () => {
    const acls = [rule({}), rule({ resourceName: "cl", patternType: prefixed }), rule({ resourceName: "*" })];
    const rules = authorizer(acls);
    for (const acl of acls) rules.apply(aclRecord(acl, false));
    expect(rules.size).toBe(0);
    expect(rules.decide(...ask("read"))).toBe(false);
  });

  it("are their own keys", () => {
    const acl = rule({ resourceName: "a,b", principal: "User:CN=x,O=y", patternType: prefixed });
    expect(aclOf(aclRecord(acl, true))).toEqual(acl);
  });
});

describe("any resource", () => {
  it.each<[string, Acl[], boolean]>([
    ["nothing", [], false],
    ["one name", [rule({ operation: operationCodes.write })], true],
    ["another operation", [rule({})], false],
    ["another user", [rule({ operation: operationCodes.write, principal: "User:bob" })], false],
    ["everyone", [rule({ operation: operationCodes.write, principal: "User:*" })], true],
    ["a name that is denied", [rule({ operation: 2 }), rule({ operation: 2, permission: permissions.deny })], false],
    [
      "a name under a denied prefix",
      [rule({ operation: 2 }), rule({ operation: 2, permission: permissions.deny, patternType: prefixed, resourceName: "cl" })],
      false,
    ],
    [
      "a prefix with a denied name below",
      [rule({ operation: 2, patternType: prefixed, resourceName: "cl" }), rule({ operation: 2, permission: permissions.deny })],
      true,
    ],
    [
      "all, and all denied",
      [rule({ operation: 2, resourceName: "*" }), rule({ operation: 2, resourceName: "*", permission: permissions.deny })],
      false,
    ],
  ])("with %s", (_, acls, expected) => {
    const [asked] = ask("write");
    expect(authorizer(acls).decideAny(asked)).toBe(expected);
  });
});

const pick = <Item>(random: Random, items: readonly Item[]): Item => items[random.below(items.length)]!;
const names = ["a", "ab", "abc", "b", "ba"];

function randomRule(random: Random): Acl {
  return {
    resourceType: pick(random, [resourceCodes.topic, resourceCodes.group]),
    resourceName: pick(random, [...names, "*"]),
    patternType: pick(random, [literal, prefixed]),
    principal: pick(random, [alice, "User:bob", "User:*"]),
    host: pick(random, ["*", "10.0.0.1"]),
    operation: pick(random, [2, 3, 4, 6, 7, 8, 10, 11]),
    permission: pick(random, [permissions.allow, permissions.allow, permissions.deny]),
  };
}

/** Kafka's documentation, word for word and slowly. */
function model(
  acls: readonly Acl[],
  principal: string,
  host: string,
  operation: number,
  type: number,
  name: string,
  open: boolean,
): boolean {
  const about = acls.filter(({ resourceType, patternType, resourceName }) => {
    if (resourceType !== type) return false;
    return patternType === prefixed ? name.startsWith(resourceName) : resourceName === name || resourceName === "*";
  });
  if (about.length === 0) return open;
  const mine = about.filter((acl) => [principal, "User:*"].includes(acl.principal) && [host, "*"].includes(acl.host));
  const denied = mine.some((acl) => acl.permission === permissions.deny && [2, operation].includes(acl.operation));
  const enough = operation === 8 ? [2, 8, 3, 4, 6, 7] : operation === 10 ? [2, 10, 11] : [2, operation];
  return !denied && mine.some((acl) => acl.permission === permissions.allow && enough.includes(acl.operation));
}

describe("decisions", () => {
  it("are those of a model that looks at every rule, through every change", () => {
    const random = seeded(7);
    for (let round = 0; round < 60; round++) {
      const open = random.below(2) === 0;
      const rules = authorizer([], { allowEveryone: open });
      const kept = new Map<string, Acl>();
      const access = new Access(rules, alice, "10.0.0.1");
      for (let step = 0; step < 12; step++) {
        const acl = randomRule(random);
        const record = aclRecord(acl, random.below(4) > 0);
        rules.apply(record);
        if (record.value === null) kept.delete(JSON.stringify(record.key));
        else kept.set(JSON.stringify(record.key), acl);
        const acls = [...kept.values()];
        for (const name of [...names, "c"]) {
          for (const operation of ["read", "write", "delete", "alter", "describe", "describeConfigs", "alterConfigs"] as const) {
            const expected = model(acls, alice, "10.0.0.1", operationCodes[operation], resourceCodes.topic, name, open);
            expect(access.may(operation, "topic", name), `${round} ${step} ${operation} ${name}`).toBe(expected);
            expect(access.may(operation, "topic", name)).toBe(expected);
          }
        }
      }
    }
  });

  it("keep the topic of credentials from everyone", () => {
    const access = new Access(authorizer([], { enabled: false }), "User:root", "10.0.0.1");
    expect(access.may("read", "topic", "__millrace_security")).toBe(false);
    expect(access.may("describe", "topic", "__millrace_security")).toBe(true);
  });
});

describe("filters", () => {
  const anything = { resourceType: 1, resourceName: null, patternType: 1, principal: null, host: null, operation: 1, permission: 1 };
  it.each([
    ["everything", {}, ["clicks", "cl*", "*"]],
    ["literal names", { resourceName: "clicks", patternType: literal }, ["clicks"]],
    ["any pattern of a name", { resourceName: "cl" }, ["cl*"]],
    ["prefixes", { resourceName: "cl", patternType: prefixed }, ["cl*"]],
    ["the wildcard itself", { resourceName: "*", patternType: literal }, ["*"]],
    ["all that touch a name", { resourceName: "clicks", patternType: patternTypes.match }, ["clicks", "cl*", "*"]],
    ["all that touch another", { resourceName: "orders", patternType: patternTypes.match }, ["*"]],
    ["another host", { host: "10.0.0.1" }, []],
    ["another operation", { operation: 4 }, []],
    ["another principal", { principal: "User:*" }, []],
    ["another permission", { permission: permissions.deny }, []],
    ["another type", { resourceType: 3 }, []],
  ])("find %s", (_, filter, expected) => {
    const acls = [rule({}), rule({ resourceName: "cl", patternType: prefixed }), rule({ resourceName: "*" })];
    const found = acls.filter((acl) => matches({ ...anything, ...filter }, acl));
    expect(found.map(({ resourceName, patternType }) => resourceName + (patternType === prefixed ? "*" : ""))).toEqual(expected);
  });
});
