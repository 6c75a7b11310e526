// Who may come in and what they may do: users, rules and quotas, as the broker asks for them and as administrators
// change them. All three are kept in one topic (store.ts).
import type { Clock, Random } from "@millrace/core";
import type { Log } from "@millrace/log";
import { Authorizer, type AuthorizerOptions } from "./acl/authorizer.ts";
import { Quotas } from "./quota/quotas.ts";
import { FailedLogins } from "./sasl/failed-logins.ts";
import { newSecret, SecurityStore } from "./store.ts";
import { Users } from "./users.ts";

export interface SecurityOptions extends AuthorizerOptions {
  readonly log: Log;
  readonly clock: Clock;
  readonly random: Random;
  readonly failedAuthenticationDelayMs: number;
  /** Whether anybody checks passwords. */
  readonly usesPasswords: boolean;
}

export class Security {
  readonly users = new Users();
  readonly authorizer: Authorizer;
  readonly quotas: Quotas;
  readonly failures: FailedLogins;
  readonly store: SecurityStore;

  private constructor(options: SecurityOptions) {
    const { log, clock, failedAuthenticationDelayMs } = options;
    this.authorizer = new Authorizer(options);
    this.quotas = new Quotas(clock);
    this.failures = new FailedLogins(clock, failedAuthenticationDelayMs);
    this.store = new SecurityStore(log, clock);
  }

  static async open(options: SecurityOptions): Promise<Security> {
    const security = new Security(options);
    const { users, authorizer, quotas, store } = security;
    await store.open((record) => {
      users.apply(record);
      authorizer.apply(record);
      quotas.table.apply(record);
    });
    if (options.usesPasswords) {
      await store.change(() => (users.hasSecret ? [] : [{ key: ["secret"], value: newSecret(options.random) }]));
    }
    return security;
  }
}
