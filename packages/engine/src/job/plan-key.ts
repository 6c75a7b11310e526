// The normal form of a plan as text: equal text, equal operator. Its hash names the operator's state in checkpoints,
// so that a changed job finds the state of the parts that stayed the same.
import { createHash } from "node:crypto";
import type { Plan } from "@millrace/sql";

const replacer = (_key: string, value: unknown): unknown => {
  if (typeof value === "bigint") return { bigint: String(value) };
  if (value instanceof Uint8Array) return { bytes: Buffer.from(value).toString("base64") };
  if (typeof value === "number" && !Number.isFinite(value)) return { number: String(value) };
  return value;
};

export const planText = (plan: unknown): string => JSON.stringify(plan, replacer);

export const planHash = (text: string): string => createHash("sha256").update(text).digest("hex").slice(0, 16);

/** The plans directly below. */
export function planInputs(plan: Plan): readonly Plan[] {
  switch (plan.kind) {
    case "scan":
    case "values":
      return [];
    case "union":
      return plan.inputs;
    case "filter":
    case "project":
    case "window":
    case "aggregate":
    case "windowAggregate":
    case "rank":
    case "normalize":
      return [plan.input];
  }
}
