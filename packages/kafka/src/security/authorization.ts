// Kafka's model of authorization (KIP-11): a principal does an operation on a named resource. The names are Kafka's.

/** Kafka's numbers of resource types (0 unknown and 1 any belong to filters). */
export const resourceCodes = { topic: 2, group: 3, cluster: 4, transactionalId: 5, delegationToken: 6, user: 7 } as const;

export type ResourceType = keyof typeof resourceCodes;

/** Kafka's numbers of operations (0 unknown, 1 any and 2 all belong to filters and rules). */
export const operationCodes = {
  read: 3,
  write: 4,
  create: 5,
  delete: 6,
  alter: 7,
  describe: 8,
  clusterAction: 9,
  describeConfigs: 10,
  alterConfigs: 11,
  idempotentWrite: 12,
  createTokens: 13,
  describeTokens: 14,
  twoPhaseCommit: 15,
} as const;

export type Operation = keyof typeof operationCodes;

/** The one resource of type "cluster". */
export const clusterName = "kafka-cluster";

export const anonymous = "User:ANONYMOUS";
