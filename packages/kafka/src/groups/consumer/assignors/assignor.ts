// What a server-side assignor (KIP-848) is given and owes: every partition of every topic that some member is subscribed
// to goes to exactly one member that is subscribed to it. The same input gives the same assignment.
import type { Assignment, TopicKey } from "../assignment.ts";

export interface AssigningMember {
  readonly id: string;
  readonly instanceId: string | null;
  /** Only topics that exist. */
  readonly topics: ReadonlySet<TopicKey>;
  /** Its target up to now; perhaps of partitions that are no more. */
  readonly previous: Assignment;
}

/** How many partitions each topic has. */
export type PartitionCounts = ReadonlyMap<TopicKey, number>;

/** By the id of the member; every member has an entry. */
export type Assignor = (members: readonly AssigningMember[], counts: PartitionCounts) => ReadonlyMap<string, Assignment>;
