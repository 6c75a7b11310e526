// GROUP BY over session windows (sessions.ts): a session's payload is the accumulators of its group.
import type { WindowAggregateNode, WindowSpec } from "@millrace/sql";
import type { Batch } from "../columns/batch.ts";
import { BlockKind } from "../state/heap.ts";
import { KeyTable } from "../state/key-table.ts";
import { AggregateSet } from "./aggregates/aggregate-set.ts";
import { Sequence } from "./aggregates/sequence.ts";
import { Emitter } from "./emitter.ts";
import { KeyReader } from "./key-reader.ts";
import type { Operator, OperatorContext } from "./operator.ts";
import { Progress, ownNumbers } from "./progress.ts";
import { Sessions, sessionKeyWords } from "./sessions.ts";
import type { SessionPayload } from "./sessions.ts";
import { createTimeShift, noShift } from "./time-shift.ts";
import { WindowOutput } from "./window-output.ts";

type SessionWindow = Extract<WindowSpec, { kind: "session" }>;

export function createSessionAggregate(node: WindowAggregateNode, window: SessionWindow, context: OperatorContext): Operator {
  const input = node.input.schema;
  const retracts = node.input.changelog.kind !== "append";
  const progress = new Progress(context.state);
  const sequence = new Sequence();
  sequence.attach(progress.heap, ownNumbers);
  const aggregates = new AggregateSet({ calls: node.aggregates, input, retracts, countsRows: false, sequence });
  const store = aggregates.createStore(context.state.region("sessions"), false);
  const keys = new KeyTable(store.heap, BlockKind.sessionKey, sessionKeyWords);
  const reader = new KeyReader(node.keys, input);
  const emitter = new Emitter(
    node.schema.map((column) => column.type),
    context.output,
  );
  const shift = input[window.timeColumn]!.type.kind === "TIMESTAMP_LTZ" ? createTimeShift(context.timeZone) : noShift;
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
  const rows = new Int32Array(1);
  const groups = new Int32Array(1);
  const payload: SessionPayload = {
    words: aggregates.payloadWords,
    add(session: number, batch: Batch, row: number) {
      rows[0] = row;
      groups[0] = session;
      aggregates.update(store, batch, rows, groups, 1);
    },
    merge: (target, source) => aggregates.merge(store, target, store, source),
    release: (session) => aggregates.release(store, session),
    fire: (session, key, start, end) => output.writeGroup(store, session, keys, key, start, end, progress.watermark),
  };
  const { timeColumn, gapMs } = window;
  const sessions = new Sessions({ heap: store.heap, keys, reader, payload, progress, sequence, timeColumn, gapMs, shift, context });
  return {
    push(_port, batch) {
      sessions.push(batch);
      emitter.flush();
    },
    watermark(_port, ms) {
      sessions.advance(ms);
      progress.save();
      emitter.watermark(ms);
    },
  };
}
