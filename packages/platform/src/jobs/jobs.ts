// Jobs: the running side of processors. What should run is in the definitions; what does run is in the runtime; this
// brings the one to the other and merges both into what people see.
import type { Clock, ErrorJson } from "@millrace/core";
import { MillraceError, asMillraceError, errorFromJson } from "@millrace/core";
import type { JobReport, Runtime } from "@millrace/engine";
import type { JobPlan } from "@millrace/sql";
import type { JobView } from "../api/types.ts";
import type { DefinitionChange, ProcessorDefinition } from "../definitions/definition.ts";
import type { Definitions, Processor } from "../definitions/definitions.ts";
import { errors } from "../errors.ts";
import { nearest } from "../topics/nearest.ts";
import { JobRates } from "./job-rates.ts";
import { jobView } from "./job-view.ts";

/** How often a job that must end by itself is looked at. */
const lookMs = 5;

export class Jobs {
  readonly rates = new JobRates();
  readonly #runtime: Runtime;
  readonly #definitions: Definitions;
  readonly #clock: Clock;
  /** Why a job could not be started, by its id, until it is started again. */
  readonly #failures = new Map<string, ErrorJson>();
  /** Starts under way, by the job's id: what stops a job waits for its start. */
  readonly #starting = new Map<string, Promise<void>>();

  constructor(runtime: Runtime, definitions: Definitions, clock: Clock) {
    this.#runtime = runtime;
    this.#definitions = definitions;
    this.#clock = clock;
  }

  /** Starts what was running when the process ended; each goes on from its last checkpoint. */
  async resume(): Promise<void> {
    const wanted = [...this.#definitions.processors.values()].filter(({ definition }) => definition.desired === "running");
    await Promise.all(wanted.map(({ definition }) => this.begin(definition.name)));
  }

  /** By name or id. */
  find(job: string): Processor {
    const processors = this.#definitions.processors;
    const named = processors.get(job) ?? [...processors.values()].find(({ definition }) => definition.id === job);
    if (named === undefined) throw errors.jobUnknown(job, nearest(job, processors.keys()));
    return named;
  }

  /** Starts a processor's job; a failure is kept and shown, not thrown: its definition stands all the same. */
  async begin(name: string): Promise<void> {
    const processor = this.#definitions.processors.get(name);
    if (processor === undefined || processor.plan === null) return;
    const { id } = processor.definition;
    this.#failures.delete(id);
    const started = this.#runtime.start({ id, name, plan: processor.plan }).catch((thrown: unknown) => {
      this.#failures.set(id, asMillraceError(thrown).toJSON());
    });
    this.#starting.set(id, started);
    await started;
    this.#starting.delete(id);
  }

  /** Stops and forgets the state: of a job whose definition is gone or begins anew. */
  async discard(id: string): Promise<void> {
    await this.#halt(id, false);
    await this.#runtime.drop(id).catch(() => undefined);
    this.#failures.delete(id);
    this.rates.forget(id);
  }

  async start(job: string, by: string): Promise<void> {
    const { definition } = this.find(job);
    const state = this.report(definition.id)?.state;
    if (definition.desired === "stopped") await this.#desire(definition, "running", by);
    else if (state === "running" || state === "starting") return;
    else await this.#note("start", definition, by);
    await this.begin(definition.name);
    this.#throwFailure(definition.id);
  }

  async stop(job: string, options: { readonly drain: boolean; readonly by: string }): Promise<void> {
    const { definition } = this.find(job);
    await this.#halt(definition.id, options.drain);
    if (definition.desired === "running") await this.#desire(definition, "stopped", options.by);
  }

  async restart(job: string, by: string): Promise<void> {
    const { definition } = this.find(job);
    await this.#halt(definition.id, false);
    if (definition.desired === "stopped") await this.#desire(definition, "running", by);
    else await this.#note("restart", definition, by);
    await this.begin(definition.name);
    this.#throwFailure(definition.id);
  }

  /** The definition, the job and its state go; its output topic stays. */
  async delete(job: string, by: string): Promise<void> {
    const { definition } = this.find(job);
    await this.#halt(definition.id, false);
    const change = { action: "remove", kind: "processor", name: definition.name } as const;
    await this.#commit(change, by);
    await this.discard(definition.id);
  }

  /** Runs a job that ends by itself (INSERT … VALUES) and leaves nothing of it. */
  async runToEnd(id: string, name: string, plan: JobPlan): Promise<void> {
    await this.#runtime.start({ id, name, plan });
    for (;;) {
      const report = this.report(id);
      if (report === undefined || report.state === "finished" || report.state === "stopped") break;
      if (report.state === "failed") {
        await this.discard(id);
        throw report.error === undefined ? new MillraceError("core.unexpected", `job ${id} failed`) : errorFromJson(report.error);
      }
      await this.#clock.sleep(lookMs);
    }
    await this.discard(id);
  }

  report(id: string): JobReport | undefined {
    return this.#runtime.reports().find((report) => report.id === id);
  }

  views(): JobView[] {
    const reports = new Map(this.#runtime.reports().map((report) => [report.id, report]));
    return [...this.#definitions.processors.values()].map((processor) => this.#view(processor, reports.get(processor.definition.id)));
  }

  view(job: string): JobView {
    const processor = this.find(job);
    return this.#view(processor, this.report(processor.definition.id));
  }

  sample(seconds: number): void {
    const known = new Set([...this.#definitions.processors.values()].map(({ definition }) => definition.id));
    this.rates.sample(
      this.#runtime.reports().filter((report) => known.has(report.id)),
      seconds,
    );
  }

  #view(processor: Processor, report: JobReport | undefined): JobView {
    const { id } = processor.definition;
    const error = processor.error ?? this.#failures.get(id) ?? null;
    return jobView(processor, report, { error, starting: this.#starting.has(id), rates: this.rates.of(id) });
  }

  async #halt(id: string, drain: boolean): Promise<void> {
    await this.#starting.get(id);
    const state = this.report(id)?.state;
    if (state === undefined || state === "stopped" || state === "finished") return;
    await this.#runtime.stop(id, { drain });
  }

  async #desire({ name }: ProcessorDefinition, desired: "running" | "stopped", by: string): Promise<void> {
    await this.#definitions.exclusive(async () => {
      const { definition } = this.find(name);
      const changed = this.#definitions.stamp<ProcessorDefinition>({ ...definition, desired }, by);
      const put = { action: "put", definition: changed } as const;
      await this.#definitions.commit({ changes: [put], catalog: this.#definitions.stage(), plans: new Map() }, by);
    });
  }

  async #commit(change: DefinitionChange, by: string): Promise<void> {
    await this.#definitions.exclusive(() =>
      this.#definitions.commit({ changes: [change], catalog: this.#definitions.stage(), plans: new Map() }, by),
    );
  }

  async #note(action: string, definition: ProcessorDefinition, by: string): Promise<void> {
    await this.#definitions.store.audit([{ action, kind: "processor", name: definition.name, job: definition.id }], by);
  }

  #throwFailure(id: string): void {
    const failure = this.#failures.get(id);
    if (failure !== undefined) throw errorFromJson(failure);
  }
}
