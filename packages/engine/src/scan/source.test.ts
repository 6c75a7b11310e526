import { describe, expect, it } from "vitest";
import type { Expression } from "@millrace/sql";
import { seeded } from "@millrace/core";
import { call, cast, column, literal, types } from "../calc/testing.ts";
import { Scan, batchOf, scanAll, scanNode } from "./testing.ts";

const { bool, int, bigint, text, bytes, timestamp, ltz } = types;
const joined = (...parts: Uint8Array[]): Uint8Array => Uint8Array.from(parts.flatMap((part) => [...part]));
const minute = (value: number | null): string =>
  `{"t":${value === null ? "null" : `"2024-01-01 00:${String(value).padStart(2, "0")}:00"`},"n":1}`;
const ms = (value: number): number => Date.parse("2024-01-01T00:00:00Z") + value * 60_000;

describe("watermarks", () => {
  const spec = { columns: { t: timestamp, n: int }, watermark: { column: 0, delayMs: 120_000 } };
  it("stand before each row, never fall, and pass over nulls", () => {
    const { rows, reader } = scanAll(spec, [minute(5), minute(9), minute(null), minute(3), minute(10)]);
    expect(rows.map(({ watermark }) => watermark)).toEqual([-Infinity, ms(3), ms(7), ms(7), ms(7)]);
    expect(reader).toMatchObject({ watermarkMs: ms(8), newestMs: ms(10), rows: 5 });
  });
  it("come from any expression", () => {
    const interval: Expression = { kind: "literal", value: 120_000, type: types.interval };
    const expression = call("minus_interval", timestamp, column(0, timestamp), interval);
    const plain = scanAll(spec, [minute(5), minute(9), minute(null), minute(3)]);
    const general = scanAll({ ...spec, watermark: { column: 0, expression } }, [minute(5), minute(9), minute(null), minute(3)]);
    expect(general.rows).toEqual(plain.rows);
    expect(general.reader.watermarkMs).toBe(plain.reader.watermarkMs);
  });
  it("move on by rows that a filter drops, and do not depend on where reads end", () => {
    const random = seeded(5);
    const records = Array.from(
      { length: 200 },
      () => `{"t":"2024-01-01 00:${String(random.below(60)).padStart(2, "0")}:00","n":${random.below(4)}}`,
    );
    const node = scanNode(spec);
    const condition = call("eq", bool, column(1, int), literal(int, 0));
    const filter = { kind: "filter", input: node, schema: node.schema, changelog: node.changelog, condition } as const;
    const whole = new Scan(node, [filter]).read(batchOf(records));
    const parts = new Scan(node, [filter]);
    for (let at = 0; at < 200; at += 7) parts.read(batchOf(records.slice(at, at + 7), { baseOffset: at }));
    expect(parts.rows).toEqual(whole.rows);
    expect(parts.reader.watermarkMs).toBe(whole.reader.watermarkMs);
    const all = new Scan(node).read(batchOf(records));
    expect(whole.rows).toEqual(all.rows.filter(({ values }) => values[1] === 0));
    expect(whole.rows.length).toBeGreaterThan(10);
  });
  it("go on from where a restored reader stood", () => {
    const scan = new Scan(scanNode(spec));
    scan.reader.watermarkMs = ms(30);
    expect(scan.read(batchOf([minute(5)])).rows.map(({ watermark }) => watermark)).toEqual([ms(30)]);
  });
});

describe("offsets", () => {
  const node = scanNode({ columns: { n: int } });
  const record = (n: number): string => `{"n":${n}}`;
  it("bound what is read, in the middle of batches too", () => {
    const chunk = joined(
      batchOf([record(0), record(1), record(2)], { baseOffset: 10 }),
      batchOf([record(3), record(4)], { baseOffset: 13 }),
    );
    const scan = new Scan(node);
    scan.next = 11;
    scan.read(chunk, 14);
    expect([scan.values, scan.next]).toEqual([[[1], [2], [3]], 14]);
    scan.read(chunk);
    expect([scan.values.length, scan.next]).toEqual([4, 15]);
  });
  it("pass over control batches, gaps and a batch that is cut off", () => {
    const control = batchOf([{ key: "x", value: "y" }], { baseOffset: 5, control: true });
    const chunk = joined(
      batchOf([record(1)], { baseOffset: 4 }),
      control,
      batchOf([record(2)], { baseOffset: 8 }),
      batchOf([record(3)], { baseOffset: 9 }).subarray(0, 70),
    );
    const scan = new Scan(node).read(chunk);
    expect([scan.values, scan.next]).toEqual([[[1], [2]], 9]);
  });
  it("are refused where the bytes are no record batches: engine.batch-unreadable", () => {
    const broken = batchOf([record(1)]).slice();
    broken[61] = 0x7e;
    expect(() => new Scan(node).read(broken)).toThrow(expect.objectContaining({ code: "engine.batch-unreadable" }));
    expect(() => new Scan(node).read(new Uint8Array(100))).toThrow("is not a record batch");
  });
  it("stay right over many rows and compressed batches", () => {
    const count = 10_000;
    const chunks = (["none", "gzip", "snappy", "lz4", "zstd"] as const).map((compression, index) => {
      const records = Array.from({ length: count / 5 }, (_, at) => `{"n":${index * (count / 5) + at},"s":"é\\n${at}"}`);
      return batchOf(records, { compression, baseOffset: index * (count / 5) });
    });
    const scan = new Scan(scanNode({ columns: { n: int, s: text } })).read(joined(...chunks));
    expect(scan.rows).toHaveLength(count);
    expect(
      scan.rows.every(({ values, offset }, index) => values[0] === index && offset === index && values[1] === `é\n${index % (count / 5)}`),
    ).toBe(true);
  });
});

describe("columns that are not fields of the value", () => {
  it("are the record's metadata", () => {
    const metadata = {
      at: { key: "timestamp", type: ltz },
      o: { key: "offset", type: bigint },
      p: { key: "partition", type: int },
      topic: { key: "topic", type: text },
      k: { key: "key", type: text },
      v: { key: "value", type: bytes },
      kind: { key: "timestamp-type", type: text },
      h: { key: "headers", header: "trace", type: text },
    } as const;
    const { values } = scanAll({ columns: { n: int }, metadata }, [
      {
        key: "a",
        value: '{"n":7}',
        timestampMs: 1234,
        headers: [
          { key: "x", value: "1" },
          { key: "trace", value: "abc" },
        ],
      },
      { value: "{}", timestampMs: 99 },
    ]);
    const utf8 = (value: string): Uint8Array => Uint8Array.from(Buffer.from(value));
    expect(values).toEqual([
      [7, { ms: 1234, nanos: 0 }, 0n, 3, "t", "a", utf8('{"n":7}'), "CreateTime", "abc"],
      [null, { ms: 99, nanos: 0 }, 1n, 3, "t", null, utf8("{}"), "CreateTime", null],
    ]);
  });
  it("are computed from those before, and a row that cannot be computed is a bad record", () => {
    const computed = {
      twice: call("plus", int, column(0, int), column(0, int)),
      number: cast(column(1, text), int),
      next: call("plus", int, column(3, int), literal(int, 1)),
    };
    const { values, bad } = scanAll({ columns: { n: int, s: text }, computed }, ['{"n":4,"s":"5"}', '{"n":4,"s":"x"}', '{"s":null}']);
    expect(values).toEqual([
      [4, "5", 8, 5, 6],
      [null, null, null, null, null],
    ]);
    expect(bad).toMatchObject([
      {
        code: "engine.cast-failed",
        offset: 1,
        reason: '"x" is not a value of INTEGER',
        value: Uint8Array.from(Buffer.from('{"n":4,"s":"x"}')),
      },
    ]);
  });
});

describe("tables by key", () => {
  it("are read as upserts, and a record without a value deletes", () => {
    const { rows } = scanAll({ columns: { k: text, v: int }, primaryKey: ["k"] }, [
      { key: '{"k":"a"}', value: '{"k":"a","v":1}' },
      { key: '{"k":"a\\n"}', value: null },
      { key: null, value: null },
    ]);
    expect(rows.map(({ kind, values }) => [kind, ...values])).toEqual([
      ["+U", "a", 1],
      ["-D", "a\n", null],
    ]);
  });
  it("that are not have no row for a record without a value", () => {
    const scan = scanAll({ columns: { k: text } }, [null, '{"k":"a"}']);
    expect([scan.values, scan.bad, scan.next]).toEqual([[["a"]], [], 2]);
  });
});

describe("projections", () => {
  it("read and write exact integers, nulls and text in one pass with the filter", () => {
    const node = scanNode({ columns: { a: bigint, s: text } });
    const schema = [
      { name: "b", type: bigint },
      { name: "u", type: text },
    ];
    const project = {
      kind: "project",
      input: node,
      schema,
      changelog: node.changelog,
      expressions: [call("times", bigint, column(0, bigint), literal(bigint, 3n)), call("upper", text, column(1, text))],
    } as const;
    const filter = {
      kind: "filter",
      input: project,
      schema,
      changelog: node.changelog,
      condition: call("is_not_null", bool, column(0, bigint)),
    } as const;
    const scan = new Scan(node, [project, filter]).read(
      batchOf(['{"a":1,"s":"x"}', '{"a":null,"s":"y"}', '{"a":3002399751580331,"s":"ß"}', '{"a":3}']),
    );
    expect(scan.rows.map(({ values, offset }) => [...values, offset])).toEqual([
      [3n, "X", 0],
      [9007199254740993n, "SS", 2],
      [9n, null, 3],
    ]);
  });
});
