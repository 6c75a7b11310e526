// What the Kafka port costs, a request and a megabyte: CPU time of the broker's process, which says more than a rate on
// a busy machine. `node benchmarks/cost/cost.ts [word]` prints besides where the time goes, what is allocated, and,
// where strace is there, which system calls are made. `--figures` leaves that out.
import { spawn } from "node:child_process";
import { join } from "node:path";
import { startBroker } from "@millrace/kafka";
import { openLog } from "@millrace/log";
import { temporaryFolder } from "../../tests/millrace.ts";
import { program } from "../../tests/tools.ts";
import { type BenchmarkOptions, type Figure, printFigures } from "../figures.ts";
import { callsOf } from "./calls.ts";
import { sharesOf, spentBy } from "./meter.ts";

interface Work {
  readonly name: string;
  readonly load: readonly (string | number)[];
  readonly requests: number;
  /** Of record batches a request; none: its cost counts by the request. */
  readonly megabytes?: number;
}

const recordBytes = 1024;
/** Beside a record's value, in a batch of many. */
const aroundBytes = 9;

function works(quick: boolean): readonly Work[] {
  const times = (many: number): number => (quick ? Math.ceil(many / 100) : many);
  const small = (bytes: number): Work => {
    const requests = times(20_000);
    return { name: `produce, 1 record of ${bytes} B`, load: ["produce", "small", requests, 1, bytes], requests };
  };
  const large = (records: number, many: number): Work => {
    const requests = times(many);
    const megabytes = (records * (recordBytes + aroundBytes)) / 1e6;
    return {
      name: `produce, ${records} records of 1 KiB`,
      load: ["produce", "large", requests, records, recordBytes],
      requests,
      megabytes,
    };
  };
  const produced = [large(64, 4_000), large(900, 400)];
  const records = produced.reduce((sum, { load, requests }) => sum + requests * Number(load[3]), 0);
  const fetched = (mebibytes: number): Work => {
    const requests = times(400 / mebibytes);
    const bytes = mebibytes << 20;
    return { name: `fetch, ${mebibytes} MiB`, load: ["fetch", "large", requests, records, bytes], requests, megabytes: bytes / 1e6 };
  };
  const polls = times(8_000);
  return [
    small(100),
    small(1024),
    ...produced,
    fetched(1),
    fetched(4),
    { name: "fetch that finds nothing, of 200 consumers", load: ["poll", "empty", polls, 200, 50], requests: polls },
  ];
}

const load = (port: number, [verb, ...rest]: Work["load"]): Promise<void> =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [join(import.meta.dirname, "load.ts"), String(verb), String(port), ...rest.map(String)], {
      stdio: ["ignore", "ignore", "inherit"],
    });
    child.once("close", (code) => (code === 0 ? resolve() : reject(new Error(`the load ended with ${code}`))));
  });

async function measure(quick: boolean, details: boolean, word = ""): Promise<readonly Figure[]> {
  const folder = temporaryFolder("bench-cost");
  const log = await openLog({ folder: folder.path });
  for (const name of ["small", "large", "empty"]) await log.createTopic({ name, partitions: 1 });
  const broker = await startBroker({ log, port: 0 });
  const figures: Figure[] = [];
  for (const work of works(quick)) {
    const { name, requests, megabytes } = work;
    const run = (): Promise<void> => load(broker.port, work.load);
    // Fetches need what the produces left.
    const wanted = name.includes(word);
    if (!wanted && work.load[0] !== "produce") continue;
    // The first run is the compiler's.
    await run();
    if (!wanted) continue;
    const spent = await spentBy(run);
    const [many, unit, of] = megabytes === undefined ? [requests / 1000, "µs", "request"] : [requests * megabytes, "ms", "MB"];
    const figure = (what: string, total: number, its: string): void =>
      void figures.push({ benchmark: "cost", what: `${name}: ${what} a ${of}`, value: total / many, unit: its });
    figure("CPU", spent.userMs + spent.systemMs, unit);
    figure("of it in the system", spent.systemMs, unit);
    if (!details) continue;
    const { time, allocatedBytes, allocations } = await sharesOf(run);
    console.log(`\n${name}: main thread`);
    for (const [where, share] of time.slice(0, 20)) console.log(`  ${(share * 100).toFixed(1).padStart(5)} %  ${where}`);
    console.log(`${name}: ${Math.round(allocatedBytes / requests).toLocaleString("en-US")} bytes allocated a request`);
    for (const [where, bytes] of allocations.slice(0, 20)) console.log(`  ${(bytes / requests).toFixed(0).padStart(6)} B  ${where}`);
    if (program("strace") === undefined) continue;
    console.log(`${name}: system calls a ${of}`);
    const per = requests * (megabytes ?? 1);
    for (const [call, count] of (await callsOf(run, folder.path)).slice(0, 8))
      console.log(`  ${(count / per).toFixed(2).padStart(6)}  ${call}`);
  }
  await broker.close();
  await log.close();
  folder.remove();
  return figures;
}

export const costBenchmark = ({ quick }: BenchmarkOptions): Promise<readonly Figure[]> => measure(quick, false);

if (import.meta.main) {
  const figures = await measure(false, !process.argv.includes("--figures"), process.argv[2]);
  console.log("");
  printFigures(figures);
  process.exit(0);
}
