// An object store in memory that does, from one seed, what a real one may do: fail before or after it did what was asked,
// acknowledge what it then loses or changes, do a call late, when its caller has long given up.
import type { Random } from "@millrace/core";
import type { ObjectPage, ObjectStore } from "../tier/object-store.ts";

export interface StoreFaults {
  /** Chance that a call fails; half of those that do were done all the same, now or later. */
  readonly failing: number;
  /** Chance that a put is acknowledged, and something else or nothing is kept. */
  readonly lying: number;
}

const none: StoreFaults = { failing: 0, lying: 0 };
const pageKeys = 7;

export class SimulatedStore implements ObjectStore {
  readonly name = "memory";
  readonly objects = new Map<string, Uint8Array>();
  faults: StoreFaults = none;
  readonly #random: Random;
  /** Calls that their callers gave up. */
  readonly #late: (() => void)[] = [];

  constructor(random: Random) {
    this.#random = random;
  }

  /** Does what was late. */
  settle(): void {
    for (const action of this.#late.splice(0)) action();
  }

  async put(key: string, bytes: Uint8Array): Promise<void> {
    const copy = Uint8Array.from(bytes);
    if (this.#random.next() >= this.faults.lying) return this.#call(() => void this.objects.set(key, copy));
    const kind = this.#random.below(3);
    if (kind === 0) this.objects.set(key, copy.subarray(0, this.#random.below(copy.length)));
    if (kind === 1) this.objects.set(key, flipped(copy, this.#random.below(copy.length)));
  }

  async get(key: string, from: number, length: number): Promise<Uint8Array | undefined> {
    return this.#call(() => this.objects.get(key)?.slice(from, from + length));
  }

  async delete(key: string): Promise<void> {
    await this.#call(() => void this.objects.delete(key));
  }

  async list(prefix: string, next = ""): Promise<ObjectPage> {
    return this.#call(() => {
      const keys = [...this.objects.keys()].filter((key) => key.startsWith(prefix) && key > next).sort();
      const page = keys.slice(0, pageKeys);
      return { keys: page, next: keys.length > pageKeys ? page.at(-1) : undefined };
    });
  }

  async #call<T>(action: () => T): Promise<T> {
    await Promise.resolve();
    if (this.#random.next() >= this.faults.failing) return action();
    const kind = this.#random.below(4);
    if (kind === 0) action();
    if (kind === 1) this.#late.push(action);
    throw new Error("503 SlowDown");
  }
}

function flipped(bytes: Uint8Array, at: number): Uint8Array {
  bytes[at]! ^= 1;
  return bytes;
}
