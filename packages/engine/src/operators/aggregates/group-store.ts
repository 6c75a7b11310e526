// Groups and what hangs off them, in one heap: the group table, and a table of distinct values when one is needed.
import { BlockKind, Heap } from "../../state/heap.ts";
import { KeyTable, keyHeaderWords } from "../../state/key-table.ts";
import type { Region } from "../../state/region.ts";

/** Count of rows by (group, value), and the list of a group's values. */
export const DistinctWords = { count: keyHeaderWords, next: keyHeaderWords + 1, words: 2 } as const;

export class GroupStore {
  readonly heap: Heap;
  readonly groups: KeyTable;
  /** Owner: the group. Key: the number of the aggregate, then the value. */
  readonly distinct: KeyTable | null;

  constructor(region: Region, payloadWords: number, hasDistinct: boolean, ordered: boolean) {
    this.heap = new Heap(region);
    // Sessions keep a key table of their own in this heap, and no groups: then this table stays empty.
    this.groups = new KeyTable(this.heap, BlockKind.group, payloadWords, ordered);
    this.distinct = hasDistinct ? new KeyTable(this.heap, BlockKind.distinct, DistinctWords.words) : null;
  }

  clear(): void {
    this.heap.clear();
    this.groups.reset();
    this.distinct?.reset();
  }
}
