// The aborted transactions whose markers stand in one segment, in the order of their markers: what a reader of committed
// records has to leave out. Kept as columns, since there may be as many as batches; on disk `.aborted`, 24 bytes each,
// with a checksum in the index's header, and made again from the markers when it is missing.
import { crc32c } from "@node-rs/crc32";
import type { AbortedTransaction } from "../port.ts";

const entryBytes = 24;

export class AbortedList {
  readonly #producerIds: number[] = [];
  readonly #firstOffsets: number[] = [];
  readonly #markerOffsets: number[] = [];

  get count(): number {
    return this.#markerOffsets.length;
  }

  add(producerId: number, firstOffset: number, markerOffset: number): void {
    this.#producerIds.push(producerId);
    this.#firstOffsets.push(firstOffset);
    this.#markerOffsets.push(markerOffset);
  }

  /** Adds to `found` those that touch the offsets from `first` to `last`. */
  find(first: number, last: number, found: AbortedTransaction[]): void {
    for (let index = this.#firstMarkerFrom(first); index < this.count; index++) {
      const firstOffset = this.#firstOffsets[index]!;
      if (firstOffset <= last) found.push({ producerId: this.#producerIds[index]!, firstOffset });
    }
  }

  #firstMarkerFrom(offset: number): number {
    let low = 0;
    let high = this.count;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#markerOffsets[middle]! < offset) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  encode(): Uint8Array<ArrayBuffer> {
    const bytes = new Uint8Array(entryBytes * this.count);
    const view = new DataView(bytes.buffer);
    for (let index = 0; index < this.count; index++) {
      view.setFloat64(entryBytes * index, this.#producerIds[index]!);
      view.setFloat64(entryBytes * index + 8, this.#firstOffsets[index]!);
      view.setFloat64(entryBytes * index + 16, this.#markerOffsets[index]!);
    }
    return bytes;
  }

  /** Undefined when these are not the bytes that were written. */
  static decode(bytes: Uint8Array, count: number, crc: number): AbortedList | undefined {
    // The file of an earlier index may be left.
    if (count === 0) return new AbortedList();
    if (bytes.length !== entryBytes * count || crc32c(bytes) !== crc) return undefined;
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const list = new AbortedList();
    for (let at = 0; at < bytes.length; at += entryBytes) list.add(view.getFloat64(at), view.getFloat64(at + 8), view.getFloat64(at + 16));
    return list;
  }
}
