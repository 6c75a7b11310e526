// A writer whose large byte fields are not copied: record batches on their way to a client stay the buffers that the
// log read, and go to the socket beside the bytes around them (writev).
import { ByteWriter } from "@millrace/core";

/** Below this a copy is cheaper than one more buffer. */
const copyBelowBytes = 4096;

export class FrameWriter extends ByteWriter {
  readonly #inserts: { at: number; bytes: Uint8Array }[] = [];
  #insertedBytes = 0;

  override raw(source: Uint8Array): void {
    if (source.length < copyBelowBytes) return super.raw(source);
    this.#inserts.push({ at: this.position, bytes: source });
    this.#insertedBytes += source.length;
  }

  get totalBytes(): number {
    return this.position + this.#insertedBytes;
  }

  /** The frame as pieces, in order. */
  pieces(): Uint8Array[] {
    const own = this.finish();
    const pieces: Uint8Array[] = [];
    let from = 0;
    for (const insert of this.#inserts) {
      if (insert.at > from) pieces.push(own.subarray(from, insert.at));
      pieces.push(insert.bytes);
      from = insert.at;
    }
    if (from < own.length) pieces.push(own.subarray(from));
    return pieces;
  }
}
