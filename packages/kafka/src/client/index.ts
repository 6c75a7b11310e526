// A Kafka cluster behind the `Log` port.
export { type Cluster, type ClusterOptions, openCluster } from "./cluster.ts";
export type { ClusterSecurity } from "./connection.ts";
export { clusterErrors } from "./errors.ts";
