// `millrace acls`: rules of who may do what at the Kafka port. Each is said in plain words before and after.
import type { AccessRuleBody, AccessRules, AccessRuleView, ChangedRules } from "@millrace/platform/api";
import { Api } from "../api.ts";
import { confirm } from "../confirm.ts";
import { cliErrors } from "../errors.ts";
import { colours, json } from "../output.ts";
import type { Server } from "../server.ts";

interface Common extends Server {
  readonly json?: boolean;
}

export interface ResourceOptions {
  readonly topic?: string;
  readonly group?: string;
  readonly transactionalId?: string;
  readonly user?: string;
  readonly cluster?: boolean;
  readonly prefixed?: boolean;
}

type Resource = Pick<AccessRuleBody, "resourceType" | "resourceName" | "pattern">;

const clusterName = "kafka-cluster";

/** The one resource that the options name; undefined where they name none. */
function resourceOf({ topic, group, transactionalId, user, cluster, prefixed }: ResourceOptions): Resource | undefined {
  const named = Object.entries({ topic, group, transactionalId, user, cluster: cluster === true ? clusterName : undefined }).filter(
    ([, name]) => name !== undefined,
  ) as [AccessRuleBody["resourceType"], string][];
  if (named.length > 1) throw cliErrors.optionValue(named[1]![0], named[1]![1], "no second resource: a rule is about one");
  const [resourceType, resourceName] = named[0] ?? [];
  if (resourceType === undefined) return undefined;
  return { resourceType, resourceName: resourceName!, pattern: prefixed === true ? "prefixed" : "literal" };
}

const say = (rules: readonly AccessRuleView[]): string => rules.map(({ sentence }) => sentence).join("\n");

export async function listRules(options: Common & { readonly principal?: string }): Promise<void> {
  const { enforced, superUsers, rules } = await new Api(options).get<AccessRules>("/acls");
  const shown = rules.filter(({ principal }) => options.principal === undefined || principal === options.principal);
  if (options.json === true) return json({ enforced, superUsers, rules: shown });
  if (shown.length > 0) console.log(say(shown));
  else console.log(options.principal === undefined ? "no rules yet" : `no rules for ${options.principal}`);
  const state = enforced
    ? `what no rule allows is refused, but to ${superUsers.join(", ")}`
    : "rules do not count yet: programs of this machine may do everything, and no other port is open (docs/security.md)";
  console.log(colours.dim(state));
}

export interface AddOptions extends Common, ResourceOptions {
  readonly deny?: boolean;
  readonly host: string;
  readonly dryRun?: boolean;
}

export async function addRules(principal: string, operations: readonly string[], options: AddOptions): Promise<void> {
  const resource = resourceOf(options);
  if (resource === undefined) throw cliErrors.resourceMissing();
  const permission = options.deny === true ? "deny" : "allow";
  const rules = operations.map((operation) => ({ principal, host: options.host, operation, permission, ...resource }));
  const changed = await new Api(options).post<ChangedRules>("/acls", { rules, dryRun: options.dryRun === true });
  if (options.json === true) return json(changed);
  console.log(say(changed.rules));
  if (!changed.done) console.log(colours.dim("nothing was changed; without --dry-run it is"));
}

export interface RemoveOptions extends Common, ResourceOptions {
  readonly operation?: string;
  readonly yes?: boolean;
}

export async function removeRules(principal: string, options: RemoveOptions): Promise<void> {
  const api = new Api(options);
  const filter: Partial<AccessRuleBody> = {
    principal,
    ...resourceOf(options),
    ...(options.operation === undefined ? {} : { operation: options.operation as AccessRuleBody["operation"] }),
  };
  const { rules } = await api.get<AccessRules>("/acls");
  const fits = (rule: AccessRuleView): boolean =>
    Object.entries(filter).every(([part, value]) => rule[part as keyof AccessRuleBody] === value);
  const found = rules.filter(fits);
  if (found.length > 0 && options.yes !== true) {
    if (options.json !== true) console.log(say(found));
    await confirm(`remove ${found.length === 1 ? "this rule" : `these ${found.length} rules`}?`);
  }
  const removed = await api.remove<ChangedRules>(`/acls?${new URLSearchParams(Object.entries(filter)).toString()}`);
  if (options.json === true) return json(removed);
  console.log(removed.rules.length === 0 ? "no rule is like that" : `removed:\n${say(removed.rules)}`);
}
