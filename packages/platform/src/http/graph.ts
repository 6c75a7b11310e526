// /graph: topics, the processors between them, and the Kafka clients of the last minute at both ends, with rates.
import type { Caller } from "../access/caller.ts";
import type { GraphNode, PipelineGraph } from "../api/types.ts";
import { usesOf } from "../definitions/plan-tables.ts";
import type { Services } from "../services.ts";
import { callerOf, needsLogin } from "./needs.ts";
import type { Routes } from "./server.ts";

type Edge = PipelineGraph["edges"][number];

export function graphRoutes(routes: Routes, services: Services): void {
  routes.get(
    "/graph",
    { config: needsLogin, schema: { tags: ["platform"], summary: "Topics, processors and clients, and what flows between them" } },
    (request) => graph(services, callerOf(request)),
  );
}

function graph(services: Services, caller: Caller): PipelineGraph {
  const { log, rates } = services;
  const nodes = new Map<string, GraphNode>();
  const edges: Edge[] = [];
  for (const topic of log.topics()) {
    if (topic.internal || !caller.may("describe", "topic", topic.name)) continue;
    const { ring } = rates.topics.of(topic.name).records;
    let records = 0;
    for (let partition = 0; partition < topic.partitions; partition++) {
      const { start, end } = log.offsets(topic.name, partition);
      records += end - start;
    }
    nodes.set(`topic:${topic.name}`, {
      id: `topic:${topic.name}`,
      kind: "topic",
      name: topic.name,
      recordsPerSecond: ring.recent(),
      records,
    });
  }
  if (caller.mayOnCluster("describe")) {
    addProcessors(services, nodes, edges);
    addClients(services, nodes, edges);
  }
  // An edge needs both its ends: a topic may have been deleted under its reader.
  return { nodes: [...nodes.values()], edges: edges.filter((edge) => nodes.has(edge.from) && nodes.has(edge.to)) };
}

function addProcessors({ definitions, jobs }: Services, nodes: Map<string, GraphNode>, edges: Edge[]): void {
  const views = new Map(jobs.views().map((job) => [job.id, job]));
  for (const { definition, plan } of definitions.processors.values()) {
    const job = views.get(definition.id);
    const id = `processor:${definition.name}`;
    const { name, pipeline, sql } = definition;
    nodes.set(id, { id, kind: "processor", name, job: definition.id, pipeline, state: job?.state ?? "stopped", lag: job?.lag ?? 0, sql });
    if (plan === null) continue;
    const uses = usesOf(plan);
    for (const topic of uses.topicsRead) {
      const input = job?.inputs.find((side) => side.topic === topic);
      edges.push({ from: `topic:${topic}`, to: id, rowsPerSecond: input?.rowsPerSecond ?? 0, rows: input?.rows ?? 0 });
    }
    for (const topic of uses.topicsWritten) {
      const output = job?.outputs.find((side) => side.topic === topic);
      edges.push({ from: id, to: `topic:${topic}`, rowsPerSecond: output?.rowsPerSecond ?? 0, rows: output?.rows ?? 0 });
    }
  }
}

/** What one client does to a topic is not counted apart: the topic's own rate stands on the edge. */
function addClients({ broker, rates }: Services, nodes: Map<string, GraphNode>, edges: Edge[]): void {
  const seen = new Set<string>();
  const add = (kind: "producer" | "consumer", name: string, topic: string): void => {
    const id = `${kind}:${name}`;
    const { ring, total } = rates.topics.of(topic).records;
    const [from, to] = kind === "producer" ? [id, `topic:${topic}`] : [`topic:${topic}`, id];
    if (seen.has(`${from} ${to}`) || !nodes.has(`topic:${topic}`)) return;
    seen.add(`${from} ${to}`);
    nodes.set(id, { id, kind, name });
    edges.push({ from, to, rowsPerSecond: ring.recent(), rows: total });
  };
  for (const connection of broker.connections()) {
    const name = connection.clientId === "" ? "unnamed client" : connection.clientId;
    for (const topic of connection.producesTo) add("producer", name, topic);
    for (const topic of connection.consumesFrom) add("consumer", name, topic);
  }
}
