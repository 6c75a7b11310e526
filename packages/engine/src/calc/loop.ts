// The generated loop of a run of filters and projections, with what a scan adds: computed columns and the watermark.
// One function over a batch:
//
//   for each row: computed columns → watermark → filter → project → … → store the row in the output
//
// A row that fails (CAST of 'abc') is reported and left out. Where nothing can drop a row, columns that pass
// unchanged are handed on instead of being copied.
import { assert } from "@millrace/core";
import type { Expression, Plan, SqlType, Watermark } from "@millrace/sql";
import { js } from "../codegen/code.ts";
import type { Code } from "../codegen/code.ts";
import { compile } from "../codegen/compile.ts";
import { batchRows } from "../columns/batch.ts";
import type { Batch } from "../columns/batch.ts";
import { Arena, createBatch } from "../columns/create.ts";
import { closeOutput, ColumnNames, loadColumn, openInput, openOutput, storeColumn } from "./columns-io.ts";
import { Emitter } from "./emitter.ts";
import { never } from "./register.ts";
import type { Register } from "./register.ts";

export type CalcNode = Extract<Plan, { kind: "filter" | "project" }>;

export interface LoopSpec {
  /** Types of the input batch's columns. */
  readonly inputs: readonly SqlType[];
  /** The schema that the steps see: input columns by index, or expressions over the entries before them. */
  readonly fields?: readonly (number | Expression)[];
  readonly watermark?: Watermark | null;
  readonly steps: readonly CalcNode[];
  readonly timeZone: string;
}

export interface Loop {
  /** Valid until the next run. */
  run(input: Batch, state: LoopState): Batch;
}

export interface LoopState {
  /** Greatest watermark so far; the loop moves it on when it has a watermark expression. */
  watermarkMs: number;
  /** A row that cannot be computed. */
  failed(row: number, error: unknown): void;
}

type Run = (input: Batch, out: Batch, state: LoopState) => number;

export function createLoop(spec: LoopSpec): Loop {
  const emitter = new Emitter(spec.timeZone);
  const inputs = spec.inputs.map((type) => ({ type, names: new ColumnNames(emitter) }));
  let rows: Emitted | null = null;
  const body = emitter.block(() => {
    rows = emitRow(emitter, spec, inputs);
  });
  assert(rows !== null, "the body was emitted");
  const { outputs, filters } = rows as Emitted;
  const drops = filters || emitter.canFail;
  const out = createBatch(outputs.map(({ type }) => type));
  const own = spec.watermark === undefined || spec.watermark === null ? null : new Float64Array(batchRows);
  const stores = outputs.map((from) => ({ from, names: new ColumnNames(emitter), arena: new Arena() }));
  const passed = (from: Register): boolean => !drops && from.column !== null;
  const stored = stores.map((store, index) => ({ ...store, index })).filter(({ from }) => !passed(from));
  const lanes = new Lanes(drops, own !== null);
  const head = js`${inputs.map(({ type, names }, index) => openInput(names, type, index))}${stored.map(({ names, index }) => openOutput(names, index))}${stored.map(({ arena }) => js`${emitter.constant(arena)}.position = 0;\n`)}`;
  const tail = js`${stored.map(({ names, from, arena }) => closeOutput(emitter, names, from, arena))}`;
  const row = js`${body}${stored.map(({ names, from, arena }) => storeColumn(emitter, names, from, arena))}${lanes.store()}n++;`;
  const guarded = emitter.canFail ? js`try {\n${row}\n} catch (error) { state.failed(i, error); }` : row;
  const run = compile<Run>(
    emitter.scope,
    js`return function run(input, out, state) {
let n = 0;
const rows = input.rows;
let watermark = state.watermarkMs;
${head}${lanes.open()}for (let i = 0; i < rows; i++) {
${guarded}
}
${tail}state.watermarkMs = watermark;
return n;
};`,
  );
  const spare = new OwnLanes(own);
  const handed = outputs.map((from) => (passed(from) ? from.column : null));
  return {
    run(input, state) {
      spare.prepare(input, out, drops, state.watermarkMs);
      for (let index = 0; index < handed.length; index++) {
        const from = handed[index]!;
        if (from !== null) out.columns[index] = input.columns[from]!;
      }
      out.rows = run(input, out, state);
      return out;
    },
  };
}

interface Emitted {
  readonly outputs: readonly Register[];
  readonly filters: boolean;
}

function emitRow(emitter: Emitter, spec: LoopSpec, inputs: readonly { type: SqlType; names: ColumnNames }[]): Emitted {
  const columns: Register[] = [];
  const loaded = inputs.map(({ type, names }, index) => loadColumn(emitter, names, type, index));
  if (spec.fields === undefined) columns.push(...loaded);
  for (const field of spec.fields ?? []) {
    emitter.columns = columns;
    columns.push(typeof field === "number" ? loaded[field]! : emitter.expression(field));
  }
  emitter.columns = columns;
  if (spec.watermark !== undefined && spec.watermark !== null) emitWatermark(emitter, spec.watermark, columns);
  let filters = false;
  for (const step of spec.steps) {
    if (step.kind === "filter") {
      filters = true;
      const { value, isNull } = emitter.expression(step.condition);
      emitter.line(isNull === never ? js`if (!(${value})) continue;` : js`if (${isNull} || !(${value})) continue;`);
    } else emitter.columns = step.expressions.map((expression) => emitter.expression(expression));
  }
  return { outputs: emitter.columns, filters };
}

/** `before` is the watermark that rows before this one left; it is what the row is judged by. */
function emitWatermark(emitter: Emitter, watermark: Watermark, columns: readonly Register[]): void {
  emitter.line(js`const before = watermark;`);
  const time = columns[watermark.timeColumn];
  assert(time !== undefined, "the watermark's time column is in the schema");
  if (watermark.delayMs !== undefined) {
    const value = emitter.variable(js`${time.value} - ${watermark.delayMs}`);
    emitter.line(js`if (${value} > watermark && !${time.isNull}) watermark = ${value};`);
    return;
  }
  const { value, isNull } = emitter.expression(watermark.expression);
  emitter.line(js`if (!${isNull} && ${value} > watermark) watermark = ${value};`);
}

/** Row kinds, watermarks and origins go along with the rows that stay. */
class Lanes {
  readonly #drops: boolean;
  readonly #marks: boolean;

  constructor(drops: boolean, marks: boolean) {
    this.#drops = drops;
    this.#marks = marks;
  }

  open(): Code {
    const marks = this.#marks ? js`const marks = out.watermarks;\n` : js``;
    if (!this.#drops) return marks;
    return js`${marks}const kindsIn = input.kinds, kindsOut = out.kinds, originIn = input.origin, originOut = out.origin;
const marksIn = input.watermarks, marksOut = out.watermarks;\n`;
  }

  store(): Code {
    const mark = this.#marks ? js`marks[n] = before; ` : js``;
    if (!this.#drops) return mark;
    const passing = this.#marks ? mark : js`if (marksIn !== null) marksOut[n] = marksIn[i]; `;
    return js`${passing}if (kindsIn !== null) kindsOut[n] = kindsIn[i]; if (originIn !== null) originOut[n] = originIn[i]; `;
  }
}

/** The arrays that the output batch's lanes use when they cannot be handed on. */
class OwnLanes {
  readonly #marks: Float64Array | null;
  #gathered: Float64Array | null = null;
  #kinds: Uint8Array | null = null;
  #origin: Int32Array | null = null;

  constructor(marks: Float64Array | null) {
    this.#marks = marks;
  }

  prepare(input: Batch, out: Batch, drops: boolean, watermarkMs: number): void {
    out.watermark = this.#marks === null ? input.watermark : watermarkMs;
    if (!drops) {
      out.kinds = input.kinds;
      out.origin = input.origin;
      out.watermarks = this.#marks ?? input.watermarks;
      return;
    }
    out.kinds = input.kinds === null ? null : (this.#kinds ??= new Uint8Array(batchRows));
    out.origin = input.origin === null ? null : (this.#origin ??= new Int32Array(batchRows));
    if (this.#marks !== null) out.watermarks = this.#marks;
    else out.watermarks = input.watermarks === null ? null : (this.#gathered ??= new Float64Array(batchRows));
  }
}
