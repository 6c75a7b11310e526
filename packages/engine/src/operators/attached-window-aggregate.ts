// GROUP BY over window columns that the input brings along: rows of equal (start, end) are one window, whichever
// operator made them. A window is one pane, named by its end and start so that the panes stand in the order in which
// they fire; rows behind a fired end are late.
import type { AttachedWindow, WindowAggregateNode } from "@millrace/sql";
import { batchRows } from "../columns/batch.ts";
import type { Batch } from "../columns/batch.ts";
import { BlockKind } from "../state/heap.ts";
import { AggregateSet } from "./aggregates/aggregate-set.ts";
import type { GroupStore } from "./aggregates/group-store.ts";
import { Sequence } from "./aggregates/sequence.ts";
import { AttachedPanes } from "./attached-panes.ts";
import { Emitter } from "./emitter.ts";
import { KeyReader } from "./key-reader.ts";
import type { Operator, OperatorContext } from "./operator.ts";
import { ownNumbers } from "./progress.ts";
import { createTimeShift, noShift } from "./time-shift.ts";
import { WindowOutput } from "./window-output.ts";

export function createAttachedWindowAggregate(node: WindowAggregateNode, window: AttachedWindow, context: OperatorContext): Operator {
  const input = node.input.schema;
  const retracts = node.input.changelog.kind !== "append";
  const sequence = new Sequence();
  const aggregates = new AggregateSet({ calls: node.aggregates, input, retracts, countsRows: false, sequence });
  const reader = new KeyReader(node.keys, input);
  const groups = new Int32Array(batchRows);
  const emitter = new Emitter(
    node.schema.map((column) => column.type),
    context.output,
  );
  const shift = window.zoned ? createTimeShift(context.timeZone) : noShift;
  const output = new WindowOutput({
    emitter,
    aggregates,
    reader,
    keys: node.keys.length,
    properties: node.properties,
    schema: node.schema,
    shift,
    retracts,
  });
  const panes = new AttachedPanes<GroupStore>({
    context,
    shift,
    window,
    open: (region) => aggregates.createStore(region, true),
    take(store: GroupStore, batch: Batch, rows: Int32Array, count: number) {
      reader.groups(store.groups, batch, rows, count, groups);
      aggregates.update(store, batch, rows, groups, count);
    },
    fire(store, start, end, watermark) {
      store.heap.walk(BlockKind.group, (group) => output.write(store, group, start, end, watermark));
    },
  });
  sequence.attach(panes.progress.heap, ownNumbers);
  return {
    push(_port, batch) {
      panes.push(batch);
      sequence.advance(batch.rows);
      emitter.flush();
    },
    watermark(_port, ms) {
      panes.watermark(ms);
      emitter.watermark(ms);
    },
  };
}
