// One partition as its clients know it. An offset never changes its record, a record has one offset at most, the ends
// never go back, and nothing that was acknowledged or shown is missing where it should be.
import { must, type Sent } from "./records.ts";

export interface Ends {
  start: number;
  high: number;
  stable: number;
}

export interface SeenBatch {
  readonly baseOffset: number;
  readonly lastOffset: number;
  readonly producerId: number;
  readonly transactional: boolean;
  readonly control: boolean;
  /** Of a control batch: it ended a transaction with abort. */
  readonly aborts: boolean;
  readonly records: readonly { readonly offset: number; readonly sent: Sent }[];
}

export class PartitionHistory {
  readonly name: string;
  readonly compacted: boolean;
  readonly placed = new Map<number, Sent>();
  /** In the order of sending, those with a producer id by session. */
  readonly sessions = new Map<string, Sent[]>();
  readonly sent: Sent[] = [];
  /** Every answer that ended before a request began said at least this. */
  readonly floor: Ends = { start: 0, high: 0, stable: 0 };
  /** The log may begin anywhere up to here: it was asked to. */
  startAllowed = 0;

  constructor(name: string, compacted: boolean) {
    this.name = name;
    this.compacted = compacted;
  }

  add(sent: Sent): void {
    this.sent.push(sent);
    if (sent.session === undefined) return;
    const session = this.sessions.get(sent.session);
    if (session === undefined) this.sessions.set(sent.session, [sent]);
    else session.push(sent);
  }

  place(sent: Sent, offset: number): void {
    const { name } = this;
    must(sent.fate !== "refused", () => `${name}: record ${sent.id} was refused and is at offset ${offset}`);
    must(sent.offset < 0 || sent.offset === offset, () => `${name}: record ${sent.id} is at offsets ${sent.offset} and ${offset}`);
    const there = this.placed.get(offset);
    must(there === undefined || there === sent, () => `${name}: offset ${offset} has records ${there?.id} and ${sent.id}`);
    if (there === sent) return;
    sent.offset = offset;
    this.placed.set(offset, sent);
    this.floor.high = Math.max(this.floor.high, offset + 1);
  }

  /** What an answer says of the ends, against what was known when its request was sent. */
  ends(said: Partial<Ends>, before: Ends): void {
    const { floor, name } = this;
    for (const end of ["start", "high", "stable"] as const) {
      const value = said[end];
      if (value === undefined || value < 0) continue;
      must(value >= before[end], () => `${name}: its ${end} went back from ${before[end]} to ${value}`);
      floor[end] = Math.max(floor[end], value);
    }
    const { start, high, stable } = said;
    if (start !== undefined) must(start <= this.startAllowed, () => `${name}: begins at ${start}, but was cut up to ${this.startAllowed}`);
    if (stable !== undefined && high !== undefined && stable >= 0)
      must(stable <= high, `${name}: stable at ${stable} beyond its end ${high}`);
  }

  /** Batches that were read from `from` on; nothing that is known may be missing between them. */
  batches(batches: readonly SeenBatch[], from: number): number {
    const { name } = this;
    let next = from;
    for (const [index, batch] of batches.entries()) {
      const fits = this.compacted || (index === 0 ? batch.baseOffset <= next : batch.baseOffset === next);
      must(fits && batch.lastOffset >= next, () => `${name}: a batch has offset ${batch.baseOffset} where ${next} is expected`);
      const present = new Set<number>();
      for (const { offset, sent } of batch.records) {
        present.add(offset);
        this.place(sent, offset);
      }
      // Of a compacted topic only a whole read shows whether a newer record is there.
      for (let offset = next; offset <= batch.lastOffset && !this.compacted; offset++) if (!present.has(offset)) this.#mayMiss(offset);
      next = batch.lastOffset + 1;
    }
    return next;
  }

  /** After a read of everything: what is certain is there. */
  whole(from: number, end: number, present: ReadonlySet<number>): void {
    const lastOfKey = this.compacted ? this.#lastOfKey() : undefined;
    for (let offset = from; offset < end; offset++) if (!present.has(offset)) this.#mayMiss(offset, lastOfKey);
    for (const sent of this.sent) {
      const lost = sent.fate === "acknowledged" && sent.offset < 0 && from === 0 && !this.compacted;
      must(!lost, () => `${this.name}: record ${sent.id} was acknowledged and is nowhere`);
    }
    if (!this.compacted) for (const [name, session] of this.sessions) this.#inOrder(name, session, from);
  }

  /** Where the last record of each key stands that compaction may have kept in place of older ones. */
  #lastOfKey(): Map<string, number> {
    const last = new Map<string, number>();
    for (const [offset, { key, transaction }] of this.placed) {
      const counts = transaction === undefined || transaction.outcome === "committed" || transaction.outcome === "unknown";
      if (counts && key !== undefined) last.set(key, Math.max(offset, last.get(key) ?? -1));
    }
    return last;
  }

  #mayMiss(offset: number, lastOfKey?: ReadonlyMap<string, number>): void {
    const sent = this.placed.get(offset);
    if (sent === undefined) return;
    must(lastOfKey !== undefined, () => `${this.name}: record ${sent.id} is not at offset ${offset} any more`);
    const newer = (lastOfKey.get(sent.key!) ?? -1) > offset;
    const undone = sent.transaction !== undefined && sent.transaction.outcome !== "committed";
    must(
      newer || sent.tombstone || undone,
      () => `${this.name}: compaction removed record ${sent.id}, the last one of its key, from offset ${offset}`,
    );
  }

  /** After a read_committed read of everything: what was committed is seen, with or without a transaction. */
  wholeCommitted(from: number, end: number, seen: ReadonlySet<number>): void {
    if (this.compacted) return;
    for (const [offset, { id, transaction }] of this.placed) {
      const shown = seen.has(offset) || offset < from || offset >= end;
      const committed = transaction === undefined || transaction.outcome === "committed";
      must(shown || !committed, () => `${this.name}: committed record ${id} at offset ${offset} is not shown`);
    }
  }

  /** The records of one producer come in the order of sending, and none in between is left out. */
  #inOrder(session: string, sents: readonly Sent[], start: number): void {
    let last: Sent | undefined;
    let gap = false;
    for (const sent of sents) {
      if (sent.offset < 0) {
        gap ||= last !== undefined || start === 0;
        continue;
      }
      must(!gap, () => `${this.name}: record ${sent.id} of ${session} is there and one before it is not`);
      must(last === undefined || last.offset < sent.offset, () => `${this.name}: records ${last?.id} and ${sent.id} changed places`);
      last = sent;
    }
  }
}
