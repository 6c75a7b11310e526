// Filter and project in the middle of a plan, as one operator.
import { assert } from "@millrace/core";
import type { Operator, OperatorContext } from "../operators/operator.ts";
import { createLoop } from "./loop.ts";
import type { CalcNode, LoopState } from "./loop.ts";

export type { CalcNode } from "./loop.ts";

/** `steps`: bottom first, at least one. A row that fails goes to `context.failed`; where there is none it stops the job. */
export function createCalc(steps: readonly CalcNode[], context: OperatorContext): Operator {
  const first = steps[0];
  assert(first !== undefined, "a calc has a step");
  const loop = createLoop({ inputs: first.input.schema.map(({ type }) => type), steps, timeZone: context.timeZone });
  let current: Parameters<Operator["push"]>[1] | null = null;
  const state: LoopState = {
    watermarkMs: -Infinity,
    failed(row, error) {
      assert(current !== null, "a row fails while its batch is computed");
      if (context.failed === undefined) throw error;
      context.failed(current, row, error, first.input.schema);
    },
  };
  return {
    push(_port, batch) {
      current = batch;
      const result = loop.run(batch, state);
      current = null;
      if (result.rows > 0) context.output.push(result);
    },
    watermark: (_port, ms) => context.output.watermark(ms),
  };
}
