import { crc32c } from "@node-rs/crc32";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { batchFault } from "./check.ts";
import { encodeBatch } from "./encode.ts";
import { batchesIn, viewOf } from "./header.ts";
import { decodeRecords } from "./records.ts";

const content = fc.option(fc.uint8Array({ maxLength: 200 }), { nil: undefined });
const record = fc.record({
  key: content,
  value: content,
  timestampMs: fc.integer({ min: -1, max: 2 ** 52 }),
  headers: fc.array(fc.record({ key: fc.string({ maxLength: 20 }), value: content }), { maxLength: 3 }),
});
const plain = (bytes: Uint8Array | undefined): number[] | undefined => (bytes === undefined ? undefined : [...bytes]);

describe("encodeBatch", () => {
  it("is undone by decodeRecords, with every codec", () => {
    fc.assert(
      fc.property(
        fc.array(record, { minLength: 1, maxLength: 10 }),
        fc.constantFrom("none", "gzip", "snappy", "lz4", "zstd"),
        (records, compression) => {
          const bytes = encodeBatch({ records, compression, baseOffset: 1000 });
          expect(batchFault(bytes, viewOf(bytes), 0, bytes.length)).toBeUndefined();
          const decoded = decodeRecords(bytes);
          expect(decoded.map(({ offset }) => offset)).toEqual(records.map((_, index) => 1000 + index));
          for (const [index, sent] of records.entries()) {
            const got = decoded[index]!;
            expect(plain(got.key)).toEqual(plain(sent.key));
            expect(plain(got.value)).toEqual(plain(sent.value));
            expect(got.timestampMs).toBe(sent.timestampMs);
            expect(got.headers.map(({ key, value }) => ({ key, value: plain(value) }))).toEqual(
              sent.headers.map(({ key, value }) => ({ key, value: plain(value) })),
            );
          }
        },
      ),
      { numRuns: 150, seed: 1 },
    );
  });

  it("writes the bytes that Kafka's format says, field by field", () => {
    const bytes = encodeBatch({ records: [{ key: "k", value: "v", timestampMs: 1000 }], producerId: 5, producerEpoch: 2, baseSequence: 9 });
    const record = "10 00 00 00 02 6b 02 76 00";
    const header = "0000 0000 0000 03e8 0000 0000 0000 03e8 0000 0000 0000 0005 0002 0000 0009 0000 0001";
    const covered = Buffer.from(`0000 0000 0000 ${header} ${record}`.replaceAll(" ", ""), "hex");
    expect(Buffer.from(bytes.subarray(21)).toString("hex")).toBe(covered.toString("hex"));
    expect(viewOf(bytes).getUint32(17)).toBe(crc32c(covered));
    expect(Buffer.from(bytes.subarray(0, 17)).toString("hex")).toBe("00000000000000000000003a0000000002");
  });

  it("keeps what an idempotent producer and a transaction need in the header", () => {
    const bytes = encodeBatch({
      records: [{ value: "a" }, { value: "b" }],
      producerId: 12,
      producerEpoch: 3,
      baseSequence: 40,
      transactional: true,
    });
    expect([...batchesIn(bytes)][0]?.header).toMatchObject({
      producerId: 12,
      producerEpoch: 3,
      baseSequence: 40,
      transactional: true,
      control: false,
      recordCount: 2,
    });
  });

  it("shows only whole batches of bytes that end in the middle of one", () => {
    const one = encodeBatch({ records: [{ value: "one" }] });
    const two = Buffer.concat([one, one.subarray(0, one.length - 1)]);
    expect([...batchesIn(two)].length).toBe(1);
  });
});
