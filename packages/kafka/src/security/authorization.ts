// Kafka's model of authorization (KIP-11): a principal does an operation on a named resource. The names are Kafka's.

export type ResourceType = "topic" | "group" | "cluster" | "transactionalId" | "user";

export type Operation =
  | "read"
  | "write"
  | "create"
  | "delete"
  | "alter"
  | "describe"
  | "clusterAction"
  | "describeConfigs"
  | "alterConfigs"
  | "idempotentWrite"
  | "createTokens"
  | "describeTokens";

/** The one resource of type "cluster". */
export const clusterName = "kafka-cluster";

export const anonymous = "User:ANONYMOUS";
