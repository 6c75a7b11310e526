// A consumer group as records of `__consumer_offsets` in Kafka's own layout: its epoch (kind 3), its members (5), the
// epoch of its target (6), the target of each member (7), and what each member has (8). Each stands for itself: a group
// that was only partly written before a crash is at most behind its newest target, and makes it again.
import { ByteReader, ByteWriter } from "@millrace/core";
import {
  decodeConsumerGroupCurrentMemberAssignmentValue,
  decodeConsumerGroupMetadataKey,
  decodeConsumerGroupMemberMetadataKey,
  decodeConsumerGroupMemberMetadataValue,
  decodeConsumerGroupMetadataValue,
  decodeConsumerGroupTargetAssignmentMemberValue,
  decodeConsumerGroupTargetAssignmentMetadataValue,
  encodeConsumerGroupCurrentMemberAssignmentValue,
  encodeConsumerGroupMetadataKey,
  encodeConsumerGroupMemberMetadataKey,
  encodeConsumerGroupMemberMetadataValue,
  encodeConsumerGroupMetadataValue,
  encodeConsumerGroupTargetAssignmentMemberValue,
  encodeConsumerGroupTargetAssignmentMetadataValue,
} from "../../generated/index.ts";
import { kept } from "../classic/member.ts";
import type { JournalRecord, ReplayedRecord } from "../journal.ts";
import { type Assignment, fromTopicPartitions, toTopicPartitions } from "./assignment.ts";
import type { ConsumerMember, MemberProgress } from "./member.ts";
import { type MemberState, memberStateNumbers } from "./states.ts";

const kinds = { group: 3, member: 5, targetEpoch: 6, target: 7, progress: 8 } as const;
const knownKinds = new Set<number>(Object.values(kinds));
const version = 0;

export type MemberDetails = Omit<ConsumerMember, keyof MemberProgress | "id" | "sees">;

/** What a record says; undefined: it says that this is no more. */
export type GroupFact =
  | { readonly about: "group"; readonly value: { readonly epoch: number; readonly metadataHash: number } | undefined }
  | { readonly about: "targetEpoch"; readonly value: number | undefined }
  | { readonly about: "member"; readonly memberId: string; readonly value: MemberDetails | undefined }
  | { readonly about: "target"; readonly memberId: string; readonly value: Assignment | undefined }
  | { readonly about: "progress"; readonly memberId: string; readonly value: MemberProgress | undefined };

export const isConsumerRecord = ({ kind }: Pick<ReplayedRecord, "kind">): boolean => knownKinds.has(kind);

export function encodeFact(groupId: string, fact: GroupFact): JournalRecord {
  const key = new ByteWriter(64);
  key.int16(kinds[fact.about]);
  if ("memberId" in fact) encodeConsumerGroupMemberMetadataKey(key, { groupId, memberId: fact.memberId }, version);
  else encodeConsumerGroupMetadataKey(key, { groupId }, version);
  if (fact.value === undefined) return { key: key.finish(), value: null };
  const writer = new ByteWriter(128);
  writer.int16(version);
  writeValue(writer, fact);
  return { key: key.finish(), value: writer.finish() };
}

function writeValue(writer: ByteWriter, { about, value }: GroupFact): void {
  if (value === undefined) return;
  if (about === "group") return encodeConsumerGroupMetadataValue(writer, value, version);
  if (about === "targetEpoch") return encodeConsumerGroupTargetAssignmentMetadataValue(writer, { assignmentEpoch: value }, version);
  if (about === "target")
    return encodeConsumerGroupTargetAssignmentMemberValue(writer, { topicPartitions: toTopicPartitions(value) }, version);
  if (about === "member") {
    const { topicNames, topicRegex, classic } = value;
    const named = { ...value, subscribedTopicNames: topicNames, subscribedTopicRegex: topicRegex, classicMemberMetadata: classic };
    return encodeConsumerGroupMemberMetadataValue(writer, named, version);
  }
  const progress = {
    memberEpoch: value.epoch,
    previousMemberEpoch: value.previousEpoch,
    state: memberStateNumbers[value.state],
    assignedPartitions: toTopicPartitions(value.assigned),
    partitionsPendingRevocation: toTopicPartitions(value.revoking),
  };
  encodeConsumerGroupCurrentMemberAssignmentValue(writer, progress, version);
}

export function decodeFact({ kind, key, value }: ReplayedRecord): { readonly groupId: string; readonly fact: GroupFact } {
  const ofMember = kind === kinds.member || kind === kinds.target || kind === kinds.progress;
  const { groupId, memberId } = ofMember
    ? decodeConsumerGroupMemberMetadataKey(key, version)
    : { ...decodeConsumerGroupMetadataKey(key, version), memberId: "" };
  const reader = value === undefined ? undefined : new ByteReader(value, 2);
  if (kind === kinds.group)
    return { groupId, fact: { about: "group", value: reader && decodeConsumerGroupMetadataValue(reader, version) } };
  if (kind === kinds.targetEpoch) {
    const epoch = reader && decodeConsumerGroupTargetAssignmentMetadataValue(reader, version).assignmentEpoch;
    return { groupId, fact: { about: "targetEpoch", value: epoch } };
  }
  if (kind === kinds.target) {
    const target = reader && fromTopicPartitions(decodeConsumerGroupTargetAssignmentMemberValue(reader, version).topicPartitions);
    return { groupId, fact: { about: "target", memberId, value: target } };
  }
  if (kind === kinds.member) return { groupId, fact: { about: "member", memberId, value: reader && readDetails(reader) } };
  return { groupId, fact: { about: "progress", memberId, value: reader && readProgress(reader) } };
}

function readDetails(reader: ByteReader): MemberDetails {
  const { subscribedTopicNames, subscribedTopicRegex, classicMemberMetadata, ...details } = decodeConsumerGroupMemberMetadataValue(
    reader,
    version,
  );
  const classic = classicMemberMetadata && { ...classicMemberMetadata, supportedProtocols: kept(classicMemberMetadata.supportedProtocols) };
  return { ...details, topicNames: subscribedTopicNames, topicRegex: subscribedTopicRegex, classic };
}

function readProgress(reader: ByteReader): MemberProgress {
  const value = decodeConsumerGroupCurrentMemberAssignmentValue(reader, version);
  const states = Object.keys(memberStateNumbers) as MemberState[];
  return {
    epoch: value.memberEpoch,
    previousEpoch: value.previousMemberEpoch,
    state: states.find((state) => memberStateNumbers[state] === value.state) ?? "stable",
    assigned: fromTopicPartitions(value.assignedPartitions),
    revoking: fromTopicPartitions(value.partitionsPendingRevocation),
  };
}
