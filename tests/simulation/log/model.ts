// What must be true of the log, kept beside it: every batch that was sent, where it was seen to be, and whether it was
// acknowledged. Three rules: what was acknowledged or shown to a reader stays, byte for byte, at its offset; what was
// neither may come back after a crash, whole, once, and only behind all that was acknowledged; what was refused for a
// full disk never comes back.
import { assert } from "@millrace/core";
import { batchesIn } from "@millrace/log";

export type Fate = "sent" | "acknowledged" | "refused";

export interface Sent {
  /** As it was sent: base offset 0. */
  readonly bytes: Uint8Array;
  readonly records: number;
  readonly producer: number;
  readonly sequence: number;
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
  readonly acknowledged: Sent[][] = [[], []];
  /** Sent and not acknowledged, in order. */
  readonly open: Sent[][] = [[], []];
  readonly nextSequence = [0, 0];

  add(bytes: Uint8Array, records: number, producer: number, sequence: number): Sent {
    const sent: Sent = { bytes, records, producer, sequence, fate: "sent", offset: -1 };
    this.sent.push(sent);
    this.#byContent.set(contentOf(bytes), sent);
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
      const sent = this.#byContent.get(contentOf(bytes.subarray(at, at + header.sizeBytes)));
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
}

function contentOf(bytes: Uint8Array): string {
  const buffer = Buffer.from(bytes.subarray(unchangedFrom));
  buffer.fill(0, leaderEpochAt - unchangedFrom, leaderEpochAt - unchangedFrom + 4);
  return buffer.toString("latin1");
}
