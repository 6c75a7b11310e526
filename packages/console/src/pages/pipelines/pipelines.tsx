// The whole of what flows as one live picture: clients → topics → processors → topics, with rates on the edges.
import type { GraphNode, PipelineGraph } from "@millrace/platform/api";
import {
  Background,
  Controls,
  Handle,
  MarkerType,
  Position,
  ReactFlow,
  useReactFlow,
  type Edge,
  type Node,
  type NodeProps,
} from "@xyflow/react";
import "@xyflow/react/dist/style.css";
import { useEffect, useMemo, useState } from "react";
import { useGraph } from "../../api/queries.ts";
import { count, rate } from "../../parts/format.ts";
import { Code, Empty, LoadFailure, Page, StateDot } from "../../parts/parts.tsx";
import { go, to } from "../../router.ts";
import { layout, nodeSizes, shapeOf, withAsides, type Places } from "./layout.ts";

type FlowNode = Node<{ readonly node: GraphNode }>;

export function PipelinesPage() {
  const { data: graph, error } = useGraph();
  const data = useMemo(() => (graph === undefined ? undefined : withAsides(graph)), [graph]);
  const [chosen, setChosen] = useState<string | null>(null);
  const shape = data === undefined ? "" : shapeOf(data);
  // oxlint-disable-next-line react-hooks/exhaustive-deps -- laid out by shape, not by rates
  const places = useMemo(() => (data === undefined ? new Map() : layout(data, roomAspect())), [shape]);
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
      <LoadFailure error={error} />
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
            fitViewOptions={fit}
            minZoom={0.1}
            nodesConnectable={false}
            nodesDraggable={false}
            // Names within the nodes are links and buttons: those take the focus.
            nodesFocusable={false}
            edgesFocusable={false}
            onNodeClick={(_, { data: { node } }) =>
              node.kind === "topic" ? go(to("topics", node.name)) : setChosen(node.kind === "processor" ? node.id : null)
            }
            onPaneClick={() => setChosen(null)}
            proOptions={{ hideAttribution: true }}
          >
            <Background gap={22} size={1} />
            <Controls showInteractive={false} fitViewOptions={fit} />
            <Refit narrow={processor !== undefined} />
          </ReactFlow>
          {processor?.kind === "processor" && <ProcessorDetail node={processor} onClose={() => setChosen(null)} />}
        </div>
      )}
    </Page>
  );
}

const fit = { padding: 0.05, maxZoom: 1.25 };

/** The whole picture again when a processor's statement opens beside it or closes: the frame has another width then. */
function Refit({ narrow }: { readonly narrow: boolean }) {
  const { fitView } = useReactFlow();
  useEffect(() => {
    const timer = setTimeout(() => void fitView(fit), 80);
    return () => clearTimeout(timer);
  }, [narrow, fitView]);
  return null;
}

/** Of the frame that the graph will have: the window without the navigation and the page's head. */
const roomAspect = (): number => Math.max(400, innerWidth - 230) / Math.max(300, innerHeight - 110);

function nodesOf(graph: PipelineGraph, places: Places, chosen: string | null): FlowNode[] {
  return graph.nodes.map((node) => ({
    id: node.id,
    type: node.kind,
    position: places.get(node.id) ?? { x: 0, y: 0 },
    data: { node },
    ...nodeSizes[node.kind],
    selected: node.id === chosen,
  }));
}

function edgesOf(graph: PipelineGraph): Edge[] {
  return graph.edges.map((edge) => {
    const flows = edge.rowsPerSecond > 0;
    return {
      id: `${edge.from}>${edge.to}`,
      source: edge.from,
      target: edge.to,
      label: flows ? rate(edge.rowsPerSecond) : "",
      labelBgPadding: [5, 3] as [number, number],
      labelBgBorderRadius: 4,
      className: flows ? "flows" : "rests",
      // In the picture's units: an arrow head that grew with the line would hide it.
      markerEnd: {
        type: MarkerType.ArrowClosed,
        width: 24,
        height: 24,
        markerUnits: "userSpaceOnUse",
        color: flows ? "var(--accent)" : "var(--edge)",
      },
      // Ten times the rate, one pixel more.
      style: { strokeWidth: 1.2 + Math.log10(1 + edge.rowsPerSecond) * 0.7 },
    };
  });
}

function TopicNode({ data: { node } }: NodeProps<FlowNode>) {
  if (node.kind !== "topic") return null;
  return (
    <div className="node node-topic">
      <Handle type="target" position={Position.Left} />
      <span className="node-kind">topic</span>
      <a className="node-name" href={to("topics", node.name)} title={node.name}>
        {node.name}
      </a>
      <span className="muted figure">
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
      {/* A press reaches the node around it, which shows the processor's statement. */}
      <button className="node-name" title={node.name}>
        {node.name}
      </button>
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
    <aside className="detail" aria-label={`Processor ${node.name}`}>
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
