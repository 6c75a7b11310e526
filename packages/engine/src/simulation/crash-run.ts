// Exactly once, under a disk that crashes: a job is fed, killed at random changes of the disk (with and without loss
// of power), recovered and fed on, and must leave the same records in every output topic as a run that nobody
// disturbed. Everything follows from the seed: log, checkpoints, clock and the order of turns.
import { ManualClock, seeded } from "@millrace/core";
import type { Random } from "@millrace/core";
import type { Log } from "@millrace/log";
import { openMemoryLog, SimulatedDisk } from "@millrace/log/simulation";
import type { Plan } from "@millrace/sql";
import { bigint, columnOf, groupCount, jobPlan, publish, readAll, rowtime, scan, table, text, tumbleCount } from "../job/testing.ts";
import type { Published, ReadRecord } from "../job/testing.ts";
import type { Runtime } from "../runtime.ts";
import { createLocalRuntime } from "../workers/local.ts";

const plays = table("plays", [
  { name: "title", type: text },
  { name: "at", type: rowtime },
]);
const time = { kind: "TIMESTAMP", precision: 3, nullable: true } as const;
const windowed = (name: string) =>
  table(name, [
    { name: "title", type: text },
    { name: "plays", type: bigint },
    { name: "start", type: time },
  ]);
const totals = table(
  "totals",
  [
    { name: "title", type: text },
    { name: "plays", type: bigint },
  ],
  { primaryKey: ["title"] },
);
const input = scan(plays, 2_000);
const renamed = (plan: Plan): Plan => ({
  kind: "project",
  input: plan,
  expressions: plan.schema.map(({ name }) => columnOf(plan, name)),
  schema: plan.schema.map(({ name, type }) => ({ name: `${name}2`, type })),
  changelog: plan.changelog,
});
const doubled = table("doubled", [
  { name: "title", type: text },
  { name: "at", type: time },
]);
/** Two paths from one topic that meet again. */
const twice: Plan = { kind: "union", inputs: [input, renamed(input)], schema: input.schema, changelog: input.changelog };
const plan = jobPlan(
  [windowed("short"), tumbleCount(input, 5_000, ["title"])],
  [windowed("long"), tumbleCount(input, 30_000, ["title"])],
  [totals, groupCount(input, ["title"])],
  [doubled, twice],
);
const outputs = ["doubled", "short", "long", "totals", "plays.late", "plays.rejected"];

/** Plays that are out of order, some too late, some not readable. */
function makeInput(random: Random): Published[] {
  const count = 50 + random.below(400);
  return Array.from({ length: count }, (_, n) => {
    if (random.below(40) === 0) return { value: "{oops", timestampMs: n };
    const seconds = n / 10 - random.below(random.below(10) === 0 ? 40 : 3);
    const at = new Date(1_700_000_000_000 + Math.round(seconds * 1_000)).toISOString().slice(0, 23).replace("T", " ");
    return { value: JSON.stringify({ title: `t${random.below(8)}`, at }), key: `k${n}`, timestampMs: n };
  });
}

interface Process {
  readonly log: Log;
  readonly runtime: Runtime;
}

class CrashRun {
  readonly #random: Random;
  readonly #disk: SimulatedDisk;
  readonly #clock = new ManualClock();
  /** By partition. */
  readonly #input: readonly (readonly Published[])[];
  crashes = 0;

  constructor(seed: number, input: readonly (readonly Published[])[]) {
    this.#random = seeded(seed);
    this.#disk = new SimulatedDisk(seeded(seed ^ 0x5eed));
    this.#input = input;
  }

  /** Lets everything run for a moment, some milliseconds later. */
  async #moment(): Promise<void> {
    for (let turn = 0; turn < 3; turn++) await new Promise((resolve) => setImmediate(resolve));
    this.#clock.advance(1 + this.#random.below(30));
  }

  async #boot(): Promise<Process> {
    const log = await openMemoryLog({ disk: this.#disk, clock: this.#clock });
    const runtime = createLocalRuntime({ log, folder: "/data", clock: this.#clock, random: seeded(1), disk: this.#disk });
    if (log.topic("plays") === undefined) await log.createTopic({ name: "plays", partitions: this.#input.length });
    await runtime.start({ id: "job", name: "job", plan });
    return { log, runtime };
  }

  /** Publishes what is missing and waits until it is counted. False when the disk crashed in between. */
  async #live(): Promise<Process | undefined> {
    let process: Process | undefined;
    let failed = false;
    const booting = this.#boot().then(
      (made) => (process = made),
      (error: unknown) => {
        failed = true;
        if (!this.#disk.crashed) throw error;
      },
    );
    while (process === undefined && !failed) await this.#moment();
    await booting;
    if (process === undefined) return undefined;
    const { log, runtime } = process;
    for (;;) {
      await this.#moment();
      if (this.#disk.crashed) return undefined;
      const [report] = runtime.reports();
      if (report?.state === "failed") throw new Error(`the job failed: ${report.error?.message}`);
      const missing = this.#input.findIndex((records, partition) => log.offsets("plays", partition).end < records.length);
      const total = this.#input.reduce((sum, records) => sum + records.length, 0);
      if (missing >= 0) await this.#publish(log, missing);
      else if (report?.lag === 0 && report.rowsIn >= total) return process;
    }
  }

  async #publish(log: Log, first: number): Promise<void> {
    if (this.#random.below(3) === 0) return;
    const partition = first + this.#random.below(this.#input.length - first);
    const from = log.offsets("plays", partition).end;
    const records = this.#input[partition]!.slice(from, from + 1 + this.#random.below(60));
    try {
      await publish(log, "plays", records, partition);
    } catch (error) {
      if (!this.#disk.crashed) throw error;
    }
  }

  async run(crashesMost: number): Promise<Record<string, readonly ReadRecord[]>> {
    for (;;) {
      if (this.crashes < crashesMost) this.#disk.faults = { crashAfterChanges: 1 + this.#random.below(120), writeBack: 0.2 };
      const process = await this.#live();
      if (process !== undefined && !this.#disk.crashed) {
        this.#disk.faults = {};
        return this.#finish(process);
      }
      this.crashes++;
      this.#disk.restart({ powerLoss: this.#random.below(2) === 0 });
    }
  }

  async #finish({ log, runtime }: Process): Promise<Record<string, readonly ReadRecord[]>> {
    let stopped = false;
    const stopping = runtime.stop("job").then(() => (stopped = true));
    while (!stopped) await this.#moment();
    await stopping;
    const records: Record<string, readonly ReadRecord[]> = {};
    for (const topic of outputs) records[topic] = await readAll(log, topic);
    await log.close();
    return records;
  }
}

export interface CrashRunResult {
  readonly crashes: number;
  readonly records: number;
  /** The first difference, or undefined when all topics are equal. */
  readonly difference: string | undefined;
}

function firstDifference(
  expected: Record<string, readonly ReadRecord[]>,
  actual: Record<string, readonly ReadRecord[]>,
): string | undefined {
  for (const topic of outputs) {
    const [wanted, found] = [expected[topic]!, actual[topic]!];
    for (let at = 0; at < Math.max(wanted.length, found.length); at++) {
      const [one, other] = [JSON.stringify(wanted[at]), JSON.stringify(found[at])];
      if (one !== other) return `topic ${topic}, record ${at}: ${other} instead of ${one}`;
    }
  }
  return undefined;
}

/**
 * With several partitions the order of reading may differ between runs, and with it what is late. What does not depend
 * on the order must be equal: the counts of each title run from 1 to their number, each play comes twice.
 */
function withoutOrder(records: Record<string, readonly ReadRecord[]>): Record<string, readonly ReadRecord[]> {
  const kept = ["totals", "doubled", "plays.rejected"];
  const sorted = (list: readonly ReadRecord[]): ReadRecord[] =>
    list
      .map((record) => ({ ...record, offset: 0, timestampMs: 0 }))
      .sort((one, other) => (JSON.stringify(one) < JSON.stringify(other) ? -1 : 1));
  return Object.fromEntries(outputs.map((topic) => [topic, kept.includes(topic) ? sorted(records[topic]!) : []]));
}

/** Runs one seed undisturbed and disturbed; every fourth with three partitions. */
export async function crashRun(seed: number): Promise<CrashRunResult> {
  const all = makeInput(seeded(seed));
  const partitions = seed % 4 === 0 ? 3 : 1;
  const input = Array.from({ length: partitions }, (_, partition) => all.filter((_record, n) => n % partitions === partition));
  const expected = await new CrashRun(seed * 2, input).run(0);
  const disturbed = new CrashRun(seed * 2 + 1, input);
  const actual = await disturbed.run(12);
  const records = outputs.reduce((sum, topic) => sum + expected[topic]!.length, 0);
  const view = partitions === 1 ? (run: Record<string, readonly ReadRecord[]>) => run : withoutOrder;
  return { crashes: disturbed.crashes, records, difference: firstDifference(view(expected), view(actual)) };
}
