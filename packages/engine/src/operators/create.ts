// From a node of the plan to its operator.
import { assert } from "@millrace/core";
import type { Plan, WindowAggregateNode } from "@millrace/sql";
import { createAggregate } from "./aggregate.ts";
import type { Operator, OperatorContext } from "./operator.ts";
import { AlignedWindowAggregate } from "./window-aggregate.ts";

/** The nodes that become operators of their own; scans, filters and projections are generated loops. */
export type OperatorNode = Extract<Plan, { kind: "aggregate" | "windowAggregate" }>;

type Factories = { readonly [Kind in OperatorNode["kind"]]: (node: Extract<Plan, { kind: Kind }>, context: OperatorContext) => Operator };

function createWindowAggregate(node: WindowAggregateNode, context: OperatorContext): Operator {
  const { window } = node;
  assert(window.kind === "tumble" || window.kind === "hop" || window.kind === "cumulate", "the window is aligned");
  return new AlignedWindowAggregate(node, window, context);
}

const factories: Factories = {
  aggregate: createAggregate,
  windowAggregate: createWindowAggregate,
};

export const isOperatorNode = (node: Plan): node is OperatorNode => Object.hasOwn(factories, node.kind);

export function createOperator(node: Plan, context: OperatorContext): Operator {
  assert(isOperatorNode(node), `a ${node.kind} node has an operator`);
  const create = factories[node.kind] as (node: Plan, context: OperatorContext) => Operator;
  return create(node, context);
}
