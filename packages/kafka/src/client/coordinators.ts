// Who keeps a group or a transactional id, remembered until that broker says that it is someone else.
import { kafkaError } from "../protocol/error-codes.ts";
import { refused } from "./failures.ts";
import type { Metadata } from "./metadata.ts";
import type { Node } from "./node.ts";
import { Again, againWhilePassing, patiently, type Patience } from "./retry.ts";

const keyTypes = { group: 0, transaction: 1 } as const;
const rememberedMax = 10_000;

export class Coordinators {
  readonly #metadata: Metadata;
  readonly #patience: Patience;
  readonly #known = new Map<string, number>();

  constructor(metadata: Metadata, patience: Patience) {
    this.#metadata = metadata;
    this.#patience = patience;
  }

  /** Takes the step at the coordinator, again while coordination moves. */
  at<T>(kind: keyof typeof keyTypes, key: string, what: string, step: (node: Node, attempt: number) => Promise<T>): Promise<T> {
    const name = `${kind}/${key}`;
    const forget = async (): Promise<void> => {
      this.#known.delete(name);
      await this.#metadata.refresh();
    };
    return patiently(this.#patience, what, async (attempt) => step(await this.#find(kind, key, name), attempt), forget);
  }

  async #find(kind: keyof typeof keyTypes, key: string, name: string): Promise<Node> {
    const known = this.#metadata.node(this.#known.get(name) ?? -1);
    if (known !== undefined) return known;
    const { errorCode, errorMessage, nodeId } = await this.#metadata.any().call("FindCoordinator", { key, keyType: keyTypes[kind] });
    againWhilePassing(errorCode, errorMessage);
    if (errorCode !== kafkaError.none) throw refused(`the coordinator of ${kind} "${key}"`, errorCode, errorMessage);
    const node = this.#metadata.node(nodeId);
    if (node === undefined) throw new Again(kafkaError.coordinatorNotAvailable);
    if (this.#known.size >= rememberedMax) this.#known.clear();
    this.#known.set(name, nodeId);
    return node;
  }
}
