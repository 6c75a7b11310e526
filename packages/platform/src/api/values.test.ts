import type { SqlType, Value } from "@millrace/sql";
import { expect, it } from "vitest";
import { writerOf } from "./values.ts";

const cases: readonly [SqlType, Value, unknown][] = [
  [{ kind: "BIGINT", nullable: true }, null, null],
  [{ kind: "BIGINT", nullable: true }, 42n, 42],
  [{ kind: "BIGINT", nullable: true }, 9_007_199_254_740_993n, "9007199254740993"],
  [{ kind: "DECIMAL", nullable: true, precision: 5, scale: 2 }, -5n, "-0.05"],
  [{ kind: "DECIMAL", nullable: true, precision: 38, scale: 0 }, 12_345n, "12345"],
  [{ kind: "DOUBLE", nullable: true }, Number.NaN, "NaN"],
  [{ kind: "DATE", nullable: true }, 19_782, "2024-02-29"],
  [{ kind: "DATE", nullable: true }, -1, "1969-12-31"],
  [{ kind: "TIME", nullable: true, precision: 0 }, 45_296_789, "12:34:56"],
  [{ kind: "TIMESTAMP", nullable: true, precision: 3 }, { ms: 1_709_210_096_789, nanos: 0 }, "2024-02-29 12:34:56.789"],
  [{ kind: "TIMESTAMP", nullable: true, precision: 9 }, { ms: -1, nanos: 999_999 }, "1969-12-31 23:59:59.999999999"],
  [{ kind: "TIMESTAMP_LTZ", nullable: true, precision: 3 }, { ms: 0, nanos: 0 }, "1970-01-01 00:00:00.000Z"],
  [{ kind: "VARBINARY", nullable: true, length: 3 }, new Uint8Array([1, 2, 255]), "AQL/"],
  [{ kind: "ARRAY", nullable: true, element: { kind: "BIGINT", nullable: true } }, [1n, null], [1, null]],
  [
    { kind: "MAP", nullable: true, key: { kind: "VARCHAR", nullable: false, length: 9 }, value: { kind: "INTEGER", nullable: true } },
    [["a", 1]],
    { a: 1 },
  ],
  [{ kind: "ROW", nullable: true, fields: [{ name: "n", type: { kind: "BIGINT", nullable: true } }] }, [7n], [7]],
];

it.each(cases)("writes %j %s", (type, value, expected) => {
  expect(writerOf(type)(value)).toEqual(expected);
});
