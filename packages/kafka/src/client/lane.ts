// A bounded set of connections to one node. A broker answers the requests of a connection one after the other, so each
// request takes a connection for itself: none waits behind another's long poll.
import { logErrors } from "@millrace/log";

/** A connection as this file sees it. */
export interface Line {
  isConnected(): boolean;
}

export interface LaneLimits {
  readonly connections: number;
  readonly waiting: number;
}

export class Lane<L extends Line> {
  readonly #open: () => Promise<L>;
  readonly #limits: LaneLimits;
  readonly #free: L[] = [];
  readonly #waiting: (() => void)[] = [];
  #taken = 0;

  constructor(open: () => Promise<L>, limits: LaneLimits) {
    this.#open = open;
    this.#limits = limits;
  }

  /** Runs `use` with a connection of its own. */
  async with<T>(use: (line: L) => Promise<T>): Promise<T> {
    await this.#turn();
    let line = this.#free.pop();
    try {
      while (line !== undefined && !line.isConnected()) line = this.#free.pop();
      line ??= await this.#open();
      return await use(line);
    } finally {
      if (line?.isConnected() === true) this.#free.push(line);
      // The turn goes from hand to hand: nobody who comes now gets in between.
      const next = this.#waiting.shift();
      if (next === undefined) this.#taken--;
      else next();
    }
  }

  async #turn(): Promise<void> {
    if (this.#taken < this.#limits.connections) return void this.#taken++;
    if (this.#waiting.length >= this.#limits.waiting) throw logErrors.busy("requests to a broker");
    await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }
}
