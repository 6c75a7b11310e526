// Rows as JSON objects.
import { Buffer } from "node:buffer";
import { encodeUtf8 } from "@millrace/core";
import type { Column } from "@millrace/sql";
import { isBinary } from "../calc/register.ts";
import type { Batch } from "../columns/batch.ts";
import { valueAt } from "../columns/value.ts";
import type { OutputBytes } from "./bytes.ts";
import { isQuoted, jsonOf, scalarText } from "./scalar.ts";
import type { TimeStandard } from "./scalar.ts";

/** Writes row `row` of `batch` behind what `out` holds. */
export type RowWriter = (out: OutputBytes, batch: Batch, row: number) => void;

export interface JsonRowOptions {
  readonly standard: TimeStandard;
  readonly ignoreNulls: boolean;
}

const nullText = encodeUtf8("null");

/** `columns`: which columns of the batch, in the order of writing. */
export function jsonRowWriter(columns: readonly { readonly index: number; readonly column: Column }[], options: JsonRowOptions): RowWriter {
  const fields = columns.map(({ index, column }) => ({ index, type: column.type, label: encodeUtf8(`${JSON.stringify(column.name)}:`) }));
  return (out, batch, row) => {
    let separator = 123;
    for (const { index, type, label } of fields) {
      const column = batch.columns[index]!;
      const isNull = column.hasNulls && column.valid[row] === 0;
      if (isNull && options.ignoreNulls) continue;
      out.byte(separator);
      separator = 44;
      out.raw(label);
      if (isNull) out.raw(nullText);
      else if (column.physical === "bytes") {
        if (!isBinary(type)) out.jsonString(column.source, column.offset[row]!, column.length[row]!);
        else {
          const { source, offset, length } = column;
          out.text(`"${Buffer.from(source.subarray(offset[row], offset[row]! + length[row]!)).toString("base64")}"`);
        }
      } else if (column.physical === "any") out.text(jsonOf(valueAt(column, type, row), type, options.standard));
      else {
        const text = scalarText(column, type, row, options.standard);
        out.text(isQuoted(type, text) ? `"${text}"` : text);
      }
    }
    if (separator === 123) out.byte(123);
    out.byte(125);
  };
}
