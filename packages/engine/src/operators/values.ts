// VALUES: the rows of the statement, once: on the first watermark, which the job sends when it begins.
import type { Value, ValuesNode } from "@millrace/sql";
import { RowKind } from "../columns/batch.ts";
import type { ColumnWriter } from "../columns/builder.ts";
import { encodeUtf8 } from "@millrace/core";
import { Emitter } from "./emitter.ts";
import type { Operator, OperatorContext } from "./operator.ts";
import { Progress, ownNumbers } from "./progress.ts";

const doneNumber = ownNumbers;

export function createValues(node: ValuesNode, context: OperatorContext): Operator {
  const progress = new Progress(context.state);
  const emitter = new Emitter(
    node.schema.map((column) => column.type),
    context.output,
  );
  return {
    push() {
      // Nothing stands below.
    },
    watermark(_port, ms) {
      if (progress.heap.number(doneNumber) === 0) {
        progress.heap.setNumber(doneNumber, 1);
        for (const values of node.rows) {
          const row = emitter.add(RowKind.insert, -Infinity);
          for (const [index, writer] of emitter.writers.entries()) writeValue(writer, row, values[index]!);
        }
      }
      emitter.watermark(ms);
    },
  };
}

function writeValue(writer: ColumnWriter, row: number, value: Value): void {
  if (value === null) writer.null(row);
  else if (writer.column.physical === "any") writer.any(row, value);
  else if (typeof value === "bigint") writer.exact(row, value);
  else if (typeof value === "string") {
    const bytes = encodeUtf8(value);
    writer.bytes(row, bytes, 0, bytes.length);
  } else if (value instanceof Uint8Array) writer.bytes(row, value, 0, value.length);
  else if (typeof value === "object" && "ms" in value) writer.time(row, value.ms, value.nanos);
  else writer.number(row, Number(value));
}
