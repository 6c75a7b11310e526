// Users and rights for tests of real clients, set through the Kafka port by an operator.
import { randomBytes } from "node:crypto";
import { pbkdf2Sync } from "node:crypto";
import { RawClient } from "@millrace/kafka/raw-client";

const mechanisms = [
  { number: 1, hash: "sha256", bytes: 32 },
  { number: 2, hash: "sha512", bytes: 64 },
];

async function asOperator(address: string, action: (client: RawClient) => Promise<void>): Promise<void> {
  const client = await RawClient.connect(Number(address.split(":")[1]));
  await action(client).finally(() => client.close());
}

export const setPassword = (address: string, name: string, password: string): Promise<void> =>
  asOperator(address, async (client) => {
    const salt = randomBytes(16);
    const upsertions = mechanisms.map(({ number, hash, bytes }) => {
      const saltedPassword = pbkdf2Sync(password, salt, 4096, bytes, hash);
      return { name, mechanism: number, iterations: 4096, salt, saltedPassword };
    });
    const { results } = await client.request("AlterUserScramCredentials", 0, { deletions: [], upsertions });
    if (results.some(({ errorCode }) => errorCode !== 0)) throw new Error(JSON.stringify(results));
  });

/** Everything, with all topics and groups and with the cluster. */
export const allow = (address: string, principal: string): Promise<void> =>
  asOperator(address, async (client) => {
    const creations = [
      { resourceType: 2, resourceName: "*" },
      { resourceType: 3, resourceName: "*" },
      { resourceType: 5, resourceName: "*" },
      { resourceType: 4, resourceName: "kafka-cluster" },
    ].map((resource) => ({ ...resource, principal, host: "*", operation: 2, permissionType: 3 }));
    const { results } = await client.request("CreateAcls", 3, { creations });
    if (results.some(({ errorCode }) => errorCode !== 0)) throw new Error(JSON.stringify(results));
  });
