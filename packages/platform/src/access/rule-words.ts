// Rules and quotas in plain words: what a page lists, and what is shown before a rule is made.
import type { AccessRuleBody, QuotaEntityBody } from "../api/types.ts";

type Words = Readonly<Record<AccessRuleBody["operation"], string>>;

const verbs: Words = {
  all: "do everything with",
  read: "read",
  write: "write to",
  create: "create",
  delete: "delete",
  alter: "change",
  describe: "look at",
  clusterAction: "act as a broker of",
  describeConfigs: "see the settings of",
  alterConfigs: "change the settings of",
  idempotentWrite: "write without duplicates to",
  createTokens: "create tokens for",
  describeTokens: "see tokens of",
  twoPhaseCommit: "commit in two phases with",
};

/** Where an operation means something else than its name says. */
const verbsOf: Partial<Readonly<Record<AccessRuleBody["resourceType"], Partial<Words>>>> = {
  group: { read: "consume in" },
  transactionalId: { write: "write in transactions with" },
  cluster: { create: "create topics in", alter: "administer" },
};

const nouns: Readonly<Record<AccessRuleBody["resourceType"], readonly [one: string, many: string]>> = {
  topic: ["the topic", "topics"],
  group: ["the group", "groups"],
  transactionalId: ["the transactional id", "transactional ids"],
  cluster: ["the cluster", "clusters"],
  user: ["the user", "users"],
  delegationToken: ["the delegation token", "delegation tokens"],
};

/** "User:ada may read topics that begin with orders-" */
export function ruleSentence({ principal, host, operation, permission, resourceType, resourceName, pattern }: AccessRuleBody): string {
  const everyone = principal === "User:*";
  const denied = permission === "deny";
  const who = everyone ? (denied ? "nobody" : "everyone") : principal;
  const may = denied && !everyone ? "may not" : "may";
  const verb = denied && operation === "all" ? "do anything with" : (verbsOf[resourceType]?.[operation] ?? verbs[operation]);
  const from = host === "*" ? "" : `, from ${host} only`;
  return `${who} ${may} ${verb} ${resourceWords(resourceType, resourceName, pattern, denied)}${from}`;
}

function resourceWords(type: AccessRuleBody["resourceType"], name: string, pattern: AccessRuleBody["pattern"], denied: boolean): string {
  const [one, many] = nouns[type];
  if (type === "cluster") return one;
  if (pattern === "prefixed") return `${many} that begin with ${name}`;
  if (name !== "*") return `${one} ${name}`;
  return denied ? one.replace("the", "any") : `all ${many}`;
}

/** "user ada with client id billing", "every user" */
export function quotaOwner({ user, clientId, ip }: QuotaEntityBody): string {
  const named = (kind: string, name: string | null): string => (name === null ? `every ${kind} without its own` : `${kind} ${name}`);
  const parts = [
    ...(user === undefined ? [] : [named("user", user)]),
    ...(clientId === undefined ? [] : [named("client id", clientId)]),
    ...(ip === undefined ? [] : [named("address", ip)]),
  ];
  return parts.join(" with ");
}
