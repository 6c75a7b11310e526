// Who the hostile clients are: nobody in particular, somebody in the middle of a login, a user with few rights and a
// super-user, these two after a login with SCRAM or PLAIN, over TCP or TLS. And the broker that they find: users,
// rules, listeners, and bounds low enough to be met.
import type { Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import { MiB, type Random } from "@millrace/core";
import type { Broker } from "../broker.ts";
import { protocolErrors } from "../../protocol/errors.ts";
import type { ListenerOptions, TlsMaterial } from "../../security/listener.ts";
import type { AccessRule } from "../../security/administration.ts";
import { hash, hmac, saltPassword } from "../../security/sasl/scram-credential.ts";
import { scramFirst } from "../../security/sasl/scram-client.ts";
import { decodeAnswer, RawClient, requestBytes } from "../raw-client.ts";
import type { BrokerSettings } from "../settings.ts";

export const fuzzUsers = ["root", "some"] as const;
export type FuzzUser = (typeof fuzzUsers)[number];
const passwordOf = (user: FuzzUser): string => `password of ${user}`;
const mechanism = "SCRAM-SHA-256";

export const honestPrincipal = "Local:honest";

/** Bounds that the fuzzer can reach, and no delay but those that are asked for. */
export const fuzzSettings: Partial<BrokerSettings> = {
  autoCreateTopics: false,
  superUsers: ["User:root", honestPrincipal],
  groupMinSessionTimeoutMs: 1,
  groupMaxSessionTimeoutMs: 10_000,
  groupMaxMembers: 50,
  groupsMax: 300,
  groupConsumerMaxSize: 50,
  groupConsumerSessionTimeoutMs: 5_000,
  offsetsTopicSegmentBytes: 4 * MiB,
  transactionStateLogSegmentBytes: 4 * MiB,
  transactionMaxTimeoutMs: 5_000,
  transactionalIdExpirationMs: 60_000,
  transactionAbortTimedOutIntervalMs: 2_000,
  transactionalIdsMax: 300,
  incomingBytesMax: 64 * MiB,
  outgoingBytesMax: 64 * MiB,
  failedAuthenticationDelayMs: 0,
  usersMax: 100,
  aclsMax: 300,
  quotasMax: 100,
};

/** What is logged of clients that ask for what is not to be had; anything else that is logged is a defect of ours. */
export const isClientsFault = (code: string | undefined): boolean =>
  code === protocolErrors.requestUnsupported.code || code === protocolErrors.elementsMany.code;

export const fuzzListeners = (tls?: TlsMaterial): ListenerOptions[] => [
  { name: "HONEST", port: 0, principal: honestPrincipal },
  { name: "LOGIN", port: 0, protocol: "SASL_PLAINTEXT" },
  ...(tls === undefined ? [] : [{ name: "TLS", port: 0, protocol: "SASL_SSL" as const, tls }]),
];

/** The few rights of the users that are not super-users. */
export const fewRights: readonly AccessRule[] = (["User:some", "User:ANONYMOUS"] as const).flatMap((principal) => {
  const rule = { principal, host: "*", permission: "allow", resourceName: "fuzzed", pattern: "literal" } as const;
  return [
    { ...rule, operation: "read", resourceType: "topic" },
    { ...rule, operation: "write", resourceType: "topic" },
    { ...rule, operation: "read", resourceType: "group", resourceName: "g" },
    { ...rule, operation: "write", resourceType: "transactionalId", resourceName: "t" },
    { ...rule, operation: "describe", resourceType: "cluster", resourceName: "kafka-cluster" },
  ] satisfies AccessRule[];
});

export interface FuzzTarget {
  /** Listeners by name, as the broker has them. */
  readonly ports: ReadonlyMap<string, number>;
  /** Of the certificate, where there is a listener with TLS. */
  readonly ca?: string | undefined;
}

export async function prepareBroker({ security, listeners }: Broker): Promise<ReadonlyMap<string, number>> {
  for (const user of fuzzUsers) await security.setPassword(user, passwordOf(user));
  await security.addRules(fewRights);
  return new Map([...listeners].map(([name, { port }]) => [name, port]));
}

export function connectTo({ ports, ca }: FuzzTarget, listener: string): Promise<RawClient> {
  const port = ports.get(listener)!;
  if (listener !== "TLS") return RawClient.connect(port);
  return new Promise((resolve, reject) => {
    const socket: Socket = connectTls({ port, host: "127.0.0.1", ...(ca === undefined ? {} : { ca }) }, () => {
      socket.off("error", reject);
      resolve(RawClient.over(socket));
    });
    socket.once("error", reject);
  });
}

export const plainMessage = (user: FuzzUser): Uint8Array => Buffer.from(`\0${user}\0${passwordOf(user)}`);

/** Deriving is slow, and gives the same key as long as the salt is the same. */
const clientKeys = new Map<string, Promise<Buffer>>();

function clientKey(user: FuzzUser, salt: string, iterations: number): Promise<Buffer> {
  const id = `${user} ${salt} ${iterations}`;
  const derive = async (): Promise<Buffer> =>
    hmac(mechanism, await saltPassword(mechanism, passwordOf(user), Buffer.from(salt, "base64"), iterations), "Client Key");
  const key = clientKeys.get(id) ?? derive();
  clientKeys.set(id, key);
  return key;
}

/** The handshake and the client's first message, answered by the server's; undefined when it refused. */
export async function beginScram(client: RawClient, user: FuzzUser): Promise<Uint8Array | undefined> {
  const first = scramFirst(user, "abcdef");
  const begin = [requestBytes("SaslHandshake", 1, { mechanism }), requestBytes("SaslAuthenticate", 2, { authBytes: Buffer.from(first) })];
  client.socket.write(Buffer.concat(begin));
  await client.frame();
  const answer = await client.frame();
  if (answer === undefined) return undefined;
  const serverFirst = Buffer.from(decodeAnswer("SaslAuthenticate", 2, answer).authBytes).toString();
  const [, nonce, salt, iterations] = /^r=([^,]*),s=([^,]*),i=(\d+)/.exec(serverFirst)!;
  const key = await clientKey(user, salt!, Number(iterations));
  const withoutProof = `c=biws,r=${nonce}`;
  const signature = hmac(mechanism, hash(mechanism, key), `${first.slice(3)},${serverFirst},${withoutProof}`);
  const proof = Buffer.from(key.map((byte, index) => byte ^ signature[index]!)).toString("base64");
  return Buffer.from(`${withoutProof},p=${proof}`);
}

/** False when the connection ended meanwhile. */
export async function login(client: RawClient, user: FuzzUser, random: Random): Promise<boolean> {
  const plain = random.below(100) === 0;
  if (plain) client.socket.write(requestBytes("SaslHandshake", 1, { mechanism: "PLAIN" }));
  if (plain) await client.frame();
  const authBytes = plain ? plainMessage(user) : await beginScram(client, user);
  if (authBytes === undefined) return false;
  client.socket.write(requestBytes("SaslAuthenticate", 2, { authBytes }));
  const answer = await client.frame();
  if (answer === undefined) return false;
  const { errorCode, errorMessage } = decodeAnswer("SaslAuthenticate", 2, answer);
  if (errorCode !== 0) throw new Error(`the login of ${user} was refused: ${errorMessage}`);
  return true;
}
