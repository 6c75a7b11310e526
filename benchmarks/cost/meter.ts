// What this process spends while something runs: CPU time of all its threads; and, in runs of their own, as they slow
// what they watch, where the main thread was and what it allocated.
import { type HeapProfiler, type Profiler, Session } from "node:inspector";

export interface Spent {
  readonly userMs: number;
  readonly systemMs: number;
}

export async function spentBy(work: () => Promise<unknown>): Promise<Spent> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return { userMs: user / 1000, systemMs: system / 1000 };
}

export interface Shares {
  /** Of the time that the main thread was not idle, by function, largest first. */
  readonly time: readonly (readonly [string, number])[];
  /** Bytes on V8's heap, estimated from samples. */
  readonly allocatedBytes: number;
  readonly allocations: readonly (readonly [string, number])[];
}

const nameOf = ({ functionName, url, lineNumber }: { functionName: string; url: string; lineNumber: number }): string =>
  url === "" ? functionName : `${functionName || "(anonymous)"} ${url.split("/").at(-1)}:${lineNumber + 1}`;

const sorted = (totals: ReadonlyMap<string, number>): [string, number][] => [...totals].sort((a, b) => b[1] - a[1]);

export async function sharesOf(work: () => Promise<unknown>): Promise<Shares> {
  const session = new Session();
  session.connect();
  const post = <Result>(method: string, parameters: object = {}): Promise<Result> =>
    new Promise((resolve, reject) =>
      session.post(method, parameters, (error: Error | null, result?: unknown) => (error ? reject(error) : resolve(result as Result))),
    );
  await post("Profiler.enable");
  await post("Profiler.setSamplingInterval", { interval: 500 });
  await post("Profiler.start");
  await work();
  const { profile } = await post<{ profile: Profiler.Profile }>("Profiler.stop");
  // Apart from the profile: what samples allocations would be seen in it.
  await post("HeapProfiler.startSampling", {
    samplingInterval: 16_384,
    includeObjectsCollectedByMajorGC: true,
    includeObjectsCollectedByMinorGC: true,
  });
  await work();
  const heap = await post<{ profile: HeapProfiler.SamplingHeapProfile }>("HeapProfiler.stopSampling");
  session.disconnect();
  const time = timeByFunction(profile);
  const bytes = new Map<string, number>();
  const walk = ({ callFrame, selfSize, children }: HeapProfiler.SamplingHeapProfileNode): void => {
    bytes.set(nameOf(callFrame), (bytes.get(nameOf(callFrame)) ?? 0) + selfSize);
    for (const child of children) walk(child);
  };
  walk(heap.profile.head);
  return { time, allocatedBytes: [...bytes.values()].reduce((sum, one) => sum + one, 0), allocations: sorted(bytes) };
}

function timeByFunction({ nodes, samples = [], timeDeltas = [] }: Profiler.Profile): [string, number][] {
  const names = new Map(nodes.map(({ id, callFrame }) => [id, nameOf(callFrame)]));
  const totals = new Map<string, number>();
  let busy = 0;
  for (const [index, id] of samples.entries()) {
    const name = names.get(id)!;
    // The profiler itself, and the start of the load's process.
    if (name === "(idle)" || name === "spawn" || name.startsWith("post node:inspector")) continue;
    busy += timeDeltas[index]!;
    totals.set(name, (totals.get(name) ?? 0) + timeDeltas[index]!);
  }
  return sorted(totals).map(([name, time]) => [name, time / busy]);
}
