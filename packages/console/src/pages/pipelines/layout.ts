// Places the graph from left to right with dagre. Runs only when nodes or edges come or go, never for a new rate, so
// the picture stands still while figures change.
import dagre from "@dagrejs/dagre";
import type { PipelineGraph } from "@millrace/platform/api";
import { byName } from "../../parts/format.ts";

export const nodeSizes = {
  topic: { width: 204, height: 66 },
  processor: { width: 220, height: 74 },
  producer: { width: 126, height: 38 },
  consumer: { width: 126, height: 38 },
} as const;

/** What must change before the picture is laid out anew. */
export const shapeOf = (graph: PipelineGraph): string =>
  JSON.stringify([graph.nodes.map((node) => node.id).sort(), graph.edges.map((edge) => `${edge.from}>${edge.to}`).sort()]);

/**
 * With what Millrace itself puts beside a topic, its late and its rejected rows, tied to that topic: no processor names
 * those, so the graph as it comes has them loose.
 */
export function withAsides(graph: PipelineGraph): PipelineGraph {
  const topics = new Map(graph.nodes.flatMap((node) => (node.kind === "topic" ? [[node.name, node] as const] : [])));
  const tied = new Set(graph.edges.flatMap((edge) => [edge.from, edge.to]));
  const edges = [...topics.values()].flatMap((aside) => {
    const of = topics.get(aside.name.replace(/\.(late|rejected)$/, ""));
    if (of === undefined || of === aside || tied.has(aside.id)) return [];
    return [{ from: of.id, to: aside.id, rowsPerSecond: aside.recordsPerSecond, rows: aside.records }];
  });
  return edges.length === 0 ? graph : { nodes: graph.nodes, edges: [...graph.edges, ...edges] };
}

export type Places = ReadonlyMap<string, { readonly x: number; readonly y: number }>;

/** The upper left corner of each node, by id: as loose from top to bottom as a frame of `width / height` has room for. */
export function layout(graph: PipelineGraph, aspect: number): Places {
  const drawn = [26, 46, 74, 110].map((gap) => draw(graph, gap));
  return (drawn.findLast(({ width, height }) => width / height >= aspect) ?? drawn[0]!).places;
}

function draw(graph: PipelineGraph, gap: number): { readonly places: Places; readonly width: number; readonly height: number } {
  const drawing = new dagre.graphlib.Graph();
  drawing.setGraph({ rankdir: "LR", ranksep: 104, nodesep: gap, marginx: 8, marginy: 8 });
  drawing.setDefaultEdgeLabel(() => ({}));
  // In the order of their names, so that the same graph makes the same picture after a restart.
  for (const node of [...graph.nodes].sort(byName)) drawing.setNode(node.id, { ...nodeSizes[node.kind] });
  for (const edge of [...graph.edges].sort((a, b) => (`${a.from}>${a.to}` < `${b.from}>${b.to}` ? -1 : 1)))
    drawing.setEdge(edge.from, edge.to);
  dagre.layout(drawing);
  const places = new Map(
    graph.nodes.map((node) => {
      const { x, y } = drawing.node(node.id) as { x: number; y: number };
      return [node.id, { x: x - nodeSizes[node.kind].width / 2, y: y - nodeSizes[node.kind].height / 2 }];
    }),
  );
  const { width = 1, height = 1 } = drawing.graph() as { width?: number; height?: number };
  return { places, width, height };
}
