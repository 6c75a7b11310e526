// From a node of the plan to its operator.
import { assert } from "@millrace/core";
import type { Plan, RankNode, WindowAggregateNode } from "@millrace/sql";
import { createAggregate } from "./aggregate.ts";
import { createAttachedWindowAggregate } from "./attached-window-aggregate.ts";
import { createNormalize } from "./normalize.ts";
import type { Operator, OperatorContext } from "./operator.ts";
import { Rank } from "./rank.ts";
import { createSessionAggregate } from "./session-aggregate.ts";
import { createUnion } from "./union.ts";
import { createValues } from "./values.ts";
import { AlignedWindowAggregate } from "./window-aggregate.ts";
import { createWindowRank } from "./window-rank.ts";
import { createWindow } from "./window.ts";

type OperatorKind = "aggregate" | "windowAggregate" | "window" | "rank" | "union" | "normalize" | "values";

/** The nodes that become operators of their own; scans, filters and projections are generated loops. */
export type OperatorNode = Extract<Plan, { kind: OperatorKind }>;

type Factories = { readonly [Kind in OperatorKind]: (node: Extract<Plan, { kind: Kind }>, context: OperatorContext) => Operator };

function createWindowAggregate(node: WindowAggregateNode, context: OperatorContext): Operator {
  const { window } = node;
  if (window.kind === "attached") return createAttachedWindowAggregate(node, window, context);
  if (window.kind === "session") return createSessionAggregate(node, window, context);
  return new AlignedWindowAggregate(node, window, context);
}

const createRank = (node: RankNode, context: OperatorContext): Operator =>
  node.window === undefined ? new Rank(node, context) : createWindowRank(node, node.window, context);

const factories: Factories = {
  aggregate: createAggregate,
  windowAggregate: createWindowAggregate,
  window: createWindow,
  rank: createRank,
  union: createUnion,
  normalize: createNormalize,
  values: createValues,
};

export const isOperatorNode = (node: Plan): node is OperatorNode => Object.hasOwn(factories, node.kind);

export function createOperator(node: Plan, context: OperatorContext): Operator {
  assert(isOperatorNode(node), `a ${node.kind} node has an operator`);
  // The table's key is the node's own kind, which TypeScript cannot follow through a union.
  const create = factories[node.kind] as (node: Plan, context: OperatorContext) => Operator;
  return create(node, context);
}
