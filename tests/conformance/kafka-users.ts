// Users and rights for tests of real clients, set through the Kafka port by an operator.
import { pbkdf2Sync, randomBytes } from "node:crypto";
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

export interface Right {
  /** Kafka's numbers: 2 topic, 3 group, 4 cluster, 5 transactional id. */
  readonly type: number;
  readonly name: string;
  /** Kafka's numbers: 2 all, 3 read, 4 write. */
  readonly operation: number;
}

export const allowOnly = (address: string, principal: string, rights: readonly Right[]): Promise<void> =>
  asOperator(address, async (client) => {
    const creations = rights.map(({ type, name, operation }) => ({
      resourceType: type,
      resourceName: name,
      operation,
      principal,
      host: "*",
      permissionType: 3,
    }));
    const { results } = await client.request("CreateAcls", 3, { creations });
    if (results.some(({ errorCode }) => errorCode !== 0)) throw new Error(JSON.stringify(results));
  });

/** Everything, with all topics and groups and with the cluster. */
export const allow = (address: string, principal: string): Promise<void> =>
  allowOnly(address, principal, [
    { type: 2, name: "*", operation: 2 },
    { type: 3, name: "*", operation: 2 },
    { type: 5, name: "*", operation: 2 },
    { type: 4, name: "kafka-cluster", operation: 2 },
  ]);
