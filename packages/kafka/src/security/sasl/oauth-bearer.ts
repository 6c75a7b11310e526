// OAUTHBEARER (RFC 7628): the client shows a signed token (JWT) of an identity provider. Its signature is checked with
// the provider's public keys, then issuer, audience and expiry; who it names is who is connected, until it expires.
import type * as Jose from "jose";
import type { JSONWebKeySet, JWTVerifyGetKey, JWTVerifyOptions } from "jose";
import type { Clock } from "@millrace/core";
import { failed, type SaslExchange, type SaslStep } from "./exchange.ts";

export interface OAuthOptions {
  /** Where the provider publishes its keys, or the keys themselves. */
  readonly keys: { readonly url: string } | JSONWebKeySet;
  readonly issuer: string;
  readonly audience: string;
  /** Which claim names the user; default `sub`. */
  readonly principalClaim?: string;
}

/** Signatures with public keys alone: a shared secret would let everyone who checks tokens make them too. */
const algorithms = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"];
const clockToleranceSeconds = 30;
/** Between the parts of a message. */
const separator = "\u0001";
const headerPattern = /^n,(?:a=([^,]*))?,$/;
const tokenPattern = /^auth=[Bb]earer +([\w\-.~+/]+=*)$/;
/** The client's word that it read the error. */
const acknowledged = 0x01;

export class TokenVerifier {
  readonly #options: OAuthOptions;
  readonly #clock: Clock;
  /** Loaded when a listener takes tokens: most brokers never do. */
  readonly #jose: typeof Jose;
  readonly #keys: JWTVerifyGetKey;

  private constructor(options: OAuthOptions, clock: Clock, jose: typeof Jose) {
    this.#options = options;
    this.#clock = clock;
    this.#jose = jose;
    const { keys } = options;
    this.#keys =
      "url" in keys && typeof keys.url === "string"
        ? jose.createRemoteJWKSet(new URL(keys.url))
        : jose.createLocalJWKSet(keys as JSONWebKeySet);
  }

  static async open(options: OAuthOptions, clock: Clock): Promise<TokenVerifier> {
    return new TokenVerifier(options, clock, await import("jose"));
  }

  /** Who the token names and until when; throws when it is not to be believed. */
  async verify(token: string): Promise<{ name: string; expiresAtMs: number }> {
    const { issuer, audience, principalClaim = "sub" } = this.#options;
    const checks: JWTVerifyOptions = {
      issuer,
      audience,
      algorithms,
      clockTolerance: clockToleranceSeconds,
      requiredClaims: ["exp", principalClaim],
      currentDate: new Date(this.#clock.now()),
    };
    const { payload } = await this.#jose.jwtVerify(token, this.#keys, checks);
    const name = payload[principalClaim];
    if (typeof name !== "string" || name === "") throw new Error(`the claim ${principalClaim} is no name`);
    return { name, expiresAtMs: payload.exp! * 1000 };
  }
}

export class OAuthBearerExchange implements SaslExchange {
  readonly #verifier: TokenVerifier;
  #refusal: SaslStep | undefined;

  constructor(verifier: TokenVerifier) {
    this.#verifier = verifier;
  }

  async respond(message: Uint8Array): Promise<SaslStep> {
    if (this.#refusal !== undefined) {
      return message.length === 1 && message[0] === acknowledged ? this.#refusal : failed("it went on after a refusal");
    }
    const [header = "", ...parts] = Buffer.from(message).toString("utf8").split(separator);
    const acting = headerPattern.exec(header);
    const token = parts.map((part) => tokenPattern.exec(part)?.[1]).find((found) => found !== undefined);
    if (acting === null || token === undefined) return failed("the message is not OAUTHBEARER's");
    const authorizationName = acting[1] ?? "";
    try {
      const { name, expiresAtMs } = await this.#verifier.verify(token);
      if (authorizationName !== "" && authorizationName !== name) return failed("it asks to act for somebody else", name);
      return { kind: "done", bytes: new Uint8Array(0), name, expiresAtMs };
    } catch (thrown) {
      return this.#refuse((thrown as Error).message);
    }
  }

  /** RFC 7628: the error first, in JSON; the refusal when the client has answered it. */
  #refuse(reason: string): SaslStep {
    const answer = JSON.stringify({ status: "invalid_token" });
    this.#refusal = { kind: "failed", reason, answer };
    return { kind: "continue", bytes: Buffer.from(answer), refused: reason };
  }
}
