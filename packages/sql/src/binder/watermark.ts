// The shape of a watermark expression: `time - delay`, which engines have a fast path for.
import type { Expression } from "../plan/plan.ts";

/** The delay in ms when the watermark is the time column itself or that less an interval; else undefined. */
export function watermarkDelay(expression: Expression, timeColumn: number): number | undefined {
  if (expression.kind === "column") return expression.index === timeColumn ? 0 : undefined;
  if (expression.kind !== "call" || expression.function !== "minus_interval") return undefined;
  const [time, interval] = expression.arguments;
  if (time?.kind !== "column" || time.index !== timeColumn || interval?.kind !== "literal") return undefined;
  return interval.type.kind === "INTERVAL_DAY_TIME" && typeof interval.value === "number" ? interval.value : undefined;
}
