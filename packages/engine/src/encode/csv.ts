// Rows as lines of CSV (without the line's end) and as raw bytes, with the options of Flink's formats.
import { Buffer } from "node:buffer";
import { assert } from "@millrace/core";
import type { Column, TableDefinition } from "@millrace/sql";
import { isBinary } from "../calc/register.ts";
import { valueAt } from "../columns/value.ts";
import { textOf } from "../columns/text.ts";
import type { RowWriter } from "./json.ts";
import { csvOptions } from "../scan/csv-options.ts";
import { jsonOf, scalarText } from "./scalar.ts";

export function csvRowWriter(columns: readonly { readonly index: number; readonly column: Column }[], table: TableDefinition): RowWriter {
  const { delimiter, quote, escape, nullLiteral } = csvOptions(table.options);
  const special = new RegExp(
    `[${[delimiter, quote ?? "", escape ?? ""].map((one) => one.replace(/[\\\]^-]/g, "\\$&")).join("")}\\r\\n]|^\\s|\\s$`,
  );
  const quoted = (text: string): string => {
    if (quote === null || (text !== "" && !special.test(text))) return text;
    const inner = escape === null ? text : text.replaceAll(escape, escape + escape);
    return quote + inner.replaceAll(quote, escape === null ? quote + quote : escape + quote) + quote;
  };
  return (out, batch, row) => {
    const cells = columns.map(({ index, column: { type } }) => {
      const column = batch.columns[index]!;
      if (column.valid[row] === 0) return nullLiteral ?? "";
      if (column.physical === "any") return quoted(jsonOf(valueAt(column, type, row), type, "SQL"));
      if (column.physical !== "bytes") return scalarText(column, type, row, "SQL");
      const { source, offset, length } = column;
      if (isBinary(type)) return Buffer.from(source.subarray(offset[row], offset[row]! + length[row]!)).toString("base64");
      return quoted(textOf(source, offset[row]!, length[row]!));
    });
    out.text(cells.join(delimiter));
  };
}

/** `raw`: the one column's bytes; numbers big-endian, as Flink's. */
export function rawRowWriter(index: number, { type }: Column): RowWriter {
  return (out, batch, row) => {
    const column = batch.columns[index]!;
    switch (column.physical) {
      case "bytes":
        return out.slice(column.source, column.offset[row]!, column.length[row]!);
      case "bool":
        return out.byte(column.data[row]!);
      case "i32":
      case "i64":
      case "f64": {
        const view = new DataView(new ArrayBuffer(8));
        const width = rawWidth(type.kind);
        if (column.physical === "i64") view.setBigInt64(0, column.wide === null ? BigInt(column.data[row]!) : column.wide[row]!);
        else if (type.kind === "FLOAT") view.setFloat32(0, column.data[row]!);
        else if (type.kind === "DOUBLE") view.setFloat64(0, column.data[row]!);
        else if (width === 1) view.setInt8(0, column.data[row]!);
        else if (width === 2) view.setInt16(0, column.data[row]!);
        else view.setInt32(0, column.data[row]!);
        return out.raw(new Uint8Array(view.buffer, 0, width));
      }
      case "decimal":
      case "time":
      case "any":
        return assert(false, "the binder lets only types of the raw format through");
    }
  };
}

export const rawWidth = (kind: Column["type"]["kind"]): number =>
  kind === "TINYINT" || kind === "BOOLEAN" ? 1 : kind === "SMALLINT" ? 2 : kind === "INTEGER" || kind === "FLOAT" ? 4 : 8;
