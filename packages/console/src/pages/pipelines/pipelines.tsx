// The whole of what flows as one live picture: clients → topics → processors → topics, with rates on the edges.
import type { GraphNode, PipelineGraph } from "@millrace/platform/api";
import { Background, Controls, Handle, MarkerType, Position, ReactFlow, type Edge, type Node, type NodeProps } from "@xyflow/react";
import "@xyflow/react/dist/style.css";
import { useMemo, useState } from "react";
import { useGraph } from "../../api/queries.ts";
import { count, rate } from "../../parts/format.ts";
import { Code, Empty, Failure, Page, StateDot } from "../../parts/parts.tsx";
import { go, to } from "../../router.ts";
import { layout, nodeSizes, shapeOf } from "./layout.ts";

type FlowNode = Node<{ readonly node: GraphNode }>;

export function PipelinesPage() {
  const { data, error } = useGraph();
  const [chosen, setChosen] = useState<string | null>(null);
  const shape = data === undefined ? "" : shapeOf(data);
  // oxlint-disable-next-line react-hooks/exhaustive-deps -- laid out by shape, not by rates
  const places = useMemo(() => (data === undefined ? new Map<string, { x: number; y: number }>() : layout(data)), [shape]);
  const processor = data?.nodes.find((node) => node.id === chosen);
  const several = new Set(data?.nodes.flatMap((node) => (node.kind === "processor" && node.pipeline !== null ? [node.pipeline] : []))).size;
  return (
    <Page
      title="Pipelines"
      subtitle={
        several > 0
          ? `${several} pipeline${several === 1 ? "" : "s"}: topics, and the processors between them.`
          : "Topics, and the processors between them."
      }
      fill
    >
      <Failure error={error} />
      {data !== undefined && data.nodes.length === 0 && (
        <Empty title="Nothing flows yet">
          Publish to a topic with any Kafka client, or write a pipeline on the <a href={to("sql")}>SQL</a> page.
        </Empty>
      )}
      {data !== undefined && data.nodes.length > 0 && (
        <div className="split graph">
          <ReactFlow<FlowNode>
            key={shape}
            nodes={nodesOf(data, places, chosen)}
            edges={edgesOf(data)}
            nodeTypes={nodeTypes}
            fitView
            fitViewOptions={{ padding: 0.12, maxZoom: 1.1 }}
            minZoom={0.1}
            nodesConnectable={false}
            nodesDraggable={false}
            onNodeClick={(_, { data: { node } }) =>
              node.kind === "topic" ? go(to("topics", node.name)) : setChosen(node.kind === "processor" ? node.id : null)
            }
            onPaneClick={() => setChosen(null)}
            proOptions={{ hideAttribution: true }}
          >
            <Background gap={22} size={1} />
            <Controls showInteractive={false} />
          </ReactFlow>
          {processor?.kind === "processor" && <ProcessorDetail node={processor} onClose={() => setChosen(null)} />}
        </div>
      )}
    </Page>
  );
}

function nodesOf(
  graph: PipelineGraph,
  places: ReadonlyMap<string, { readonly x: number; readonly y: number }>,
  chosen: string | null,
): FlowNode[] {
  return graph.nodes.map((node) => ({
    id: node.id,
    type: node.kind,
    position: places.get(node.id) ?? { x: 0, y: 0 },
    data: { node },
    ...nodeSizes[node.kind],
    selected: node.id === chosen,
    ariaLabel: `${node.kind} ${node.name}`,
  }));
}

function edgesOf(graph: PipelineGraph): Edge[] {
  return graph.edges.map((edge) => ({
    id: `${edge.from}>${edge.to}`,
    source: edge.from,
    target: edge.to,
    label: edge.rowsPerSecond > 0 ? rate(edge.rowsPerSecond) : "",
    animated: edge.rowsPerSecond > 0,
    markerEnd: { type: MarkerType.ArrowClosed, width: 14, height: 14 },
    // Ten times the rate, one pixel more.
    style: { strokeWidth: 1.2 + Math.log10(1 + edge.rowsPerSecond) * 0.8 },
  }));
}

function TopicNode({ data: { node } }: NodeProps<FlowNode>) {
  if (node.kind !== "topic") return null;
  return (
    <div className="node node-topic">
      <Handle type="target" position={Position.Left} />
      <span className="node-kind">topic</span>
      <strong title={node.name}>{node.name}</strong>
      <span className="muted">
        {count(node.records)} records · {rate(node.recordsPerSecond)}
      </span>
      <Handle type="source" position={Position.Right} />
    </div>
  );
}

function ProcessorNode({ data: { node }, selected }: NodeProps<FlowNode>) {
  if (node.kind !== "processor") return null;
  return (
    <div className={selected ? "node node-processor chosen" : "node node-processor"}>
      <Handle type="target" position={Position.Left} />
      <span className="node-kind">processor</span>
      <strong title={node.name}>{node.name}</strong>
      <span className="node-foot">
        <StateDot state={node.state} />
        <span className="muted">{node.lag === 0 ? "up to date" : `${count(node.lag)} behind`}</span>
      </span>
      <Handle type="source" position={Position.Right} />
    </div>
  );
}

function ClientNode({ data: { node } }: NodeProps<FlowNode>) {
  return (
    <div className="node node-client" title={`Kafka client ${node.name}`}>
      {node.kind === "consumer" && <Handle type="target" position={Position.Left} />}
      <strong>{node.name}</strong>
      {node.kind === "producer" && <Handle type="source" position={Position.Right} />}
    </div>
  );
}

const nodeTypes = { topic: TopicNode, processor: ProcessorNode, producer: ClientNode, consumer: ClientNode };

function ProcessorDetail({ node, onClose }: { readonly node: Extract<GraphNode, { kind: "processor" }>; readonly onClose: () => void }) {
  return (
    <aside className="detail">
      <div className="panel-head">
        <h2>{node.name}</h2>
        <button className="quiet" onClick={onClose} aria-label="Close">
          ✕
        </button>
      </div>
      <p>
        <StateDot state={node.state} /> {node.pipeline !== null && <span className="muted">of pipeline {node.pipeline}</span>}
      </p>
      <Code>{node.sql.trim()}</Code>
      <a className="button" href={to("jobs", node.job)}>
        Its job
      </a>
    </aside>
  );
}
