// Zig-zag varints of records, without bounds checks of their own: reading past the array gives 0 and ends, and the
// caller compares positions with the record's end.

export class Varints {
  bytes: Uint8Array = new Uint8Array(0);
  position = 0;
  end = 0;

  int(): number {
    const first = this.bytes[this.position++] ?? 0;
    if (first < 0x80) return (first >>> 1) ^ -(first & 1);
    let raw = first & 0x7f;
    for (let shift = 7; shift < 35; shift += 7) {
      const byte = this.bytes[this.position++] ?? 0;
      raw |= (byte & 0x7f) << shift;
      if (byte < 0x80) break;
    }
    return (raw >>> 1) ^ -(raw & 1);
  }

  /** Of up to 64 bits; exact within ±2^53. */
  long(): number {
    const first = this.bytes[this.position++] ?? 0;
    if (first < 0x80) return (first >>> 1) ^ -(first & 1);
    let raw = first & 0x7f;
    let scale = 128;
    for (let count = 1; count < 10; count++) {
      const byte = this.bytes[this.position++] ?? 0;
      raw += (byte & 0x7f) * scale;
      scale *= 128;
      if (byte < 0x80) break;
    }
    return (first & 1) === 1 ? -(raw + 1) / 2 : raw / 2;
  }
}
