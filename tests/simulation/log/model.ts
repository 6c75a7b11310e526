// What must be true of the log, kept beside it: every batch that was sent, where it was seen to be, and whether it was
// acknowledged. Three rules: what was acknowledged or shown to a reader stays, byte for byte, at its offset; what was
// neither may come back after a crash, whole, once, and only behind all that was acknowledged; what was refused for a
// full disk never comes back. For readers of committed records: what was shown to them is committed for ever, what was
// hidden from them is aborted for ever, and the last stable offset does not move back.
import { assert } from "@millrace/core";
import { batchesIn, type BatchHeader, type ReadResult } from "@millrace/log";
import { consumed, markerIn, outcomeOf } from "./transactions.ts";

export type Fate = "sent" | "acknowledged" | "refused";

export interface Sent {
  /** As it was sent: base offset 0. */
  readonly bytes: Uint8Array;
  readonly records: number;
  readonly producer: number;
  readonly sequence: number;
  readonly transactional: boolean;
  /** Set when it is a marker: how it ends its producer's transaction. */
  readonly ends?: "commit" | "abort";
  /** What a reader of committed records was told of it. */
  told?: "committed" | "aborted";
  fate: Fate;
  /** Where it stands, when that is known. */
  offset: number;
}

/** From here on the log must not change a byte (before it stand the offset, length, epoch, magic and CRC). */
const unchangedFrom = 8;
const leaderEpochAt = 12;

export class PartitionModel {
  readonly sent: Sent[] = [];
  /** By base offset: what is certain to be in the log. */
  readonly placed = new Map<number, Sent>();
  readonly #byContent = new Map<string, Sent>();
  certainEnd = 0;
  /** The log begins here at the latest … */
  startOffset = 0;
  /** … and here at the earliest: it said so. */
  certainStart = 0;
  /** Batches of each producer that are acknowledged, in order. */
  readonly acknowledged: Sent[][] = [[], [], [], []];
  /** Sent and not acknowledged, in order. */
  readonly open: Sent[][] = [[], [], [], []];
  readonly nextSequence = [0, 0, 0, 0];
  readonly epoch = [0, 0, 0, 0];
  /** How the producer's transaction is to end, until a marker was acknowledged. */
  readonly ending: ("commit" | "abort" | undefined)[] = [];
  certainStable = 0;

  add(bytes: Uint8Array, records: number, producer: number, sequence: number): Sent {
    const sent: Sent = { bytes, records, producer, sequence, transactional: producer >= 2, fate: "sent", offset: -1 };
    this.sent.push(sent);
    this.#byContent.set(contentOf(bytes), sent);
    return sent;
  }

  /** A marker: the log makes its bytes, its coordinator epoch tells it from others. */
  addMarker(producer: number, coordinatorEpoch: number, ends: "commit" | "abort"): Sent {
    const sent: Sent = {
      bytes: new Uint8Array(0),
      records: 1,
      producer,
      sequence: -1,
      transactional: true,
      ends,
      fate: "sent",
      offset: -1,
    };
    this.sent.push(sent);
    this.#byContent.set(`marker ${coordinatorEpoch}`, sent);
    return sent;
  }

  acknowledge(sent: Sent, offset: number): void {
    sent.fate = "acknowledged";
    this.place(sent, offset);
  }

  place(sent: Sent, offset: number): void {
    assert(sent.offset < 0 || sent.offset === offset, `a batch at offset ${sent.offset} is at ${offset} too`);
    const there = this.placed.get(offset);
    assert(there === undefined || there === sent, `two batches have offset ${offset}`);
    sent.offset = offset;
    this.placed.set(offset, sent);
    this.certainEnd = Math.max(this.certainEnd, offset + sent.records);
  }

  /**
   * Bytes that a reader got: whole batches, known ones, in order without a gap; from now on they are certain. `from`
   * may lie inside of the first one.
   */
  seen(bytes: Uint8Array, from: number | undefined): number {
    let expected: number | undefined;
    let total = 0;
    for (const { at, header } of batchesIn(bytes)) {
      const sent = this.#sentAs(bytes.subarray(at, at + header.sizeBytes), header);
      assert(sent !== undefined, `bytes at offset ${header.baseOffset} were never sent`);
      assert(sent.fate !== "refused", `a refused batch is at offset ${header.baseOffset}`);
      assert(expected === undefined || header.baseOffset === expected, `offset ${header.baseOffset} comes where ${expected} is expected`);
      this.place(sent, header.baseOffset);
      expected = header.lastOffset + 1;
      total += header.sizeBytes;
      const holds = from === undefined || expected > from;
      assert(
        holds && (from === undefined || total > header.sizeBytes || header.baseOffset <= from),
        `a read at ${from} got ${header.baseOffset}`,
      );
    }
    assert(total === bytes.length, "a read ends in the middle of a batch");
    return expected ?? 0;
  }

  #sentAs(batch: Uint8Array, header: BatchHeader): Sent | undefined {
    if (!header.control) return this.#byContent.get(contentOf(batch));
    const { coordinatorEpoch, ends } = markerIn(batch);
    const sent = this.#byContent.get(`marker ${coordinatorEpoch}`);
    assert(sent?.ends === ends, "a marker ends its transaction as it was told");
    return sent;
  }

  /**
   * A read of committed records: as `seen`, and what it says of transactions holds from now on. `asked`: what the last
   * stable offset was known to be when it began.
   */
  seenCommitted(read: ReadResult, from: number, asked: number): number {
    const end = this.seen(read.bytes, from);
    const { taken, left } = consumed(read);
    assert(end <= read.lastStableOffset, `a committed read reached ${end} behind the last stable offset ${read.lastStableOffset}`);
    for (const offset of taken) this.#tell(offset, "committed");
    for (const offset of left) this.#tell(offset, "aborted");
    this.#seenStable(read.lastStableOffset, asked);
    return end;
  }

  #seenStable(offset: number, asked: number): void {
    assert(offset >= asked, `the last stable offset moved back from ${asked} to ${offset}`);
    this.certainStable = Math.max(this.certainStable, offset);
  }

  #tell(offset: number, told: "committed" | "aborted"): void {
    const sent = this.placed.get(offset)!;
    assert(sent.told === undefined || sent.told === told, `the batch at ${offset} was ${sent.told} and is ${told}`);
    sent.told = told;
  }

  /** When all that is in the log was seen: it stands as the transactions say. */
  checkTransactions(stable: number, start: number, end: number): void {
    const { committed, firstOpen } = outcomeOf(this.placed);
    const expected = Math.max(start, firstOpen ?? end);
    assert(stable === expected, `the last stable offset is ${stable}, not ${expected}`);
    this.#seenStable(stable, this.certainStable);
    for (const [offset, sent] of this.placed) {
      if (sent.told !== undefined)
        assert((sent.told === "committed") === committed.get(offset), `the batch at ${offset} was said to be ${sent.told}`);
      else if (sent.ends === undefined && offset >= start && offset < stable) throw new Error(`nobody was told of the batch at ${offset}`);
    }
  }
}

function contentOf(bytes: Uint8Array): string {
  const buffer = Buffer.from(bytes.subarray(unchangedFrom));
  buffer.fill(0, leaderEpochAt - unchangedFrom, leaderEpochAt - unchangedFrom + 4);
  return buffer.toString("latin1");
}
