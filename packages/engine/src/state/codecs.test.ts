import type { SqlType } from "@millrace/sql";
import { describe, expect, it } from "vitest";
import { ColumnWriter } from "../columns/builder.ts";
import { valueAt } from "../columns/value.ts";
import { columns, decimal, types } from "../operators/testing.ts";
import { compareBytes } from "./hash.ts";
import { encodeOrder } from "./order-codec.ts";
import { RowBuffer, decodeValue, encodeValue } from "./row-codec.ts";

const row: SqlType = { kind: "ROW", fields: columns({ a: types.int }), nullable: true };
const timestamp = (ms: number, nanos: number): { ms: number; nanos: number } => ({ ms, nanos });

/** For each type, values in their SQL order. */
const ordered: [SqlType, ((writer: ColumnWriter, at: number) => void)[]][] = [
  [types.bool, [0, 1].map((value) => (writer, at) => writer.number(at, value))],
  [types.int, [-2_147_483_648, -1, 0, 1, 2_147_483_647].map((value) => (writer, at) => writer.number(at, value))],
  [
    types.bigint,
    [-(2n ** 63n), -(2n ** 53n) - 1n, -1n, 0n, 2n ** 53n, 2n ** 53n + 1n, 2n ** 63n - 1n].map(
      (value) => (writer, at) => writer.exact(at, value),
    ),
  ],
  [
    decimal(38, 0),
    [-(10n ** 38n) + 1n, -(2n ** 64n), -1n, 0n, 5n, 2n ** 64n, 10n ** 38n - 1n].map((value) => (writer, at) => writer.exact(at, value)),
  ],
  [types.double, [-Infinity, -1.5, -1e-300, 0, 1e-300, 2, Infinity, NaN].map((value) => (writer, at) => writer.number(at, value))],
  [
    types.time,
    [timestamp(-1, 0), timestamp(-1, 5), timestamp(0, 0), timestamp(0, 999_999), timestamp(1, 0)].map(
      ({ ms, nanos }) =>
        (writer, at) =>
          writer.time(at, ms, nanos),
    ),
  ],
  [
    types.text,
    ["", "\u0000", "\u0000a", "a", "a\u0000", "ab", "é", "\uffee", "😀"].map((text) => (writer, at) => {
      const bytes = new TextEncoder().encode(text);
      writer.bytes(at, bytes, 0, bytes.length);
    }),
  ],
];

describe.each(ordered)("$kind", (type, writes) => {
  const writer = new ColumnWriter(type);
  for (const [at, write] of writes.entries()) write(writer, at);
  writer.null(writes.length);
  const { column } = writer;

  it("comes back from its encoding as it was", () => {
    const buffer = new RowBuffer();
    for (let at = 0; at <= writes.length; at++) encodeValue(buffer, column, at);
    const back = new ColumnWriter(type);
    let offset = 0;
    for (let at = 0; at <= writes.length; at++) offset = decodeValue(buffer.bytes, offset, back, at);
    expect(offset).toBe(buffer.length);
    for (let at = 0; at <= writes.length; at++) expect(valueAt(back.column, type, at)).toEqual(valueAt(column, type, at));
  });

  it("sorts by its order bytes, ascending and descending, with nulls first and last", () => {
    const encode = (at: number, descending: boolean, nullsLast: boolean): Uint8Array => {
      const buffer = new RowBuffer();
      encodeOrder(buffer, column, at, descending, nullsLast);
      return buffer.bytes.subarray(0, buffer.length);
    };
    for (const descending of [false, true]) {
      for (let at = 1; at < writes.length; at++) {
        const left = encode(at - 1, descending, true);
        const right = encode(at, descending, true);
        expect(Math.sign(compareBytes(left, 0, left.length, right, 0, right.length))).toBe(descending ? 1 : -1);
      }
      for (const nullsLast of [false, true]) {
        const none = encode(writes.length, descending, nullsLast);
        const some = encode(0, descending, nullsLast);
        expect(Math.sign(compareBytes(none, 0, none.length, some, 0, some.length))).toBe(nullsLast ? 1 : -1);
      }
    }
  });
});

describe("nested values", () => {
  it("come back from their encoding as they were", () => {
    const writer = new ColumnWriter(row);
    const value = [1, null, 2n ** 60n, "é", Uint8Array.of(1, 2), { ms: 5, nanos: 7 }, [true, NaN]];
    writer.any(0, value);
    const buffer = new RowBuffer();
    encodeValue(buffer, writer.column, 0);
    const back = new ColumnWriter(row);
    decodeValue(buffer.bytes, 0, back, 0);
    expect(valueAt(back.column, row, 0)).toEqual(value);
  });
});

describe("equal values", () => {
  it("encode alike from the double lane and from the exact lane", () => {
    for (const type of [types.bigint, decimal(38, 0)]) {
      const narrow = new ColumnWriter(type);
      narrow.number(0, -5);
      const wide = new ColumnWriter(type);
      wide.exact(1, 2n ** 60n);
      wide.exact(0, -5n);
      const encoded = [narrow, wide].map((writer) => {
        const buffer = new RowBuffer();
        encodeValue(buffer, writer.column, 0);
        return [...buffer.bytes.subarray(0, buffer.length)];
      });
      expect(encoded[0]).toEqual(encoded[1]);
    }
  });
});
