// SASL on one connection: handshake, then the messages of one mechanism, then who it is. Also again later (KIP-368):
// a login can be repeated before it expires, by the same user with the same mechanism; once it has expired, the
// connection is closed at its next request.
import type { Clock } from "@millrace/core";
import { kafkaError } from "../../protocol/error-codes.ts";
import type { FailedLogins } from "./failed-logins.ts";
import type { SaslExchange, SaslStep } from "./exchange.ts";
import type { SaslMechanism } from "./mechanisms.ts";

export interface SaslSessionOptions {
  readonly mechanisms: readonly SaslMechanism[];
  readonly begin: (mechanism: SaslMechanism) => SaslExchange;
  readonly clock: Clock;
  readonly address: string;
  readonly failures: FailedLogins;
  /** `connections.max.reauth.ms`; 0: a login lasts as long as what was shown for it. */
  readonly maxReauthMs: number;
  readonly refused: (details: { mechanism: string; user: string | undefined; address: string; reason: string }) => void;
}

export interface SaslAnswer {
  readonly errorCode: number;
  readonly errorMessage: string | null;
  readonly authBytes: Uint8Array;
  readonly sessionLifetimeMs: number;
}

const noBytes = new Uint8Array(0);
const refusal = (errorCode: number, errorMessage: string): SaslAnswer => ({
  errorCode,
  errorMessage,
  authBytes: noBytes,
  sessionLifetimeMs: 0,
});

export class SaslSession {
  readonly #options: SaslSessionOptions;
  #mechanism: SaslMechanism | undefined;
  #exchange: SaslExchange | undefined;
  #expiresAtMs = Infinity;
  /** Who logged in first, and how: a second login may not change it. */
  #name: string | undefined;
  #usedMechanism: SaslMechanism | undefined;
  /** After a handshake of version 0 the mechanism's messages come bare, without a request around them. */
  bare = false;
  /** Nothing more is taken from this connection. */
  failed = false;

  constructor(options: SaslSessionOptions) {
    this.#options = options;
  }

  get authenticated(): boolean {
    return this.#name !== undefined;
  }

  get principal(): string {
    return `User:${this.#name ?? ""}`;
  }

  get expired(): boolean {
    return this.#options.clock.monotonic() >= this.#expiresAtMs;
  }

  handshake(name: string, version: number): { errorCode: number; mechanisms: readonly string[] } {
    const { mechanisms, begin } = this.#options;
    const mechanism = mechanisms.find((known) => known === name);
    if (mechanism === undefined) return this.#refuseHandshake(kafkaError.unsupportedSaslMechanism);
    const again = this.#usedMechanism !== undefined;
    if (this.#exchange !== undefined || (again && (version === 0 || mechanism !== this.#usedMechanism))) {
      return this.#refuseHandshake(kafkaError.illegalSaslState);
    }
    this.#mechanism = mechanism;
    this.#exchange = begin(mechanism);
    this.bare = version === 0;
    return { errorCode: kafkaError.none, mechanisms };
  }

  async authenticate(message: Uint8Array): Promise<SaslAnswer> {
    const exchange = this.#exchange;
    if (exchange === undefined || this.failed) {
      this.failed = true;
      return refusal(kafkaError.illegalSaslState, "a SASL handshake comes first");
    }
    const step = await exchange.respond(message);
    if (step.kind === "continue" && step.refused !== undefined) this.#log(step.refused);
    if (step.kind === "continue") return { errorCode: kafkaError.none, errorMessage: null, authBytes: step.bytes, sessionLifetimeMs: 0 };
    this.#exchange = undefined;
    this.bare = false;
    if (step.kind === "failed") return this.#refuse(step);
    if (this.#name !== undefined && step.name !== this.#name) {
      return this.#refuse({ kind: "failed", reason: `this connection belongs to "${this.#name}"`, name: step.name });
    }
    return this.#accept(step);
  }

  #accept({ bytes, name, expiresAtMs = Infinity }: Extract<SaslStep, { kind: "done" }>): SaslAnswer {
    const { clock, maxReauthMs, failures, address } = this.#options;
    this.#name = name;
    this.#usedMechanism = this.#mechanism;
    const lifetimeMs = Math.min(expiresAtMs - clock.now(), maxReauthMs > 0 ? maxReauthMs : Infinity);
    this.#expiresAtMs = clock.monotonic() + lifetimeMs;
    failures.succeeded(address);
    const sessionLifetimeMs = lifetimeMs === Infinity ? 0 : Math.max(1, Math.floor(lifetimeMs));
    return { errorCode: kafkaError.none, errorMessage: null, authBytes: bytes, sessionLifetimeMs };
  }

  /** Answered late, so that guessing is slow. */
  async #refuse({ reason, name, answer }: Extract<SaslStep, { kind: "failed" }>): Promise<SaslAnswer> {
    const { failures, address, clock } = this.#options;
    const mechanism = this.#mechanism!;
    this.failed = true;
    if (answer === undefined) this.#log(reason, name);
    await clock.sleep(failures.failed(address));
    return refusal(kafkaError.saslAuthenticationFailed, answer ?? `authentication with ${mechanism} failed: the credentials are not valid`);
  }

  #log(reason: string, user?: string): void {
    const { refused, address } = this.#options;
    refused({ mechanism: this.#mechanism!, user, address, reason });
  }

  #refuseHandshake(errorCode: number): { errorCode: number; mechanisms: readonly string[] } {
    this.failed = true;
    return { errorCode, mechanisms: this.#options.mechanisms };
  }
}
