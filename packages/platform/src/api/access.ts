// Bodies of /acls, /quotas, /users, /session and /connections, and the words that rules are made of.
export const accessOperations = [
  "all",
  "read",
  "write",
  "create",
  "delete",
  "alter",
  "describe",
  "clusterAction",
  "describeConfigs",
  "alterConfigs",
  "idempotentWrite",
  "createTokens",
  "describeTokens",
  "twoPhaseCommit",
] as const;

export const accessResources = ["topic", "group", "transactionalId", "cluster", "user", "delegationToken"] as const;

// GET /acls; POST /acls adds rules; DELETE /acls?principal=… removes those that have all the named parts.
export interface AccessRuleBody {
  /** `User:alice`; `User:*` is everyone. */
  readonly principal: string;
  /** An address, or * for all. */
  readonly host: string;
  readonly operation: (typeof accessOperations)[number];
  readonly permission: "allow" | "deny";
  readonly resourceType: (typeof accessResources)[number];
  readonly resourceName: string;
  /** `prefixed`: all resources whose names begin so. */
  readonly pattern: "literal" | "prefixed";
}
export interface AddRulesBody {
  readonly rules: readonly AccessRuleBody[];
  /** Only says what the rules would allow. */
  readonly dryRun?: boolean;
}
export interface AccessRuleView extends AccessRuleBody {
  /** "User:ada may read topics that begin with orders-". */
  readonly sentence: string;
}
export interface AccessRules {
  /** False while there is no port that asks who comes: everyone who reaches the port may do everything, and rules wait. */
  readonly enforced: boolean;
  /** Who may do everything whatever the rules say. */
  readonly superUsers: readonly string[];
  readonly rules: readonly AccessRuleView[];
}
export interface ChangedRules {
  readonly done: boolean;
  readonly rules: readonly AccessRuleView[];
}

// GET /quotas; PATCH /quotas sets values, and takes away those that are null.
export interface QuotaEntityBody {
  /** A name; null: the default of those who have none of their own; left out: does not matter. */
  readonly user?: string | null;
  readonly clientId?: string | null;
  readonly ip?: string | null;
}
export interface ChangeQuotaBody extends QuotaEntityBody {
  /** By Kafka's names: `producer_byte_rate`. */
  readonly values: Readonly<Record<string, number | null>>;
}
export interface QuotaView extends QuotaEntityBody {
  readonly values: Readonly<Record<string, number>>;
  /** Of whom, in words. */
  readonly who: string;
}

// GET /users, POST /users, DELETE /users/{name}
export interface UserView {
  readonly name: string;
  readonly mechanisms: readonly string[];
}
export interface SetUserBody {
  readonly name: string;
  readonly password: string;
  /** And rules that allow everything. */
  readonly allRights?: boolean;
}

// GET /session: who asks; POST /session logs a browser in, DELETE /session out.
export interface SessionView {
  /** Whether anybody is asked at all. */
  readonly required: boolean;
  /** `User:alice`; null: nobody logged in. */
  readonly principal: string | null;
}
export interface LoginBody {
  readonly name: string;
  readonly password: string;
}

// GET /connections: clients on the Kafka ports.
export interface ConnectionView {
  readonly id: number;
  readonly principal: string;
  readonly address: string;
  readonly listener: string;
  readonly clientId: string;
  /** As the client names itself; empty when it does not. */
  readonly software: string;
  readonly openedAtMs: number;
  /** Topics in the last minute. */
  readonly producesTo: readonly string[];
  readonly consumesFrom: readonly string[];
}
