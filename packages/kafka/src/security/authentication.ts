// Who comes through another door than a Kafka port (HTTP), by the same users, tokens and rules: a name with its password,
// or a token, gives an identity, and what that identity may do. A wrong one is answered late and logged, as on a
// listener.
//
// HTTP shows the password with every request, and checking one takes milliseconds of a worker thread by design. So a
// password that was right is remembered, as a keyed digest whose key lives as long as this process, until the user's
// credential changes. How many checks and late answers there are at once is bounded.
import { createHmac, timingSafeEqual } from "node:crypto";
import type { Clock, Random } from "@millrace/core";
import { Access } from "./acl/access.ts";
import type { Operation, ResourceType } from "./authorization.ts";
import { securityErrors } from "./errors.ts";
import { nameLengthMost } from "./sasl/exchange.ts";
import type { TokenVerifier } from "./sasl/oauth-bearer.ts";
import { isPassword, type ScramCredential } from "./sasl/scram-credential.ts";
import type { Security } from "./security.ts";

export interface Rights {
  may(operation: Operation, resource: ResourceType, name: string): boolean;
  /** Whether there is a resource of this type with which it may be done. */
  mayAny(operation: Operation, resource: ResourceType): boolean;
}

export interface Identity {
  /** `User:alice` */
  readonly principal: string;
  /** Whether what was shown still counts: the password was not changed, the token has not expired. */
  valid(): boolean;
}

export interface Authentication {
  /** Whether anybody is asked who comes: while rules count. */
  readonly required: boolean;
  /** Throws when it is not the user's password; late. */
  password(name: string, password: string, address: string): Promise<Identity>;
  /** Throws when the token is not to be believed; late. */
  token(token: string, address: string): Promise<Identity>;
  rightsOf(principal: string, address: string): Rights;
}

export interface AuthenticationParts {
  readonly security: Security;
  readonly clock: Clock;
  readonly random: Random;
  readonly verifiers: readonly TokenVerifier[];
  readonly refused: (details: Readonly<Record<string, unknown>>) => void;
}

const atOnceMost = 256;
const rememberedMost = 1_000;

export function authenticationOf(parts: AuthenticationParts): Authentication {
  const { security, clock, verifiers } = parts;
  const { users, failures, authorizer } = security;
  const remembered = new Remembered(parts.random);
  let atOnce = 0;

  const slowly = async <Result>(work: () => Promise<Result>): Promise<Result> => {
    if (atOnce >= atOnceMost) throw securityErrors.loginsFull(atOnceMost);
    atOnce++;
    return work().finally(() => atOnce--);
  };
  const refuse = async (mechanism: string, user: string | undefined, address: string, reason: string): Promise<never> => {
    parts.refused({ listener: "HTTP", mechanism, user, address, reason });
    await clock.sleep(failures.failed(address));
    throw securityErrors.loginRefused();
  };

  return {
    required: authorizer.enabled,
    rightsOf: (principal, address) => new Access(authorizer, principal, address),
    async password(name, password, address) {
      const kept = users.findAny(name).credential;
      const identity = { principal: `User:${name}`, valid: () => users.findAny(name).credential === kept };
      if (remembered.has(name, kept, password)) return identity;
      return await slowly(async () => {
        if (name === "" || password === "" || name.length > nameLengthMost) {
          return await refuse("PLAIN", undefined, address, "there is no name or no password");
        }
        const { mechanism, credential, known } = users.findAny(name);
        const right = await isPassword(mechanism, credential, password);
        if (!right || !known) return await refuse("PLAIN", name, address, known ? "wrong password" : "no such user");
        failures.succeeded(address);
        remembered.put(name, credential, password);
        return { ...identity, valid: () => users.findAny(name).credential === credential };
      });
    },
    token: (token, address) =>
      slowly(async () => {
        let reason = "tokens are not taken here";
        for (const verifier of verifiers) {
          try {
            const { name, expiresAtMs } = await verifier.verify(token);
            return { principal: `User:${name}`, valid: () => clock.now() < expiresAtMs };
          } catch (thrown) {
            reason = (thrown as Error).message;
          }
        }
        return await refuse("OAUTHBEARER", undefined, address, reason);
      }),
  };
}

/** Passwords that were right; the one used longest ago makes room. */
class Remembered {
  readonly #key: Uint8Array;
  readonly #digests = new Map<string, { readonly credential: ScramCredential; readonly digest: Uint8Array }>();

  constructor(random: Random) {
    this.#key = Buffer.concat([random.uuidBytes(), random.uuidBytes()]);
  }

  has(name: string, credential: ScramCredential, password: string): boolean {
    const found = this.#digests.get(name);
    if (found === undefined || found.credential !== credential) return false;
    if (!timingSafeEqual(found.digest, this.#digest(password))) return false;
    this.#digests.delete(name);
    this.#digests.set(name, found);
    return true;
  }

  put(name: string, credential: ScramCredential, password: string): void {
    this.#digests.set(name, { credential, digest: this.#digest(password) });
    if (this.#digests.size > rememberedMost) this.#digests.delete(this.#digests.keys().next().value!);
  }

  #digest(password: string): Uint8Array {
    return createHmac("sha256", this.#key).update(password).digest();
  }
}
