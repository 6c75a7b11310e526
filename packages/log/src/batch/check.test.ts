import { describe, expect, it } from "vitest";
import { codeOf } from "../testing.ts";
import { batchFault, checkIncoming } from "./check.ts";
import { encodeBatch } from "./encode.ts";
import { batchField, viewOf } from "./header.ts";
import { decodeRecords } from "./records.ts";

const sound = (): Uint8Array =>
  encodeBatch({ records: [{ value: "one" }, { value: "two" }], producerId: 1, producerEpoch: 0, baseSequence: 0 });
const changed = (change: (view: DataView) => void): Uint8Array => {
  const bytes = sound();
  change(viewOf(bytes));
  return bytes;
};
const check = (bytes: Uint8Array) => (): unknown => checkIncoming(bytes, 1000);

describe("checkIncoming", () => {
  it("takes several batches and gives their headers", () => {
    expect(checkIncoming(Buffer.concat([sound(), sound()]), 1000).map(({ recordCount }) => recordCount)).toEqual([2, 2]);
  });

  it.each([
    ["an empty buffer", new Uint8Array(0)],
    ["half a header", sound().subarray(0, 30)],
    ["a batch that is cut off", sound().subarray(0, 70)],
    ["a negative length", changed((view) => view.setInt32(batchField.batchLength, -1))],
    ["an older format", changed((view) => view.setInt8(batchField.magic, 1))],
    ["no records", changed((view) => view.setInt32(batchField.recordCount, 0))],
    ["a count that does not fit the last offset", changed((view) => view.setInt32(batchField.recordCount, 3))],
    ["a negative epoch", changed((view) => view.setInt16(batchField.producerEpoch, -1))],
    ["no sequence number", changed((view) => view.setInt32(batchField.baseSequence, -1))],
    ["a timestamp beyond 2^53", changed((view) => view.setBigInt64(batchField.maxTimestamp, 1n << 60n))],
  ])("refuses %s as log.batch-invalid", (_what, bytes) => {
    expect(codeOf(check(bytes))).toBe("log.batch-invalid");
  });

  it("refuses more records than bytes", () => {
    const bytes = changed((view) => {
      view.setInt32(batchField.recordCount, 5000);
      view.setInt32(batchField.lastOffsetDelta, 4999);
    });
    expect(codeOf(check(bytes))).toBe("log.batch-invalid");
  });

  it("refuses a changed byte as log.batch-checksum", () => {
    const bytes = sound();
    bytes[bytes.length - 1]! ^= 1;
    expect(codeOf(check(bytes))).toBe("log.batch-checksum");
  });

  it("refuses a large batch as log.record-too-large", () => {
    expect(codeOf(() => checkIncoming(encodeBatch({ records: [{ value: new Uint8Array(2000) }] }), 1000))).toBe("log.record-too-large");
  });

  it("refuses a codec that does not exist as log.compression-unknown", () => {
    expect(codeOf(check(changed((view) => view.setInt16(batchField.attributes, 5))))).toBe("log.compression-unknown");
  });
});

describe("batchFault", () => {
  it("finds any flipped bit but those of the base offset, which its caller compares", () => {
    const bytes = sound();
    for (let position = 8; position < bytes.length; position++) {
      const damaged = bytes.slice();
      damaged[position]! ^= 1 << (position % 8);
      expect(batchFault(damaged, viewOf(damaged), 0, damaged.length), `byte ${position}`).toBeDefined();
    }
  });
});

describe("records", () => {
  it("never reads beyond a batch, whatever its records say", () => {
    const original = encodeBatch({ records: [{ key: "key", value: "value", headers: [{ key: "h", value: "x" }] }] });
    for (let position = 61; position < original.length; position++) {
      for (const byte of [0, 1, 0x7f, 0x80, 0xff]) {
        const bytes = original.slice();
        bytes[position] = byte;
        const code = codeOf(() => decodeRecords(bytes));
        expect(code === undefined || code === "log.batch-invalid", `byte ${position} as ${byte}: ${code}`).toBe(true);
      }
    }
  });
});
