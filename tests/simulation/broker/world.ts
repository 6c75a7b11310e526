// What every actor of a run shares: time, the network, and the judge that is told what was asked and answered.
import type { Random } from "@millrace/core";
import type { Brief } from "./actors/brief.ts";
import type { Checker } from "./checker/checker.ts";
import type { SimulatedClock } from "./clock.ts";
import { Client } from "./client.ts";
import type { Machine } from "./machine.ts";
import type { SimulatedNetwork } from "./network.ts";
import { zeroUuid } from "./uuid.ts";

export interface World {
  readonly clock: SimulatedClock;
  readonly network: SimulatedNetwork;
  readonly machine: Machine;
  readonly checker: Checker;
  readonly partitions: number;
  readonly topicIds: Map<string, Uint8Array>;
  /** Topics that come and go, the newest last. */
  readonly briefs: Brief[];
  /** Of this actor alone. */
  readonly random: Random;
  readonly name: string;
}

/** Requests say topics by name, newer ones by id. */
export const topicOf = (world: World, name: string): { readonly name: string; readonly topicId: Uint8Array } => ({
  name,
  topicId: world.topicIds.get(name) ?? zeroUuid,
});

export const newClient = (world: World): Client => new Client(world.network);

/** Numbers of Kafka's errors, read from its protocol guide and not from the broker's sources. */
export const kafka = {
  none: 0,
  offsetOutOfRange: 1,
  unknownTopicOrPartition: 3,
  requestTimedOut: 7,
  coordinatorLoadInProgress: 14,
  coordinatorNotAvailable: 15,
  notCoordinator: 16,
  illegalGeneration: 22,
  unknownMemberId: 25,
  rebalanceInProgress: 27,
  topicAlreadyExists: 36,
  outOfOrderSequence: 45,
  duplicateSequence: 46,
  invalidProducerEpoch: 47,
  invalidTxnState: 48,
  invalidProducerIdMapping: 49,
  concurrentTransactions: 51,
  storageError: 56,
  unknownProducerId: 59,
  groupIdNotFound: 69,
  memberIdRequired: 79,
  fencedInstanceId: 82,
  unstableOffsetCommit: 88,
  producerFenced: 90,
  unknownTopicId: 100,
  fencedMemberEpoch: 110,
  staleMemberEpoch: 113,
  transactionAbortable: 120,
} as const;

/** Errors that say nothing about what was written: a client sends again. */
export const isRetriable = (code: number): boolean =>
  code === kafka.storageError ||
  code === kafka.requestTimedOut ||
  code === kafka.coordinatorLoadInProgress ||
  code === kafka.coordinatorNotAvailable ||
  code === kafka.concurrentTransactions;
