// Calls of an object store as the log makes them: each ends, with an answer, after a while, or when the log closes; and
// what goes wrong is one error.
import type { Clock } from "@millrace/core";
import { logErrors } from "../errors.ts";
import type { ObjectPage, ObjectStore } from "./object-store.ts";

export class StoreCalls implements ObjectStore {
  readonly name: string;
  readonly #store: ObjectStore;
  readonly #clock: Clock;
  readonly #timeoutMs: number;
  readonly #pending = new Set<() => void>();
  #ended = false;

  constructor(store: ObjectStore, clock: Clock, timeoutMs: number) {
    this.name = store.name;
    this.#store = store;
    this.#clock = clock;
    this.#timeoutMs = timeoutMs;
  }

  put(key: string, bytes: Uint8Array): Promise<void> {
    return this.#call(() => this.#store.put(key, bytes));
  }

  get(key: string, from: number, length: number): Promise<Uint8Array | undefined> {
    return this.#call(() => this.#store.get(key, from, length));
  }

  delete(key: string): Promise<void> {
    return this.#call(() => this.#store.delete(key));
  }

  list(prefix: string, next?: string): Promise<ObjectPage> {
    return this.#call(() => this.#store.list(prefix, next));
  }

  /** Nobody waits for the store any more. */
  end(): void {
    this.#ended = true;
    for (const stop of this.#pending) stop();
  }

  #call<T>(action: () => Promise<T>): Promise<T> {
    if (this.#ended) return Promise.reject(logErrors.closed());
    return new Promise<T>((resolve, reject) => {
      const stop = (): void => settle(() => reject(logErrors.closed()));
      const timer = this.#clock.after(this.#timeoutMs, () =>
        settle(() => reject(this.#failure(`it did not answer in ${this.#timeoutMs} ms`))),
      );
      const settle = (how: () => void): void => {
        timer.cancel();
        this.#pending.delete(stop);
        how();
      };
      this.#pending.add(stop);
      action().then(
        (value) => settle(() => resolve(value)),
        (thrown: unknown) => settle(() => reject(this.#failure(thrown instanceof Error ? thrown.message : String(thrown), thrown))),
      );
    });
  }

  #failure(reason: string, cause?: unknown): Error {
    return logErrors.tierUnavailable.with({ cause }, this.name, reason);
  }
}
