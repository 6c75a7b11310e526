// Errors of the log → Kafka's numbers. Clients retry 7 and 56 by themselves; 2 means "changed on the way, send again".
import { MillraceError } from "@millrace/core";
import { kafkaError } from "../protocol/error-codes.ts";

const table: Readonly<Record<string, number>> = {
  "log.topic-unknown": kafkaError.unknownTopicOrPartition,
  "log.partition-unknown": kafkaError.unknownTopicOrPartition,
  "log.topic-exists": kafkaError.topicAlreadyExists,
  "log.topic-name": kafkaError.invalidTopic,
  "log.topic-limit": kafkaError.policyViolation,
  "log.partition-count": kafkaError.invalidPartitions,
  "log.config-unknown": kafkaError.invalidConfig,
  "log.config-value": kafkaError.invalidConfig,
  "log.batch-invalid": kafkaError.invalidRecord,
  "log.batch-checksum": kafkaError.corruptMessage,
  "log.record-too-large": kafkaError.messageTooLarge,
  "log.record-keyless": kafkaError.invalidRecord,
  "log.compression-unknown": kafkaError.unsupportedCompressionType,
  "log.compression-invalid": kafkaError.corruptMessage,
  "log.compression-bomb": kafkaError.messageTooLarge,
  "log.offset-out-of-range": kafkaError.offsetOutOfRange,
  "log.sequence-gap": kafkaError.outOfOrderSequenceNumber,
  "log.producer-fenced": kafkaError.invalidProducerEpoch,
  "log.coordinator-fenced": kafkaError.transactionCoordinatorFenced,
  "log.transaction-open": kafkaError.invalidTxnState,
  "log.busy": kafkaError.requestTimedOut,
  "log.tier-missing": kafkaError.invalidConfig,
  "log.tier-compacted": kafkaError.invalidConfig,
  "log.tier-kept": kafkaError.invalidConfig,
  "log.tier-unavailable": kafkaError.kafkaStorageError,
  "log.tier-unverified": kafkaError.kafkaStorageError,
  "log.disk-full": kafkaError.kafkaStorageError,
  "log.stopped": kafkaError.kafkaStorageError,
  "log.closed": kafkaError.kafkaStorageError,
  "log.corrupt": kafkaError.kafkaStorageError,
};

export interface KafkaFailure {
  readonly code: number;
  readonly message: string;
  /** Which records of the batch are at fault, where that is known. */
  readonly records?: readonly number[] | undefined;
}

/** Of anything thrown; what the table does not know is an unknown server error, its message kept. */
export function kafkaFailure(thrown: unknown): KafkaFailure {
  if (!(thrown instanceof MillraceError)) return { code: kafkaError.unknownServerError, message: String(thrown) };
  const message = thrown.hint === undefined ? thrown.message : `${thrown.message} (${thrown.hint})`;
  return { code: table[thrown.code] ?? kafkaError.unknownServerError, message, records: thrown.records };
}
