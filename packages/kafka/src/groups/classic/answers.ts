// Refusals of JoinGroup and SyncGroup in full.
import { kafkaError } from "../../protocol/error-codes.ts";
import { type JoinAnswer, noAssignment, type SyncAnswer } from "./member.ts";
import type { Reaction } from "./states.ts";

export const errorOf = (reaction: Reaction): number =>
  reaction in kafkaError ? kafkaError[reaction as keyof typeof kafkaError] : kafkaError.unknownServerError;

export const refusedJoin = (memberId: string, errorCode: number): JoinAnswer => ({
  errorCode,
  generationId: -1,
  protocolType: null,
  protocolName: null,
  leader: "",
  skipAssignment: false,
  memberId,
  members: [],
});

export const refusedSync = (errorCode: number): SyncAnswer => ({
  errorCode,
  protocolType: null,
  protocolName: null,
  assignment: noAssignment,
});
