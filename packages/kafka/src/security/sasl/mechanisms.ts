// The mechanisms a listener can offer, and how a conversation of each begins.
import type { Random } from "@millrace/core";
import type { Users } from "../users.ts";
import type { SaslExchange } from "./exchange.ts";
import { OAuthBearerExchange, type TokenVerifier } from "./oauth-bearer.ts";
import { PlainExchange } from "./plain.ts";
import { ScramExchange } from "./scram.ts";

export type SaslMechanism = "PLAIN" | "SCRAM-SHA-256" | "SCRAM-SHA-512" | "OAUTHBEARER";

export interface MechanismParts {
  readonly users: Users;
  readonly random: Random;
  readonly verifier: TokenVerifier | undefined;
}

export function beginExchange(mechanism: SaslMechanism, { users, random, verifier }: MechanismParts): SaslExchange {
  if (mechanism === "PLAIN") return new PlainExchange({ find: (name) => users.findAny(name) });
  if (mechanism === "OAUTHBEARER") return new OAuthBearerExchange(verifier!);
  const nonce = (): string => Buffer.concat([random.uuidBytes(), random.uuidBytes()]).toString("base64");
  return new ScramExchange({ mechanism, find: (name) => users.find(name, mechanism), nonce });
}
