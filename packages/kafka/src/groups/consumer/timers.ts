// How long members of a consumer group may take: until they are heard of again (session), and until they have done what
// they were asked to (deadline): to give partitions up, or, for a classic member, to join again or to synchronise.
import type { Clock, Timer } from "@millrace/core";

type Kind = "session" | "deadline";

export class MemberTimers {
  readonly #clock: Clock;
  readonly #over: (memberId: string) => void;
  readonly #timers: Record<Kind, Map<string, Timer>> = { session: new Map(), deadline: new Map() };

  constructor(clock: Clock, over: (memberId: string) => void) {
    this.#clock = clock;
    this.#over = over;
  }

  start(kind: Kind, memberId: string, delayMs: number): void {
    this.stop(kind, memberId);
    this.#timers[kind].set(
      memberId,
      this.#clock.after(delayMs, () => this.#over(memberId)),
    );
  }

  isRunning(kind: Kind, memberId: string): boolean {
    return this.#timers[kind].has(memberId);
  }

  stop(kind: Kind, memberId: string): void {
    this.#timers[kind].get(memberId)?.cancel();
    this.#timers[kind].delete(memberId);
  }

  forget(memberId: string): void {
    this.stop("session", memberId);
    this.stop("deadline", memberId);
  }

  close(): void {
    for (const timers of Object.values(this.#timers)) for (const memberId of timers.keys()) this.forget(memberId);
  }
}
