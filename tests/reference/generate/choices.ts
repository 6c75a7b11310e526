// Every random decision of a generated case is one number in a list. Reading the list again makes the same case;
// making the list shorter or its numbers smaller makes a simpler one. So one shrinker serves statements and data alike
// (the idea is Hypothesis's). For it to work, 0 must always be the plainest choice.
import { seeded } from "@millrace/core";

export class Choices {
  readonly taken: number[] = [];
  readonly #next: (below: number) => number;

  private constructor(next: (below: number) => number) {
    this.#next = next;
  }

  static seeded(seed: number): Choices {
    const random = seeded(seed);
    return new Choices((below) => random.below(below));
  }

  /** The same choices again; where the list ends, 0. */
  static replay(list: readonly number[]): Choices {
    let at = 0;
    return new Choices((below) => Math.min(list[at++] ?? 0, below - 1));
  }

  /** An integer in [0, below). */
  below(below: number): number {
    const choice = this.#next(below);
    this.taken.push(choice);
    return choice;
  }

  between(least: number, most: number): number {
    return least + this.below(most - least + 1);
  }

  /** True with this probability; false is the plain choice. */
  chance(probability: number): boolean {
    return this.below(1000) >= 1000 - probability * 1000;
  }

  pick<T>(list: readonly T[]): T {
    return list[this.below(list.length)]!;
  }

  /** The first is the plainest; weights are whole numbers. */
  weighted<T>(list: readonly (readonly [weight: number, item: T])[]): T {
    let left = this.below(list.reduce((sum, [weight]) => sum + weight, 0));
    for (const [weight, item] of list) {
      if (left < weight) return item;
      left -= weight;
    }
    return list[0]![1];
  }

  /** Some of the list, at least `least`, in its order. */
  some<T>(list: readonly T[], least = 0): T[] {
    const kept = list.filter(() => this.chance(0.5));
    return kept.length >= least ? kept : list.slice(0, least);
  }
}
