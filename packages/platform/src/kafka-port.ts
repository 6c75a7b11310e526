// The Kafka port of a platform: always one for programs on this machine, and on request a second one with TLS for
// others, who log in or show a certificate. While any of them asks, rules (ACLs) count, and so they do over HTTP. A first
// port that does not ask takes its clients for "Local:operator", who may do everything; nobody who logs in can have
// that name.
import type { Clock, Random } from "@millrace/core";
import {
  type Broker,
  type BrokerLogger,
  type ListenerOptions,
  type OAuthOptions,
  passwordMechanisms,
  type SaslOptions,
  startBroker,
} from "@millrace/kafka";
import type { LocalLog } from "@millrace/log";
import { operator } from "./access/caller.ts";
import { asListenError } from "./folder/start-errors.ts";
import { isLoopback } from "./http/security.ts";
import { readTlsFiles, type TlsFiles, watchTlsFiles } from "./folder/tls-files.ts";

export interface KafkaTlsOptions extends TlsFiles {
  readonly port: number;
  /** Default 127.0.0.1; `0.0.0.0` for all of the machine's addresses. */
  readonly host?: string | undefined;
  /** Where clients from elsewhere reach this port, when not at the address they see. */
  readonly advertised?: { readonly host: string; readonly port: number } | undefined;
  /** `login` (default): name and password, by SCRAM or PLAIN. `certificate`: one that `ca` vouches for. */
  readonly auth?: "login" | "certificate" | undefined;
}

export interface KafkaPortOptions {
  readonly log: LocalLog;
  readonly clock: Clock;
  readonly random: Random;
  readonly host: string;
  readonly port: number;
  readonly defaultPartitions?: number | undefined;
  readonly tls?: KafkaTlsOptions | undefined;
  /** `login`: clients of the first port log in too. */
  readonly auth?: "login" | undefined;
  /** The first port may be open to other machines, in clear. */
  readonly insecure?: boolean | undefined;
  /** For logins with tokens, also over HTTP. */
  readonly oauth?: OAuthOptions | undefined;
  /** Who may do everything, besides programs on this machine: `User:admin`. */
  readonly superUsers?: readonly string[] | undefined;
  readonly logger?: BrokerLogger | undefined;
}

export const kafkaTlsName = "TLS";

export interface KafkaPort {
  readonly broker: Broker;
  close(): Promise<void>;
}

export async function openKafkaPort(options: KafkaPortOptions): Promise<KafkaPort> {
  const { log, clock, random, host, port, tls, auth, oauth, insecure = false, superUsers = [], logger } = options;
  const settings = {
    ...(options.defaultPartitions === undefined ? {} : { defaultPartitions: options.defaultPartitions }),
    superUsers: [operator, ...superUsers],
  };
  const shared = {
    log,
    clock,
    random,
    host,
    port,
    settings,
    insecure,
    login: auth === undefined ? undefined : loginWith(oauth),
    ...(logger === undefined ? {} : { logger }),
  };
  // From other machines nobody is the operator of this one.
  const local = isLoopback(host) && auth === undefined ? { principal: operator } : {};
  const broker = await startBroker(tls === undefined ? shared : { ...shared, ...local, listeners: [tlsListener(tls, oauth)] }).catch(
    (thrown: unknown) => {
      // With two ports, the broker's own words say which one.
      throw tls === undefined ? asListenError(thrown, "the Kafka", host, port, "--kafka-port") : thrown;
    },
  );
  if (tls === undefined) return { broker, close: () => broker.close() };
  const failed = (error: unknown): void => logger?.warn("a changed certificate cannot be used", { error });
  const stopWatching = watchTlsFiles(tls, (material) => broker.replaceTls(kafkaTlsName, material), failed);
  return {
    broker,
    close() {
      stopWatching();
      return broker.close();
    },
  };
}

const loginWith = (oauth: OAuthOptions | undefined): SaslOptions =>
  oauth === undefined ? {} : { mechanisms: [...passwordMechanisms, "OAUTHBEARER"], oauth };

function tlsListener(tls: KafkaTlsOptions, oauth: OAuthOptions | undefined): ListenerOptions {
  const { port, host = "127.0.0.1", advertised, auth = "login" } = tls;
  const material = readTlsFiles(tls);
  const certificates = auth === "certificate";
  return {
    name: kafkaTlsName,
    host,
    port,
    advertised,
    protocol: certificates ? "SSL" : "SASL_SSL",
    tls: certificates ? { ...material, clientAuth: "required" } : material,
    ...(certificates ? {} : { sasl: loginWith(oauth) }),
  };
}
