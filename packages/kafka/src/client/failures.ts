// Kafka's error numbers → the log's errors, so that whoever uses the port meets the same codes with either adapter.
import type { MillraceError } from "@millrace/core";
import { logErrors } from "@millrace/log";
import { kafkaError } from "../protocol/error-codes.ts";
import { clusterErrors } from "./errors.ts";

const names = new Map<number, string>(Object.entries(kafkaError).map(([name, code]) => [code, name]));

/** `topicAuthorizationFailed` → "topic authorization failed (29)". */
export function errorName(code: number, message?: string | null): string {
  const words = names.get(code)?.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`) ?? "an error that is not known here";
  const said = message === undefined || message === null || message === "" ? "" : `: ${message}`;
  return `${words} (${code})${said}`;
}

export const refused = (what: string, code: number, message?: string | null): MillraceError =>
  clusterErrors.refused(what, errorName(code, message));

/** Leadership or coordination is moving: ask again, after looking up who answers now. */
const moving: ReadonlySet<number> = new Set([
  kafkaError.unknownTopicOrPartition,
  kafkaError.leaderNotAvailable,
  kafkaError.notLeaderOrFollower,
  kafkaError.requestTimedOut,
  kafkaError.coordinatorLoadInProgress,
  kafkaError.coordinatorNotAvailable,
  kafkaError.notCoordinator,
  kafkaError.notEnoughReplicas,
  kafkaError.notEnoughReplicasAfterAppend,
  kafkaError.notController,
  kafkaError.concurrentTransactions,
  kafkaError.kafkaStorageError,
  kafkaError.fencedLeaderEpoch,
  kafkaError.unknownLeaderEpoch,
  kafkaError.unstableOffsetCommit,
  kafkaError.throttlingQuotaExceeded,
]);

export const isPassing = (code: number): boolean => moving.has(code);

/** Of CreateTopics, CreatePartitions and the like. */
export function topicFailure(
  code: number,
  message: string | null,
  topic: { readonly name: string; readonly partitions: number; readonly config: Readonly<Record<string, string>> },
): MillraceError {
  const { name, partitions, config } = topic;
  switch (code) {
    case kafkaError.unknownTopicOrPartition:
      return logErrors.topicUnknown(name);
    case kafkaError.topicAlreadyExists:
      return logErrors.topicExists(name);
    case kafkaError.invalidTopic:
      return logErrors.topicName(name);
    case kafkaError.invalidPartitions:
      return logErrors.partitionCount(name, partitions, message ?? "the cluster refused it");
    case kafkaError.invalidConfig:
      return configFailure(message ?? "", config);
    default:
      return refused(`the change of topic "${name}"`, code, message);
  }
}

/** The protocol has one number for both; which setting is meant stands in the message alone. */
function configFailure(message: string, config: Readonly<Record<string, string>>): MillraceError {
  const meant = Object.keys(config)
    .filter((name) => message.includes(name))
    .sort((a, b) => b.length - a.length)[0];
  const name = meant ?? Object.keys(config)[0] ?? "";
  if (/unknown|not a topic setting/i.test(message)) return logErrors.configUnknown(name);
  return logErrors.configValue(name, config[name] ?? "", `what the cluster takes (${message})`);
}
