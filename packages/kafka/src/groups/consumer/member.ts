// One member of a consumer group (KIP-848): what it said of itself, and how far it has come towards its target.
import { type MemberProtocol, sameProtocols } from "../classic/member.ts";
import { type Assignment, nothingAssigned } from "./assignment.ts";
import type { MemberState } from "./states.ts";

/** Epochs in requests and answers that say something else. */
export const joiningEpoch = 0;
export const leavingEpoch = -1;
/** Of a static member that will come back. */
export const awayEpoch = -2;

/** What reconciliation changes. */
export interface MemberProgress {
  readonly epoch: number;
  readonly previousEpoch: number;
  readonly state: MemberState;
  /** The member may use these. */
  readonly assigned: Assignment;
  /** It was told to give these up and has not said that it did. */
  readonly revoking: Assignment;
}

/** What a member says of itself that speaks the classic protocol (migration/). */
export interface ClassicMembership {
  readonly sessionTimeoutMs: number;
  readonly supportedProtocols: readonly MemberProtocol[];
}

export interface ConsumerMember extends MemberProgress {
  readonly id: string;
  readonly instanceId: string | null;
  readonly rackId: string | null;
  readonly clientId: string;
  readonly clientHost: string;
  readonly rebalanceTimeoutMs: number;
  readonly serverAssignor: string | null;
  readonly topicNames: readonly string[];
  readonly topicRegex: string | null;
  /** What its expression may match; after a restart not known before its first heartbeat. */
  readonly sees?: ((topic: string) => boolean) | undefined;
  /** null: it speaks the newer protocol. */
  readonly classic: ClassicMembership | null;
}

/** What a member tells; null has not changed. */
export interface HeartbeatRequest {
  readonly memberId: string;
  readonly memberEpoch: number;
  readonly instanceId: string | null;
  readonly rackId: string | null;
  /** -1: not changed. */
  readonly rebalanceTimeoutMs: number;
  readonly topicNames: readonly string[] | null;
  readonly topicRegex: string | null;
  readonly serverAssignor: string | null;
  /** What it holds. */
  readonly owned: Assignment | null;
  readonly clientId: string;
  readonly clientHost: string;
  /** Whether it may know of a topic; left out: of all. */
  readonly sees?: (topic: string) => boolean;
  /** Of a classic member's JoinGroup. */
  readonly classic?: ClassicMembership;
}

export interface HeartbeatAnswer {
  readonly errorCode: number;
  readonly errorMessage: string | null;
  readonly memberId: string | null;
  readonly memberEpoch: number;
  /** null: as the member knows it. */
  readonly assignment: Assignment | null;
}

export const refusedHeartbeat = (errorCode: number, errorMessage: string): HeartbeatAnswer => ({
  errorCode,
  errorMessage,
  memberId: null,
  memberEpoch: 0,
  assignment: null,
});

export const newMember = (id: string, request: HeartbeatRequest): ConsumerMember => ({
  id,
  instanceId: request.instanceId,
  rackId: null,
  clientId: request.clientId,
  clientHost: request.clientHost,
  rebalanceTimeoutMs: request.rebalanceTimeoutMs,
  serverAssignor: null,
  topicNames: [],
  topicRegex: null,
  classic: null,
  epoch: joiningEpoch,
  previousEpoch: -1,
  state: "stable",
  assigned: nothingAssigned,
  revoking: nothingAssigned,
});

export const updatedMember = (member: ConsumerMember, request: HeartbeatRequest): ConsumerMember => ({
  ...member,
  rackId: request.rackId ?? member.rackId,
  clientId: request.clientId,
  clientHost: request.clientHost,
  rebalanceTimeoutMs: request.rebalanceTimeoutMs < 0 ? member.rebalanceTimeoutMs : request.rebalanceTimeoutMs,
  serverAssignor: request.serverAssignor ?? member.serverAssignor,
  topicNames: request.topicNames === null ? member.topicNames : [...new Set(request.topicNames)].sort(),
  sees: request.sees,
  topicRegex: request.topicRegex === null ? member.topicRegex : request.topicRegex === "" ? null : request.topicRegex,
  classic: request.classic ?? null,
});

export const sameSubscription = (one: ConsumerMember, other: ConsumerMember): boolean =>
  one.topicRegex === other.topicRegex &&
  one.topicNames.length === other.topicNames.length &&
  one.topicNames.every((name, index) => name === other.topicNames[index]);

export const sameDetails = (one: ConsumerMember, other: ConsumerMember): boolean =>
  one.rackId === other.rackId &&
  one.clientId === other.clientId &&
  one.clientHost === other.clientHost &&
  one.rebalanceTimeoutMs === other.rebalanceTimeoutMs &&
  one.serverAssignor === other.serverAssignor &&
  sameMembership(one.classic, other.classic);

function sameMembership(one: ClassicMembership | null, other: ClassicMembership | null): boolean {
  if (one === null || other === null) return one === other;
  return one.sessionTimeoutMs === other.sessionTimeoutMs && sameProtocols(one.supportedProtocols, other.supportedProtocols);
}
