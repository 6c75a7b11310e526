// Top-N of windows: partitions hold the window columns, and each window's rows are written once, when the watermark
// passes its end: partitions in order of first arrival, each in order of rank.
import type { RankNode } from "@millrace/sql";
import { RowKind } from "../columns/batch.ts";
import { BlockKind } from "../state/heap.ts";
import { decodeRow } from "../state/row-codec.ts";
import { AttachedPanes } from "./attached-panes.ts";
import { Emitter } from "./emitter.ts";
import type { Operator, OperatorContext } from "./operator.ts";
import { RankedReader, RankedRows, keepsLast } from "./ranked-rows.ts";
import { createTimeShift, noShift } from "./time-shift.ts";

export function createWindowRank(node: RankNode, window: NonNullable<RankNode["window"]>, context: OperatorContext): Operator {
  const input = node.input.schema;
  const { from, to } = node;
  const reader = new RankedReader(node.partitionBy, node.orderBy, input, keepsLast(node.orderBy, from, to, input));
  const emitter = new Emitter(
    node.schema.map((column) => column.type),
    context.output,
  );
  const columns = emitter.writers.slice(0, input.length);

  const writePartition = (rows: RankedRows, partition: number, watermark: number): void => {
    const root = rows.root(partition);
    for (let rank = from; rank <= rows.tree.size(root); rank++) {
      const row = emitter.add(RowKind.insert, watermark);
      decodeRow(rows.heap.u8, rows.tree.payloadOffset(rows.tree.at(root, rank)), columns, row);
      if (node.outputRank) emitter.writers[columns.length]!.number(row, rank);
    }
  };

  const panes = new AttachedPanes<RankedRows>({
    context,
    shift: window.zoned ? createTimeShift(context.timeZone) : noShift,
    window,
    open: (region) => new RankedRows(region, true),
    take(rows, batch, selected, count) {
      for (let index = 0; index < count; index++) {
        const row = selected[index]!;
        const partition = reader.partition(rows, batch, row, true);
        if (reader.newRank(rows, rows.root(partition), batch, row) > to) continue;
        reader.insert(rows, partition, batch, row);
        const root = rows.root(partition);
        if (rows.tree.size(root) <= to) continue;
        const fallen = rows.tree.at(root, to + 1);
        rows.setRoot(partition, rows.tree.remove(root, fallen));
        rows.tree.free(fallen);
      }
    },
    fire(rows, _start, _end, watermark) {
      rows.heap.walk(BlockKind.group, (partition) => writePartition(rows, partition, watermark));
    },
  });
  return {
    push(_port, batch) {
      panes.push(batch);
      emitter.flush();
    },
    watermark(_port, ms) {
      panes.watermark(ms);
      emitter.watermark(ms);
    },
  };
}
