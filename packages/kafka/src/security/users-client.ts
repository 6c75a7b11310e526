// Users and their rights, set through a Kafka port by somebody who may: what `millrace users` does. The password is
// salted here, so that it never travels.
import { kafkaError } from "../protocol/error-codes.ts";
import type { RawClient } from "../broker/raw-client.ts";
import { securityErrors } from "./errors.ts";
import { resourceCodes } from "./authorization.ts";
import { scramFirst, scramLast } from "./sasl/scram-client.ts";
import { scramMechanisms, scramNames, saltPassword } from "./sasl/scram-credential.ts";

const iterations = 8_192;
const saltBytes = 24;

/** Says who asks, where the port wants to know. */
export async function logIn(client: RawClient, name: string, password: string): Promise<void> {
  const mechanism = "SCRAM-SHA-512";
  const { errorCode } = await client.request("SaslHandshake", 1, { mechanism });
  check([{ errorCode, errorMessage: "it takes no SCRAM-SHA-512" }]);
  const first = scramFirst(name, crypto.randomUUID());
  const answer = await client.request("SaslAuthenticate", 2, { authBytes: Buffer.from(first) });
  check([answer]);
  const last = await scramLast(mechanism, password, first, Buffer.from(answer.authBytes).toString());
  check([await client.request("SaslAuthenticate", 2, { authBytes: Buffer.from(last) })]);
}

export async function setPassword(client: RawClient, name: string, password: string): Promise<void> {
  const salt = crypto.getRandomValues(new Uint8Array(saltBytes));
  const upsertions = [];
  for (const mechanism of scramNames) {
    const saltedPassword = await saltPassword(mechanism, password, salt, iterations);
    upsertions.push({ name, mechanism: scramMechanisms[mechanism].number, iterations, salt, saltedPassword });
  }
  const { results } = await client.request("AlterUserScramCredentials", 0, { deletions: [], upsertions });
  check(results);
}

export async function listUsers(client: RawClient): Promise<string[]> {
  const answer = await client.request("DescribeUserScramCredentials", 0, { users: null });
  check([answer]);
  return answer.results.map(({ user }) => user);
}

/** Takes the passwords of all mechanisms away. */
export async function removeUser(client: RawClient, name: string): Promise<void> {
  const { results } = await client.request("DescribeUserScramCredentials", 0, { users: [{ name }] });
  check(results);
  const deletions = results.flatMap(({ credentialInfos }) => credentialInfos.map(({ mechanism }) => ({ name, mechanism })));
  check((await client.request("AlterUserScramCredentials", 0, { deletions, upsertions: [] })).results);
}

const all = 2;
const allow = 3;

/** Every operation with every topic, group and transactional id, and with the cluster. */
export async function allowEverything(client: RawClient, name: string): Promise<void> {
  const { topic, group, transactionalId, cluster } = resourceCodes;
  const resources = [topic, group, transactionalId].map((resourceType) => ({ resourceType, resourceName: "*" }));
  const creations = [...resources, { resourceType: cluster, resourceName: "kafka-cluster" }].map((resource) => {
    return { ...resource, principal: `User:${name}`, host: "*", operation: all, permissionType: allow };
  });
  check((await client.request("CreateAcls", 3, { creations })).results);
}

function check(results: readonly { readonly errorCode: number; readonly errorMessage: string | null }[]): void {
  const failed = results.find(({ errorCode }) => errorCode !== kafkaError.none);
  if (failed !== undefined) throw securityErrors.usersRefused(failed.errorCode, failed.errorMessage ?? "");
}
