// Places the graph from left to right with dagre. Runs only when nodes or edges come or go, never for a new rate, so
// the picture stands still while figures change.
import dagre from "@dagrejs/dagre";
import type { PipelineGraph } from "@millrace/platform/api";

export const nodeSizes = {
  topic: { width: 210, height: 66 },
  processor: { width: 230, height: 74 },
  producer: { width: 150, height: 40 },
  consumer: { width: 150, height: 40 },
} as const;

/** What must change before the picture is laid out anew. */
export const shapeOf = (graph: PipelineGraph): string =>
  JSON.stringify([graph.nodes.map((node) => node.id).sort(), graph.edges.map((edge) => `${edge.from}>${edge.to}`).sort()]);

/** The upper left corner of each node, by id. */
export function layout(graph: PipelineGraph): ReadonlyMap<string, { readonly x: number; readonly y: number }> {
  const drawing = new dagre.graphlib.Graph();
  drawing.setGraph({ rankdir: "LR", ranksep: 90, nodesep: 26, marginx: 24, marginy: 24 });
  drawing.setDefaultEdgeLabel(() => ({}));
  for (const node of graph.nodes) drawing.setNode(node.id, { ...nodeSizes[node.kind] });
  for (const edge of graph.edges) drawing.setEdge(edge.from, edge.to);
  dagre.layout(drawing);
  return new Map(
    graph.nodes.map((node) => {
      const { x, y } = drawing.node(node.id) as { x: number; y: number };
      return [node.id, { x: x - nodeSizes[node.kind].width / 2, y: y - nodeSizes[node.kind].height / 2 }];
    }),
  );
}
