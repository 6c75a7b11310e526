import { describe, expect, it } from "vitest";
import { checkIncoming, decodeRecords, forEachRecord } from "@millrace/log";
import type { Column, SqlType, TableDefinition, Value } from "@millrace/sql";
import { decimal, types, writeValue } from "../calc/testing.ts";
import type { Batch } from "../columns/batch.ts";
import { ColumnWriter } from "../columns/builder.ts";
import { createLiveEncoder } from "./live.ts";
import { createEncoder } from "./sink.ts";

const { bool, int, bigint, double, text, bytes, date, time, timestamp9, timestamp, ltz } = types;
const columnsOf = (fields: Record<string, SqlType>): Column[] => Object.entries(fields).map(([name, type]) => ({ name, type }));

function table(physical: readonly Column[], more: Partial<TableDefinition> = {}): TableDefinition {
  return {
    name: "out",
    topic: "out",
    connector: "millrace",
    format: "json",
    physical,
    primaryKey: null,
    options: {},
    startup: { kind: "earliest" },
    bounded: { kind: "unbounded" },
    ...more,
  };
}

function batch(columns: readonly Column[], rows: readonly (readonly Value[])[], more: Partial<Batch> = {}): Batch {
  const data = columns.map(({ type }, index) => {
    const writer = new ColumnWriter(type);
    for (const [at, row] of rows.entries()) writeValue(writer, at, row[index]!);
    return writer.column;
  });
  return { rows: rows.length, columns: data, kinds: null, watermarks: null, watermark: -Infinity, origin: null, ...more };
}

function written(definition: TableDefinition, columns: readonly Column[], input: Batch) {
  const encoder = createEncoder(definition, columns);
  encoder.push(input);
  const taken = encoder.take({ id: 7, epoch: 2 }, () => 10);
  expect([encoder.bytes, encoder.records]).toEqual([0, 0]);
  const utf8 = (part: Uint8Array | undefined): string | null => (part === undefined ? null : Buffer.from(part).toString());
  return taken.flatMap(({ bytes: batches }) =>
    decodeRecords(batches).map(({ key, value, timestampMs }) => ({ key: utf8(key), value: utf8(value), timestampMs })),
  );
}

describe("rows as text", () => {
  it("are JSON as Flink writes it", () => {
    const columns = columnsOf({
      b: bool,
      n: bigint,
      x: double,
      d: decimal(20, 2),
      s: text,
      raw: bytes,
      day: date,
      t: time,
      at: timestamp9,
      z: ltz,
    });
    const full: Value[] = [true, 9007199254740993n, 1e10, -5n, 'é"\\\n\u0001', Uint8Array.of(1, 2, 3), 0, 3_600_500];
    const rows = [[...full, { ms: 1, nanos: 500_000 }, { ms: 1_700_000_000_000, nanos: 0 }], columns.map(() => null)];
    expect(written(table(columns), columns, batch(columns, rows)).map(({ value }) => value)).toEqual([
      '{"b":true,"n":9007199254740993,"x":1.0E10,"d":-0.05,"s":"é\\"\\\\\\n\\u0001","raw":"AQID","day":"1970-01-01","t":"01:00:00.5","at":"1970-01-01 00:00:00.0015","z":"2023-11-14 22:13:20Z"}',
      '{"b":null,"n":null,"x":null,"d":null,"s":null,"raw":null,"day":null,"t":null,"at":null,"z":null}',
    ]);
    const options = { "json.timestamp-format.standard": "ISO-8601", "json.encode.ignore-null-fields": "true" };
    const sparse = [columns.map((_, index) => (index === 9 ? { ms: 0, nanos: 0 } : null)), columns.map(() => null)];
    const texts = written(table(columns, { options }), columns, batch(columns, sparse)).map(({ value }) => value);
    expect(texts).toEqual(['{"z":"1970-01-01T00:00:00Z"}', "{}"]);
  });
  it("are CSV and raw where the table says so", () => {
    const columns = columnsOf({ n: int, s: text, x: double });
    const csv = table(columns, { format: "csv", options: { "csv.null-literal": "nil" } });
    const rows = [
      [1, 'a,"b"', 0.5],
      [null, "", null],
      [2, "plain", 1],
    ];
    expect(written(csv, columns, batch(columns, rows)).map(({ value }) => value)).toEqual(['1,"a,""b""",0.5', 'nil,"",nil', "2,plain,1.0"]);
    const line = columnsOf({ line: text });
    expect(written(table(line, { format: "raw" }), line, batch(line, [["x y"]]))[0]?.value).toBe("x y");
  });
  it("without a value where the table wants one stop the job: engine.null-refused", () => {
    const strict = columnsOf({ k: text, n: { ...bigint, nullable: false } });
    const refused = (): unknown => written(table(strict), strict, batch(strict, [["a", null]]));
    expect(refused).toThrow(expect.objectContaining({ code: "engine.null-refused" }));
  });
  it("are live rows with their kinds", () => {
    const columns = columnsOf({ k: text, n: bigint });
    const live = createLiveEncoder(columns);
    const rows = batch(
      columns,
      [
        ["a", 1n],
        [null, 2n],
      ],
      { kinds: Uint8Array.of(2, 3) },
    );
    expect([live(rows, 0), live(rows, 1)]).toEqual([
      ["+U", "a", 1n],
      ["-D", null, 2n],
    ]);
  });
});

describe("the time of an output record", () => {
  it("is the row's event time, else the watermark, else none", () => {
    const rowtime = columnsOf({ n: int, at: { ...timestamp, rowtime: true } });
    const rows: Value[][] = [
      [1, { ms: 5000, nanos: 0 }],
      [2, null],
      [3, { ms: 4000, nanos: 0 }],
    ];
    const watermarks = Float64Array.of(-Infinity, 777, 777);
    expect(written(table(rowtime), rowtime, batch(rowtime, rows, { watermarks })).map(({ timestampMs }) => timestampMs)).toEqual([
      5000, 777, 4000,
    ]);
    const plain = columnsOf({ n: int });
    expect(written(table(plain), plain, batch(plain, [[1]]))[0]?.timestampMs).toBe(-1);
    expect(written(table(plain), plain, batch(plain, [[1]], { watermark: 99 }))[0]?.timestampMs).toBe(99);
  });
  it("is what a writable metadata column says; so is the key", () => {
    const columns = columnsOf({ n: int, at: ltz, k: text });
    const writable = [
      { name: "at", key: "timestamp", type: ltz },
      { name: "k", key: "key", type: text },
    ] as const;
    const rows: Value[][] = [
      [1, { ms: 42, nanos: 0 }, "key"],
      [2, { ms: 41, nanos: 0 }, null],
    ];
    expect(written(table(columns.slice(0, 1), { writable }), columns, batch(columns, rows))).toEqual([
      { key: "key", value: '{"n":1}', timestampMs: 42 },
      { key: null, value: '{"n":2}', timestampMs: 41 },
    ]);
  });
});

describe("record batches", () => {
  it("are sound, bounded, and numbered one after another", () => {
    const columns = columnsOf({ n: int, s: text });
    const encoder = createEncoder(table(columns), columns);
    const filler = "x".repeat(300);
    for (let round = 0; round < 5; round++) {
      encoder.push(
        batch(
          columns,
          Array.from({ length: 1000 }, (_, index) => [round * 1000 + index, filler]),
        ),
      );
    }
    const [taken] = encoder.take({ id: 7, epoch: 2 }, () => 100);
    let expected = 0;
    const sequences: number[] = [];
    forEachRecord(taken!.bytes, (record) => {
      const { header, offset } = record;
      if (offset === 0) sequences.push(header.baseSequence - 100 - expected);
      expect(header.sizeBytes).toBeLessThan(300_000);
      expect([header.producerId, header.producerEpoch]).toEqual([7, 2]);
      expected++;
      expect(record.valueLength).toBeGreaterThan(300);
    });
    expect([taken!.records, expected]).toEqual([5000, 5000]);
    expect(sequences.length).toBeGreaterThan(3);
    expect(new Set(sequences)).toEqual(new Set([0]));
    expect(decodeRecords(taken!.bytes).map((record) => (JSON.parse(Buffer.from(record.value!).toString()) as { n: number }).n)).toEqual(
      Array.from({ length: 5000 }, (_, index) => index),
    );
    expect(() => checkIncoming(taken!.bytes, 1_048_588)).not.toThrow();
  });
  it("are none where no row came", () => {
    const columns = columnsOf({ n: int });
    expect(createEncoder(table(columns), columns).take({ id: 1, epoch: 0 }, () => 0)).toEqual([]);
  });
});
