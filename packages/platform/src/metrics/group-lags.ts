// How far each consumer group was behind, two minutes of it, sampled once a second.
import type { Sparkline } from "../api/types.ts";
import { Ring } from "./ring.ts";

/** Beyond that sampling would be the heaviest thing here. */
const groupsMost = 1_000;

export class GroupLags {
  readonly #rings = new Map<string, Ring>();

  sample(lags: ReadonlyMap<string, number>): void {
    for (const group of this.#rings.keys()) if (!lags.has(group)) this.#rings.delete(group);
    for (const [group, lag] of lags) {
      let ring = this.#rings.get(group);
      if (ring === undefined) {
        if (this.#rings.size >= groupsMost) continue;
        this.#rings.set(group, (ring = new Ring()));
      }
      ring.push(lag);
    }
  }

  of(group: string): Sparkline {
    return this.#rings.get(group)?.values() ?? [];
  }
}
