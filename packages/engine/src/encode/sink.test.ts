import { decodeRecords } from "@millrace/log";
import type { Column, TableDefinition } from "@millrace/sql";
import { describe, expect, it } from "vitest";
import { RowKind } from "../columns/batch.ts";
import { batchOf } from "../operators/testing.ts";
import { createEncoder } from "./sink.ts";

const schema: Column[] = [
  { name: "k", type: { kind: "INTEGER", nullable: false } },
  { name: "n", type: { kind: "BIGINT", nullable: true } },
];
const table: TableDefinition = {
  name: "out",
  topic: "out",
  connector: "millrace",
  format: "json",
  physical: schema,
  primaryKey: ["k"],
  options: {},
  startup: { kind: "earliest" },
  bounded: { kind: "unbounded" },
};

type Change = readonly [kind: "+I" | "-U" | "+U" | "-D", key: number, n: number];

/** What the topic gets: key and value as text, batches of rows cut after each inner list. */
function written(...batches: readonly (readonly Change[])[]): string[] {
  const encoder = createEncoder(table, schema);
  for (const changes of batches) {
    encoder.push(
      batchOf(
        schema,
        changes.map(([kind, ...row]) => ({ kind, row })),
        0,
      ),
    );
  }
  const text = (bytes: Uint8Array | null | undefined): string =>
    bytes === null || bytes === undefined ? "deleted" : Buffer.from(bytes).toString();
  return encoder
    .take({ id: -1, epoch: -1 }, () => 0)
    .flatMap(({ bytes }) => decodeRecords(bytes).map(({ key, value }) => `${text(key)} ${text(value)}`));
}

describe("rows into a topic with keys", () => {
  it("writes an update once, and a deletion as a tombstone", () => {
    expect(RowKind.updateBefore).toBe(1);
    expect(
      written([
        ["+I", 1, 1],
        ["-U", 1, 1],
        ["+U", 1, 2],
        ["-D", 1, 2],
      ]),
    ).toEqual(['{"k":1} {"k":1,"n":1}', '{"k":1} {"k":1,"n":2}', '{"k":1} deleted']);
  });

  it("deletes the row of a -U whose +U a filter took away", () => {
    expect(
      written([
        ["+I", 1, 1],
        ["-U", 1, 1],
        ["+I", 2, 5],
      ]),
    ).toEqual(['{"k":1} {"k":1,"n":1}', '{"k":1} deleted', '{"k":2} {"k":2,"n":5}']);
    expect(
      written([
        ["+I", 1, 1],
        ["-U", 1, 1],
      ]),
    ).toEqual(['{"k":1} {"k":1,"n":1}', '{"k":1} deleted']);
  });

  it("deletes the old key when the new row has another", () => {
    expect(
      written([
        ["+I", 1, 1],
        ["-U", 1, 1],
        ["+U", 2, 1],
      ]),
    ).toEqual(['{"k":1} {"k":1,"n":1}', '{"k":1} deleted', '{"k":2} {"k":2,"n":1}']);
  });

  it("knows the update whose halves lie in two batches", () => {
    expect(
      written(
        [
          ["+I", 1, 1],
          ["-U", 1, 1],
        ],
        [["+U", 1, 2]],
      ),
    ).toEqual(['{"k":1} {"k":1,"n":1}', '{"k":1} {"k":1,"n":2}']);
  });
});
