// What a scalar function of the reference engine is: values in, value out, and the types it was bound with.
import type { SqlType, Value } from "@millrace/sql";

export interface Call {
  readonly types: readonly SqlType[];
  readonly result: SqlType;
  readonly zone: string;
}

export type ScalarFunction = (values: readonly Value[], call: Call) => Value;

/** NULL when an argument is NULL. */
export const strict =
  (compute: ScalarFunction): ScalarFunction =>
  (values, call) =>
    values.includes(null) ? null : compute(values, call);
