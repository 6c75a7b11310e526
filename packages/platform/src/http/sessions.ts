// Logins of browsers. The page gets a cookie that scripts cannot read and that no other site's page can send; what it
// stands for is kept here, in memory: a restart ends every session. Bounded: the session used longest ago makes room.
import { createHash } from "node:crypto";
import type { Clock, Random } from "@millrace/core";
import type { Identity } from "@millrace/kafka";

const sessionsMost = 1_000;
const idleMsMost = 60 * 60_000;
const lifeMsMost = 12 * 60 * 60_000;

interface Session {
  readonly identity: Identity;
  readonly beganAt: number;
  usedAt: number;
}

export class Sessions {
  readonly #clock: Clock;
  readonly #random: Random;
  /** By the digest of the cookie's value: looking one up then takes no time that would tell a value nearly right. */
  readonly #sessions = new Map<string, Session>();

  constructor(clock: Clock, random: Random) {
    this.#clock = clock;
    this.#random = random;
  }

  /** The cookie's value. */
  begin(identity: Identity): string {
    const value = Buffer.concat([this.#random.uuidBytes(), this.#random.uuidBytes()]).toString("base64url");
    const now = this.#clock.monotonic();
    this.#sessions.set(digest(value), { identity, beganAt: now, usedAt: now });
    if (this.#sessions.size > sessionsMost) this.#sessions.delete(this.#sessions.keys().next().value!);
    return value;
  }

  /** Who it is, while the session lasts and the login behind it counts. */
  find(value: string): Identity | undefined {
    const key = digest(value);
    const session = this.#sessions.get(key);
    if (session === undefined) return undefined;
    this.#sessions.delete(key);
    if (!this.#lasts(session)) return undefined;
    session.usedAt = this.#clock.monotonic();
    this.#sessions.set(key, session);
    const { identity } = session;
    return { principal: identity.principal, valid: () => this.#sessions.get(key) === session && this.#lasts(session) };
  }

  end(value: string): void {
    this.#sessions.delete(digest(value));
  }

  #lasts({ identity, beganAt, usedAt }: Session): boolean {
    const now = this.#clock.monotonic();
    return now - usedAt < idleMsMost && now - beganAt < lifeMsMost && identity.valid();
  }
}

const digest = (value: string): string => createHash("sha256").update(value).digest("base64");
