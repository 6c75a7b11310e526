// The groups' part of the `Coordination` port, on the broker in this process.
import type { Clock } from "@millrace/core";
import type { Coordination, GroupPosition, LocalLog } from "@millrace/log";
import { brokerErrors } from "../broker/errors.ts";
import type { GroupCoordinator } from "../groups/coordinator.ts";
import { kafkaError } from "../protocol/error-codes.ts";
import { coordinationErrors } from "./errors.ts";

export type GroupPositions = Omit<Coordination, "transaction">;

/** From outside a group: neither member nor generation. */
const outside = { memberId: "", instanceId: null, generationId: -1 } as const;

export function groupPositions({
  log,
  groups,
  clock,
}: {
  readonly log: LocalLog;
  readonly groups: GroupCoordinator;
  readonly clock: Clock;
}): GroupPositions {
  return {
    groups: () => Promise.resolve(groups.ids()),
    positions(group) {
      const found: GroupPosition[] = [];
      for (const [topic, partitions] of groups.offsets.topicsOf(group))
        for (const [partition, { offset, metadata }] of partitions)
          found.push({ topic, partition, offset, ...(metadata === "" ? {} : { metadata }) });
      return Promise.resolve(found);
    },
    async commitPositions(group, positions) {
      for (const { topic, partition } of positions) log.offsets(topic, partition);
      if (positions.some(({ offset }) => !Number.isSafeInteger(offset) || offset < 0)) throw brokerErrors.positionNegative(group);
      const fault = groups.mayCommit(group, outside.memberId, outside.instanceId, outside.generationId);
      if (fault === kafkaError.unknownMemberId) throw coordinationErrors.groupActive(group);
      if (fault !== kafkaError.none) throw brokerErrors.groupRefused(group, fault);
      const commitTimestampMs = clock.now();
      const kept = { leaderEpoch: -1, commitTimestampMs, expireTimestampMs: -1 };
      await groups.commit(
        positions.map(({ topic, partition, offset, metadata = "" }) => ({
          group,
          topic,
          partition,
          committed: { offset, metadata, ...kept },
        })),
      );
    },
    async deleteGroup(group) {
      const fault = await groups.delete(group);
      if (fault === kafkaError.nonEmptyGroup) throw coordinationErrors.groupActive(group);
      if (fault !== kafkaError.none) throw coordinationErrors.groupUnknown(group);
    },
  };
}
