// Who asks, and what they may do: the rules of the Kafka port, for whatever comes in by another door. A refusal says
// in words what is missing, and the command that would allow it.
import { clusterName, type Identity, type Operation, type ResourceType, type Rights, securityTopic } from "@millrace/kafka";
import type { JobPlan, Plan } from "@millrace/sql";
import { tablesRead } from "../definitions/plan-tables.ts";
import { errors } from "../errors.ts";
import { ruleSentence } from "./rule-words.ts";

/** Programs of this machine where nobody is asked, and this process itself. */
export const operator = "Local:operator";

export class Caller {
  readonly principal: string;
  /** Whether the login still counts. */
  readonly valid: () => boolean;
  readonly #rights: Rights;

  constructor(identity: Identity, rights: Rights) {
    this.principal = identity.principal;
    this.valid = () => identity.valid();
    this.#rights = rights;
  }

  may(operation: Operation, type: ResourceType, name: string): boolean {
    return this.#rights.may(operation, type, name);
  }

  mayAny(operation: Operation, type: ResourceType): boolean {
    return this.#rights.mayAny(operation, type);
  }

  mayOnCluster(operation: Operation): boolean {
    return this.may(operation, "cluster", clusterName);
  }

  /** Throws when it is not allowed. */
  demand(operation: Operation, type: ResourceType, name: string): void {
    if (!this.may(operation, type, name)) throw this.refusal(operation, type, name);
  }

  demandOnCluster(operation: Operation): void {
    this.demand(operation, "cluster", clusterName);
  }

  /** To create a topic, as Kafka asks it: on the cluster, or on the topic's own name. */
  demandCreation(topic: string): void {
    if (!this.mayOnCluster("create")) this.demand("create", "topic", topic);
  }

  demandReading(plan: Plan): void {
    for (const { topic } of tablesRead(plan)) this.demand("read", "topic", topic);
  }

  demandJob({ sinks }: JobPlan): void {
    for (const { plan, table } of sinks) {
      this.demandReading(plan);
      this.demand("write", "topic", table.topic);
    }
  }

  refusal(operation: Operation, resourceType: ResourceType, resourceName: string): Error {
    if (resourceName === securityTopic && resourceType === "topic") return errors.topicSecret(resourceName);
    const { principal } = this;
    const rule = { principal, host: "*", operation, permission: "deny", resourceType, resourceName, pattern: "literal" } as const;
    return errors.notAllowed(ruleSentence(rule), `millrace acls add ${principal} ${operation} ${options(resourceType, resourceName)}`);
  }
}

const options = (type: ResourceType, name: string): string => {
  if (type === "cluster") return "--cluster";
  const option = type === "transactionalId" ? "transactional-id" : type;
  return `--${option} ${name}`;
};
