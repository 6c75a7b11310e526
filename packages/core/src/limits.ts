// Every bound that input from outside can reach, in one place, so that an operator can find what refused a request.

export const KiB = 1024;
export const MiB = 1024 * KiB;

export const limits = {
  /** One frame on the Kafka port. Kafka's own `socket.request.max.bytes` is 100 MiB. */
  kafkaRequestBytes: 100 * MiB,
  /** Topics, partitions and whatever else one request lists, all together: they are read and answered in one turn. */
  kafkaRequestElements: 20_000,
  /** One record batch; Kafka's `message.max.bytes` (1 MiB and 12 bytes of overhead). */
  recordBatchBytes: MiB + 12,
  kafkaConnections: 2_000,
  /** Requests of one connection that wait for their answer; further ones stay in the socket. */
  kafkaRequestsInFlight: 32,
  topicNameBytes: 249,
  partitionsPerTopic: 1_024,
  topics: 10_000,
  httpBodyBytes: 8 * MiB,
  sqlTextBytes: MiB,
  /** Nesting of expressions and subqueries: keeps recursion off the end of the stack. */
  sqlDepth: 200,
  liveQueries: 64,
  /** Rows waiting for one slow reader of a live query; beyond it rows are skipped, counted and said. */
  liveBufferRows: 20_000,
  liveBufferBytes: 16 * MiB,
  /** One value of a record as the SQL engine reads it. */
  jsonDepth: 64,
  /** One schema's text: with its key and names it must fit a record batch. */
  schemaBytes: 900 * KiB,
  schemaVersions: 100_000,
  /** Text of all schemas together, kept in memory. */
  schemasBytes: 256 * MiB,
  /** Of one schema, through all that they refer to in turn. */
  schemaReferences: 500,
} as const;
