// Where the broker listens and what it asks of those who come. One address can be open to this machine alone; everything
// wider must ask clients who they are and encrypt, unless somebody says twice that it need not.
import type { HostAndPort } from "../broker/wire.ts";
import { securityErrors } from "./errors.ts";
import type { SaslMechanism } from "./sasl/mechanisms.ts";
import type { OAuthOptions } from "./sasl/oauth-bearer.ts";

export type SecurityProtocol = "PLAINTEXT" | "SSL" | "SASL_PLAINTEXT" | "SASL_SSL";

/** PEM texts. */
export interface TlsMaterial {
  readonly cert: string | Uint8Array;
  readonly key: string | Uint8Array;
  /** Who may vouch for clients; needed when they are asked for certificates. */
  readonly ca?: string | Uint8Array;
}

export interface TlsOptions extends TlsMaterial {
  /** Default none. */
  readonly clientAuth?: "none" | "requested" | "required";
}

export interface SaslOptions {
  /** Default SCRAM-SHA-512, SCRAM-SHA-256 and PLAIN. */
  readonly mechanisms?: readonly SaslMechanism[];
  /** For OAUTHBEARER. */
  readonly oauth?: OAuthOptions;
}

export interface ListenerOptions {
  /** Default: its protocol. */
  readonly name?: string;
  /** Default 127.0.0.1. */
  readonly host?: string;
  /** 0 takes any free port. */
  readonly port: number;
  /** Default PLAINTEXT. */
  readonly protocol?: SecurityProtocol;
  /** Where clients that came in here are told to connect; left out, the address that each of them reached. */
  readonly advertised?: HostAndPort | undefined;
  readonly tls?: TlsOptions;
  readonly sasl?: SaslOptions;
  /** Who a client is that is not asked: default `User:ANONYMOUS`. */
  readonly principal?: string;
  /** Said besides a host beyond this machine: yes, without authentication or encryption. */
  readonly insecure?: boolean;
}

export interface Listener extends ListenerOptions {
  readonly name: string;
  readonly host: string;
  readonly protocol: SecurityProtocol;
  readonly encrypted: boolean;
  /** Empty where nobody is asked for a login. */
  readonly mechanisms: readonly SaslMechanism[];
}

export const passwordMechanisms: readonly SaslMechanism[] = ["SCRAM-SHA-512", "SCRAM-SHA-256", "PLAIN"];

const isLoopback = (host: string): boolean => host === "localhost" || host === "::1" || /^127(?:\.\d{1,3}){3}$/.test(host);

/** All of them made whole, or the first thing that is wrong. */
export function checkListeners(options: readonly ListenerOptions[]): Listener[] {
  const names = new Set<string>();
  return options.map((given) => {
    const listener = checkListener(given);
    if (names.has(listener.name)) throw securityErrors.listenerNamedTwice(listener.name);
    names.add(listener.name);
    return listener;
  });
}

function checkListener(given: ListenerOptions): Listener {
  const { protocol = "PLAINTEXT", host = "127.0.0.1", tls, sasl } = given;
  const name = given.name ?? protocol;
  const encrypted = protocol === "SSL" || protocol === "SASL_SSL";
  const asksForLogin = protocol === "SASL_PLAINTEXT" || protocol === "SASL_SSL";
  if (encrypted && tls === undefined) throw securityErrors.listenerTls(name, protocol, "certificate");
  if (!encrypted && tls !== undefined) throw securityErrors.listenerUnused(name, protocol, "tls");
  if (!asksForLogin && sasl !== undefined) throw securityErrors.listenerUnused(name, protocol, "sasl");
  const clientAuth = tls?.clientAuth ?? "none";
  if (clientAuth !== "none" && tls?.ca === undefined)
    throw securityErrors.listenerTls(name, protocol, "authorities for client certificates");
  const mechanisms = asksForLogin ? (sasl?.mechanisms ?? passwordMechanisms) : [];
  if (asksForLogin && mechanisms.length === 0) throw securityErrors.listenerTls(name, protocol, "SASL mechanism");
  if (mechanisms.includes("OAUTHBEARER") && sasl?.oauth === undefined) {
    throw securityErrors.listenerTls(name, protocol, "keys, issuer and audience for OAUTHBEARER");
  }
  if (!isLoopback(host) && given.insecure !== true) {
    if (!encrypted && asksForLogin) throw securityErrors.listenerClear(name, host);
    if (!asksForLogin && clientAuth !== "required") throw securityErrors.listenerOpen(name, host);
  }
  return { ...given, name, host, protocol, encrypted, mechanisms };
}
