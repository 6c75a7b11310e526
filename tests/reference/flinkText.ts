// Rows as Flink prints them (`Row.toString`): what its own test programs expect.
import type { SqlType, Value } from "@millrace/sql";
import { approximateText } from "./cast.ts";
import { decimalText, type Kind, type TimestampParts } from "./row.ts";
import { dateText, dayMs } from "./time.ts";

export const flinkRow = (kind: Kind, values: readonly Value[], types: readonly SqlType[]): string =>
  `${kind}[${values.map((value, index) => flinkValue(value, types[index]!)).join(", ")}]`;

export function flinkValue(value: Value, type: SqlType): string {
  if (value === null) return "null";
  // oxlint-disable-next-line typescript/switch-exhaustiveness-check -- the rest print as they are
  switch (type.kind) {
    case "FLOAT":
    case "DOUBLE":
      return approximateText(value as number, type.kind === "FLOAT");
    case "DECIMAL":
      return decimalText(value as bigint, type.scale);
    case "DATE":
      return dateText(value as number);
    case "TIME":
      return javaTime(value as number, 0, false);
    case "TIMESTAMP":
    case "TIMESTAMP_LTZ": {
      const { ms, nanos } = value as TimestampParts;
      const days = Math.floor(ms / dayMs);
      return `${dateText(days)}T${javaTime(ms - days * dayMs, nanos, type.kind === "TIMESTAMP_LTZ")}${type.kind === "TIMESTAMP_LTZ" ? "Z" : ""}`;
    }
    case "BINARY":
    case "VARBINARY":
      return `[${[...new Int8Array(value as Uint8Array)].join(", ")}]`;
    case "ARRAY":
      return `[${(value as readonly Value[]).map((item) => flinkValue(item, type.element)).join(", ")}]`;
    case "MAP":
      return `{${(value as readonly (readonly [Value, Value])[]).map(([key, item]) => `${flinkValue(key, type.key)}=${flinkValue(item, type.value)}`).join(", ")}}`;
    case "ROW":
      return flinkRow(
        "+I",
        value as readonly Value[],
        type.fields.map((field) => field.type),
      );
    default:
      return typeof value === "string" ? value : `${value as number | bigint | boolean}`;
  }
}

/** As LocalTime prints itself: no seconds when they are zero, a fraction of 3, 6 or 9 digits; an instant keeps its seconds. */
function javaTime(msOfDay: number, nanosOfMs: number, withSeconds: boolean): string {
  const pad = (number: number): string => String(number).padStart(2, "0");
  const seconds = Math.floor(msOfDay / 1000);
  const nanos = String((msOfDay % 1000) * 1_000_000 + nanosOfMs).padStart(9, "0");
  const fraction = /[1-9]/.test(nanos) ? `.${nanos.replace(/(?:000){1,2}$/, "")}` : "";
  const base = `${pad(Math.floor(seconds / 3600))}:${pad(Math.floor(seconds / 60) % 60)}`;
  return seconds % 60 === 0 && fraction === "" && !withSeconds ? base : `${base}:${pad(seconds % 60)}${fraction}`;
}
