// For tests: the coordinator of groups on the real log in memory, with a clock that is moved by hand.
import { ManualClock, seeded } from "@millrace/core";
import { openMemoryLog, SimulatedDisk } from "@millrace/log/simulation";
import { type BrokerSettings, defaultSettings } from "../broker/settings.ts";
import { type Assignment, partitionsOf } from "./consumer/assignment.ts";
import { type HeartbeatRequest, joiningEpoch } from "./consumer/member.ts";
import { GroupCoordinator } from "./coordinator.ts";
import type { JoinRequest } from "./classic/member.ts";
import type { OffsetCommit } from "./offsets.ts";

const clientDetails = { clientId: "client", clientHost: "/127.0.0.1" };

export async function openGroups(
  settings: Partial<BrokerSettings> = {},
  machine = { disk: new SimulatedDisk(seeded(1)), clock: new ManualClock(), random: seeded(2) },
) {
  const { disk, clock, random } = machine;
  const log = await openMemoryLog({ disk, clock });
  const failures: unknown[] = [];
  const all = { ...defaultSettings, ...settings };
  const groups = await GroupCoordinator.open({ log, clock, random, settings: all, failed: (error) => failures.push(error) });
  return {
    log,
    clock,
    groups,
    failures,
    commitOf: (group: string, topic: string, partition: number, offset: number): OffsetCommit => ({
      group,
      topic,
      partition,
      committed: { offset, leaderEpoch: -1, metadata: "", commitTimestampMs: clock.now(), expireTimestampMs: -1 },
    }),
    disk,
    /** Broker and log stop and come back on the same disk. */
    restart: async () => {
      groups.close();
      await log.close();
      return openGroups(settings, machine);
    },
    /** The power goes, and comes back. */
    crash: async () => {
      disk.stop();
      groups.close();
      await log.close().catch(() => undefined);
      disk.restart({ powerLoss: true });
      return openGroups(settings, machine);
    },
  };
}

export type OpenGroups = Awaited<ReturnType<typeof openGroups>>;

export const beat = (memberId: string, memberEpoch: number, more: Partial<HeartbeatRequest> = {}): HeartbeatRequest => ({
  memberId,
  memberEpoch,
  instanceId: null,
  rackId: null,
  rebalanceTimeoutMs: memberEpoch === joiningEpoch ? 60_000 : -1,
  topicNames: memberEpoch === joiningEpoch ? ["events"] : null,
  topicRegex: null,
  serverAssignor: null,
  owned: memberEpoch === joiningEpoch ? new Map() : null,
  ...clientDetails,
  ...more,
});

export const joinOf = (memberId: string, more: Partial<JoinRequest> = {}): JoinRequest => ({
  memberId,
  groupInstanceId: null,
  sessionTimeoutMs: 10_000,
  rebalanceTimeoutMs: 60_000,
  protocolType: "consumer",
  protocols: [{ name: "range", metadata: new Uint8Array([0]) }],
  memberIdRequired: false,
  canSkipAssignment: true,
  ...clientDetails,
  ...more,
});

/** "events 0 1 2" in order. */
export function listed(assignment: Assignment | null, { groups }: Pick<OpenGroups, "groups">): string | null {
  if (assignment === null) return null;
  const names = [...partitionsOf(assignment)].map(([topic, partition]) => `${groups.topics.nameOf(topic) ?? "?"}-${partition}`);
  return names.sort().join(" ");
}
