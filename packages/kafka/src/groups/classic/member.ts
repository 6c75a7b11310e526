// One member of a group: what it said when it joined, and the answers it waits for.
import type { Timer } from "@millrace/core";
import type { GroupMetadataValue } from "../../generated/index.ts";

export interface MemberProtocol {
  readonly name: string;
  readonly metadata: Uint8Array;
}

export interface JoinRequest {
  readonly memberId: string;
  readonly groupInstanceId: string | null;
  readonly clientId: string;
  readonly clientHost: string;
  readonly sessionTimeoutMs: number;
  readonly rebalanceTimeoutMs: number;
  readonly protocolType: string;
  readonly protocols: readonly MemberProtocol[];
  /** From JoinGroup version 4 on a member must come back with the id that it was given. */
  readonly memberIdRequired: boolean;
  /** From version 9 on a leader can be told that nothing needs to be assigned. */
  readonly canSkipAssignment: boolean;
}

export interface JoinAnswer {
  readonly errorCode: number;
  readonly generationId: number;
  readonly protocolType: string | null;
  readonly protocolName: string | null;
  readonly leader: string;
  readonly skipAssignment: boolean;
  readonly memberId: string;
  readonly members: readonly { readonly memberId: string; readonly groupInstanceId: string | null; readonly metadata: Uint8Array }[];
}

export interface SyncAnswer {
  readonly errorCode: number;
  readonly protocolType: string | null;
  readonly protocolName: string | null;
  readonly assignment: Uint8Array;
}

export interface Member {
  id: string;
  readonly instanceId: string | null;
  clientId: string;
  clientHost: string;
  sessionTimeoutMs: number;
  rebalanceTimeoutMs: number;
  protocols: readonly MemberProtocol[];
  assignment: Uint8Array;
  answerJoin: ((answer: JoinAnswer) => void) | undefined;
  answerSync: ((answer: SyncAnswer) => void) | undefined;
  session: Timer | undefined;
}

export const noAssignment = new Uint8Array(0);

/** Metadata is copied: the request's buffer is far larger and must not be kept by it. */
export const kept = (protocols: readonly MemberProtocol[]): MemberProtocol[] =>
  protocols.map(({ name, metadata }) => ({ name, metadata: metadata.slice() }));

export function newMember(id: string, request: JoinRequest): Member {
  return {
    id,
    instanceId: request.groupInstanceId,
    clientId: request.clientId,
    clientHost: request.clientHost,
    sessionTimeoutMs: request.sessionTimeoutMs,
    rebalanceTimeoutMs: request.rebalanceTimeoutMs,
    protocols: kept(request.protocols),
    assignment: noAssignment,
    answerJoin: undefined,
    answerSync: undefined,
    session: undefined,
  };
}

export function updateMember(member: Member, request: JoinRequest): void {
  member.clientId = request.clientId;
  member.clientHost = request.clientHost;
  member.sessionTimeoutMs = request.sessionTimeoutMs;
  member.rebalanceTimeoutMs = request.rebalanceTimeoutMs;
  member.protocols = kept(request.protocols);
}

export function sameProtocols(protocols: readonly MemberProtocol[], others: readonly MemberProtocol[]): boolean {
  return (
    protocols.length === others.length &&
    protocols.every(({ name, metadata }, index) => {
      const other = others[index]!;
      return name === other.name && Buffer.compare(metadata, other.metadata) === 0;
    })
  );
}

export const metadataFor = (member: Member, protocol: string): Uint8Array =>
  member.protocols.find(({ name }) => name === protocol)?.metadata ?? noAssignment;

type SavedMember = GroupMetadataValue["members"][number];

/** As it is kept: of its protocols the one that was chosen. */
export const savedMember = (member: Member, protocol: string): SavedMember => ({
  memberId: member.id,
  groupInstanceId: member.instanceId,
  clientId: member.clientId,
  clientHost: member.clientHost,
  rebalanceTimeout: member.rebalanceTimeoutMs,
  sessionTimeout: member.sessionTimeoutMs,
  subscription: metadataFor(member, protocol),
  assignment: member.assignment,
});

/** A group as it goes on: after a restart, or from a consumer group. */
export interface KeptGroup {
  readonly generationId: number;
  readonly protocolType: string | null;
  readonly protocolName: string | null;
  readonly leaderId: string | null;
  readonly changedAtMs: number;
  readonly members: readonly Member[];
}

export const restoredGroup = (saved: GroupMetadataValue): KeptGroup => ({
  generationId: saved.generation,
  protocolType: saved.protocolType === "" ? null : saved.protocolType,
  protocolName: saved.protocol,
  leaderId: saved.leader,
  changedAtMs: saved.currentStateTimestamp,
  members: saved.members.map((member) => restoredMember(member, saved.protocol ?? "")),
});

const restoredMember = (saved: SavedMember, protocol: string): Member => ({
  id: saved.memberId,
  instanceId: saved.groupInstanceId,
  clientId: saved.clientId,
  clientHost: saved.clientHost,
  sessionTimeoutMs: saved.sessionTimeout,
  rebalanceTimeoutMs: saved.rebalanceTimeout < 0 ? saved.sessionTimeout : saved.rebalanceTimeout,
  protocols: [{ name: protocol, metadata: saved.subscription.slice() }],
  assignment: saved.assignment.slice(),
  answerJoin: undefined,
  answerSync: undefined,
  session: undefined,
});
