// Plans into operators. Each distinct sub-plan of a job becomes one operator, however many consumers it has; filters
// and projections standing on a scan that nobody else uses are fused into the scan's generated loop, and those
// standing on one another into one generated loop. Built from the sinks down, so that an operator's output exists
// before the operator.
import { assert } from "@millrace/core";
import type { Plan, ScanNode } from "@millrace/sql";
import { createCalc } from "../calc/calc.ts";
import type { Batch } from "../columns/batch.ts";
import { createOperator } from "../operators/create.ts";
import type { Operator, OperatorContext, Output } from "../operators/operator.ts";
import { compileSource } from "../scan/source.ts";
import type { PartitionReader } from "../scan/source.ts";
import type { StateScope } from "../state/region.ts";
import { mergeScans } from "./merge-scans.ts";
import type { MergedScan } from "./merge-scans.ts";
import { planHash, planInputs, planText } from "./plan-key.ts";
import { meetingTables, oneByOne } from "./row-by-row.ts";

export type Step = Extract<Plan, { kind: "filter" | "project" }>;

export interface GraphSource {
  readonly key: string;
  readonly scan: ScanNode;
  readonly output: Output;
  readonly open: (partition: number) => PartitionReader;
}

export interface Graph {
  readonly sources: readonly GraphSource[];
  /** Pushes the rows of VALUES nodes and their end of input; once in a job's life. */
  readonly values: readonly Operator[];
}

export interface GraphContext {
  readonly timeZone: string;
  readonly state: StateScope;
  readonly late: OperatorContext["late"];
  readonly failed: NonNullable<OperatorContext["failed"]>;
}

/** One output for several consumers. */
class Fan implements Output {
  readonly consumers: Output[] = [];
  push(batch: Batch): void {
    for (const consumer of this.consumers) consumer.push(batch);
  }
  watermark(ms: number): void {
    for (const consumer of this.consumers) consumer.watermark(ms);
  }
}

class Port implements Output {
  readonly #operator: Operator;
  readonly #port: number;
  constructor(operator: Operator, port: number) {
    this.#operator = operator;
    this.#port = port;
  }
  push(batch: Batch): void {
    this.#operator.push(this.#port, batch);
  }
  watermark(ms: number): void {
    this.#operator.watermark(this.#port, ms);
  }
}

const isStep = (plan: Plan): plan is Step => plan.kind === "filter" || plan.kind === "project";

/** Who reads a scan, and the filters and projections in between. */
interface Reader {
  readonly scan: ScanNode;
  readonly steps: readonly Step[];
  readonly output: Output;
}

class GraphBuilder {
  readonly #context: GraphContext;
  readonly #consumers = new Map<string, number>();
  readonly #fans = new Map<string, Fan>();
  readonly #readers: Reader[] = [];
  readonly #meeting: ReadonlySet<string>;
  readonly sources: GraphSource[] = [];
  readonly values: Operator[] = [];

  constructor(context: GraphContext, meeting: ReadonlySet<string>) {
    this.#context = context;
    this.#meeting = meeting;
  }

  /** How many consumers each distinct sub-plan has. */
  count(plan: Plan): void {
    const text = planText(plan);
    const before = this.#consumers.get(text) ?? 0;
    this.#consumers.set(text, before + 1);
    if (before === 0) for (const input of planInputs(plan)) this.count(input);
  }

  connect(plan: Plan, output: Output): void {
    const text = planText(plan);
    const standing = this.#fans.get(text);
    if (standing !== undefined) {
      standing.consumers.push(output);
      return;
    }
    const fan = new Fan();
    fan.consumers.push(output);
    this.#fans.set(text, fan);
    const single = this.#consumers.get(text) === 1 ? output : fan;
    if (plan.kind === "scan") this.#source(plan, [], single);
    else if (isStep(plan)) this.#steps(plan, text, single);
    else this.#operator(plan, text, single);
  }

  #operatorContext(text: string, output: Output): OperatorContext {
    const { timeZone, state, late, failed } = this.#context;
    return { output, timeZone, state: state.scope(planHash(text)), late, failed };
  }

  /** The filters and projections from here down to the first plan that is none, or that others use too. */
  #steps(plan: Step, text: string, output: Output): void {
    const steps: Step[] = [plan];
    let below = plan.input;
    while (isStep(below) && this.#consumers.get(planText(below)) === 1) {
      steps.unshift(below);
      below = below.input;
    }
    if (below.kind === "scan" && this.#consumers.get(planText(below)) === 1) {
      this.#source(below, steps, output);
      return;
    }
    this.connect(below, new Port(createCalc(steps, this.#operatorContext(text, output)), 0));
  }

  #source(scan: ScanNode, steps: readonly Step[], output: Output): void {
    this.#readers.push({ scan, steps, output });
  }

  /** Makes the sources, once all their readers are known. */
  finish(): void {
    const tables = Map.groupBy(this.#readers, ({ scan }) => planText(scan.table));
    for (const readers of tables.values()) {
      const merged = readers.length > 1 ? mergeScans(readers.map(({ scan }) => scan)) : undefined;
      if (merged === undefined) for (const { scan, steps, output } of readers) this.#compile(scan, steps, output);
      else this.#shared(merged, readers);
    }
  }

  #shared({ scan, projects }: MergedScan, readers: readonly Reader[]): void {
    const fan = new Fan();
    for (const [index, { steps, output }] of readers.entries()) {
      const calc = createCalc([projects[index]!, ...steps], this.#operatorContext(`reader ${index}`, output));
      fan.consumers.push(new Port(calc, 0));
    }
    this.#compile(scan, [], fan);
  }

  #compile(scan: ScanNode, steps: readonly Step[], output: Output): void {
    const compiled = compileSource(scan, steps, { timeZone: this.#context.timeZone });
    const before = this.sources.filter((source) => source.scan.table.topic === scan.table.topic).length;
    // By topic and not by what is computed, so that a changed statement goes on where the old one had read to.
    const ordered = this.#meeting.has(planText(scan.table)) ? oneByOne(output) : output;
    this.sources.push({ key: `${scan.table.topic}/${before}`, scan, output: ordered, open: (partition) => compiled.open(partition) });
  }

  #operator(plan: Exclude<Plan, ScanNode | Step>, text: string, output: Output): void {
    const operator = createOperator(plan, this.#operatorContext(text, output));
    if (plan.kind === "values") this.values.push(operator);
    for (const [port, input] of planInputs(plan).entries()) this.connect(input, new Port(operator, port));
  }
}

export function buildGraph(plans: readonly { readonly plan: Plan; readonly output: Output }[], context: GraphContext): Graph {
  const builder = new GraphBuilder(context, meetingTables(plans));
  for (const { plan } of plans) builder.count(plan);
  for (const { plan, output } of plans) builder.connect(plan, output);
  builder.finish();
  assert(builder.sources.length + builder.values.length > 0, "a plan has a source");
  return builder;
}
