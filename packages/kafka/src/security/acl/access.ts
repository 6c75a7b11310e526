// What one connection may do: the authorizer's decisions, kept by resource and operation until the rules change.
// Produce and Fetch ask for every topic of every request, so a kept answer is one look-up and two bit tests.
import { operationCodes, type Operation, resourceCodes, type ResourceType } from "../authorization.ts";
import { securityTopic } from "../store.ts";
import type { Authorizer } from "./authorizer.ts";

const namesMost = 4_096;

/** Bit n stands for Kafka's operation number n. */
interface Decisions {
  known: number;
  allowed: number;
}

export class Access {
  readonly #authorizer: Authorizer;
  readonly #principal: string;
  readonly #host: string;
  readonly #byType = new Map<ResourceType, Map<string, Decisions>>();
  #size = 0;
  #version: number;

  constructor(authorizer: Authorizer, principal: string, host: string) {
    this.#authorizer = authorizer;
    this.#principal = principal;
    this.#host = host;
    this.#version = authorizer.version;
  }

  may(operation: Operation, resource: ResourceType, name: string): boolean {
    if (this.#version !== this.#authorizer.version) this.#forget();
    const bit = 1 << operationCodes[operation];
    const kept = this.#byType.get(resource)?.get(name);
    if (kept !== undefined && (kept.known & bit) !== 0) return (kept.allowed & bit) !== 0;
    return this.#decide(operation, resource, name, bit);
  }

  mayAny(operation: Operation, resource: ResourceType): boolean {
    const asked = { operation: operationCodes[operation], resourceType: resourceCodes[resource] };
    return this.#authorizer.decideAny({ ...asked, principal: this.#principal, host: this.#host });
  }

  #decide(operation: Operation, resource: ResourceType, name: string, bit: number): boolean {
    const asked = { operation: operationCodes[operation], resourceType: resourceCodes[resource] };
    const hidden = name === securityTopic && resource === "topic" && operation !== "describe" && operation !== "describeConfigs";
    const allowed = !hidden && this.#authorizer.decide({ ...asked, principal: this.#principal, host: this.#host }, name);
    if (this.#size >= namesMost) this.#forget();
    const names = this.#byType.get(resource) ?? new Map<string, Decisions>();
    this.#byType.set(resource, names);
    const decisions = names.get(name) ?? { known: 0, allowed: 0 };
    if (!names.has(name)) {
      names.set(name, decisions);
      this.#size++;
    }
    decisions.known |= bit;
    if (allowed) decisions.allowed |= bit;
    return allowed;
  }

  #forget(): void {
    this.#byType.clear();
    this.#size = 0;
    this.#version = this.#authorizer.version;
  }
}
