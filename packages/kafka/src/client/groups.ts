// Consumer groups of a cluster from outside: which there are, where they stand, and setting that.
import type { GroupPosition } from "@millrace/log";
import { kafkaError } from "../protocol/error-codes.ts";
import type { Coordinators } from "./coordinators.ts";
import { coordinationErrors } from "../coordination/errors.ts";
import { refused } from "./failures.ts";
import type { Metadata } from "./metadata.ts";
import { againWhilePassing, patiently, type Patience } from "./retry.ts";

export class Groups {
  readonly #metadata: Metadata;
  readonly #patience: Patience;
  readonly #coordinators: Coordinators;

  constructor(metadata: Metadata, patience: Patience, coordinators: Coordinators) {
    this.#metadata = metadata;
    this.#patience = patience;
    this.#coordinators = coordinators;
  }

  /** Every broker tells of those that it keeps. */
  list(): Promise<readonly string[]> {
    const what = "the list of groups";
    const step = async (): Promise<readonly string[]> => {
      const found = new Set<string>();
      for (const node of this.#metadata.nodes()) {
        const { errorCode, groups } = await node.call("ListGroups", {});
        againWhilePassing(errorCode);
        if (errorCode !== kafkaError.none) throw refused(what, errorCode);
        for (const { groupId } of groups) found.add(groupId);
      }
      return [...found].sort();
    };
    return patiently(this.#patience, what, step, () => this.#metadata.refresh());
  }

  positions(group: string): Promise<readonly GroupPosition[]> {
    return this.#coordinators.at("group", group, `the positions of group "${group}"`, async (node) => {
      // Version 8 asks for several groups at once; the older form is understood by every broker that knows version 8.
      const answer = await node.call("OffsetFetch", {
        groupId: group,
        topics: null,
        groups: [{ groupId: group, topics: null }],
        requireStable: true,
      });
      const { errorCode, topics } = answer.groups[0] ?? answer;
      againWhilePassing(errorCode);
      if (errorCode !== kafkaError.none) throw refused(`the positions of group "${group}"`, errorCode);
      const positions: GroupPosition[] = [];
      for (const { name, partitions } of topics) {
        for (const { index, committedOffset, metadata, errorCode: code } of partitions) {
          againWhilePassing(code);
          if (code !== kafkaError.none || committedOffset < 0) continue;
          const rest = metadata === null || metadata === "" ? {} : { metadata };
          positions.push({ topic: name, partition: index, offset: committedOffset, ...rest });
        }
      }
      return positions;
    });
  }

  commitPositions(group: string, positions: readonly GroupPosition[]): Promise<void> {
    return this.#coordinators.at("group", group, `positions of group "${group}"`, async (node) => {
      const answer = await node.call("OffsetCommit", { groupId: group, memberId: "", topics: positionsByTopic(positions) });
      for (const { partitions } of answer.topics) for (const { errorCode } of partitions) checkCommit(group, errorCode);
    });
  }

  remove(group: string): Promise<void> {
    return this.#coordinators.at("group", group, `deleting group "${group}"`, async (node, attempt) => {
      const { results } = await node.call("DeleteGroups", { groupIds: [group] });
      const { errorCode } = results[0]!;
      againWhilePassing(errorCode);
      if (errorCode === kafkaError.groupIdNotFound && attempt === 0) throw coordinationErrors.groupUnknown(group);
      if (errorCode === kafkaError.nonEmptyGroup) throw coordinationErrors.groupActive(group);
      if (errorCode !== kafkaError.none && errorCode !== kafkaError.groupIdNotFound) throw refused(`deleting group "${group}"`, errorCode);
    });
  }
}

/** As OffsetCommit and TxnOffsetCommit want them: the partition is called differently in each. */
export function positionsByTopic(positions: readonly GroupPosition[]) {
  const topics = new Map<string, GroupPosition[]>();
  for (const position of positions) topics.set(position.topic, [...(topics.get(position.topic) ?? []), position]);
  return [...topics].map(([name, of]) => ({
    name,
    topicId: new Uint8Array(16),
    partitions: of.map(({ partition, offset, metadata }) => ({
      index: partition,
      partitionIndex: partition,
      committedOffset: offset,
      committedMetadata: metadata ?? "",
    })),
  }));
}

/** A group with members takes positions from them alone. */
const memberWanted: ReadonlySet<number> = new Set([
  kafkaError.unknownMemberId,
  kafkaError.illegalGeneration,
  kafkaError.rebalanceInProgress,
  kafkaError.nonEmptyGroup,
]);

export function checkCommit(group: string, errorCode: number): void {
  againWhilePassing(errorCode);
  if (memberWanted.has(errorCode)) throw coordinationErrors.groupActive(group);
  if (errorCode !== kafkaError.none) throw refused(`positions of group "${group}"`, errorCode);
}
