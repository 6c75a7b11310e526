// What transactions mean, told once more in the plainest way: from all batches of a partition in order, which of them
// are committed, aborted or open; and from the answer to a read, what a consumer of committed records takes out of it.
import { assert } from "@millrace/core";
import { batchesIn, RecordReader, type ReadResult } from "@millrace/log";
import type { Sent } from "./model.ts";

export interface Outcome {
  /** By offset; batches without a transaction count as committed. */
  readonly committed: Map<number, boolean>;
  /** Where the first transaction that is open began. */
  readonly firstOpen: number | undefined;
}

export function outcomeOf(placed: ReadonlyMap<number, Sent>): Outcome {
  const committed = new Map<number, boolean>();
  const open = new Map<number, number[]>();
  for (const [offset, sent] of [...placed].sort(([left], [right]) => left - right)) {
    const { producer, transactional, ends } = sent;
    if (ends !== undefined) {
      for (const part of open.get(producer) ?? []) committed.set(part, ends === "commit");
      open.delete(producer);
    } else if (transactional) open.set(producer, [...(open.get(producer) ?? []), offset]);
    else committed.set(offset, true);
  }
  const firsts = [...open.values()].map(([first]) => first!);
  return { committed, firstOpen: firsts.length === 0 ? undefined : Math.min(...firsts) };
}

/** Offsets of the batches that a consumer takes, and of those that it leaves out as aborted. */
export function consumed({ bytes, abortedTransactions }: ReadResult): { taken: number[]; left: number[] } {
  const taken: number[] = [];
  const left: number[] = [];
  const waiting = [...abortedTransactions];
  const aborting = new Set<number>();
  for (const { header } of batchesIn(bytes)) {
    while (waiting.length > 0 && waiting[0]!.firstOffset <= header.lastOffset) aborting.add(waiting.shift()!.producerId);
    if (header.control) aborting.delete(header.producerId);
    else (header.transactional && aborting.has(header.producerId) ? left : taken).push(header.baseOffset);
  }
  assert(waiting.length === 0, "an aborted transaction is named that nothing of the read belongs to");
  return { taken, left };
}

/** The coordinator epoch in a marker (it tells the simulation's markers apart), and how it ends the transaction. */
export function markerIn(bytes: Uint8Array): { coordinatorEpoch: number; ends: "commit" | "abort" } {
  const record = new RecordReader(bytes);
  assert(record.next(), "a marker holds a record");
  const [key, value] = [Buffer.from(record.key()!), Buffer.from(record.value()!)];
  return { coordinatorEpoch: value.readInt32BE(2), ends: key.readInt16BE(2) === 1 ? "commit" : "abort" };
}
