import type { PipelineGraph } from "@millrace/platform/api";
import { describe, expect, it } from "vitest";
import { layout, shapeOf, withAsides } from "./layout.ts";

const topic = (name: string) => ({ id: `topic:${name}`, kind: "topic" as const, name, recordsPerSecond: 3, records: 10 });
const graph: PipelineGraph = {
  nodes: [
    topic("clicks"),
    topic("clicks.late"),
    topic("pages"),
    { id: "job:pages", kind: "processor", name: "pages", job: "1", pipeline: null, state: "running", lag: 0, sql: "" },
  ],
  edges: [
    { from: "topic:clicks", to: "job:pages", rowsPerSecond: 1, rows: 1 },
    { from: "job:pages", to: "topic:pages", rowsPerSecond: 1, rows: 1 },
  ],
};

describe("the picture of what flows", () => {
  it("ties late rows to the topic that they belong to", () => {
    expect(withAsides(graph).edges.at(-1)).toEqual({ from: "topic:clicks", to: "topic:clicks.late", rowsPerSecond: 3, rows: 10 });
    expect(withAsides({ nodes: [topic("alone.late")], edges: [] }).edges).toEqual([]);
  });
  it("goes from left to right, and no two nodes overlap", () => {
    const places = layout(withAsides(graph), 1.5);
    expect(places.get("topic:clicks")!.x).toBeLessThan(places.get("job:pages")!.x);
    expect(places.get("job:pages")!.x).toBeLessThan(places.get("topic:pages")!.x);
    expect(Math.abs(places.get("topic:clicks.late")!.y - places.get("job:pages")!.y)).toBeGreaterThan(70);
  });
  it("keeps its shape while rates change or nodes come in another order", () => {
    const later = { nodes: graph.nodes.toReversed(), edges: graph.edges.map((edge) => ({ ...edge, rowsPerSecond: 9 })).toReversed() };
    expect(shapeOf(later)).toBe(shapeOf(graph));
    expect(layout(later, 1.5)).toEqual(layout(graph, 1.5));
  });
});
