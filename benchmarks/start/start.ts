// From the start of the process to "ready": both ports listen, the log is recovered. A fresh data folder each time; Apache
// Kafka from its start to an answering port.
import { startMillrace, temporaryFolder } from "../../tests/millrace.ts";
import { besideOf, median, type BenchmarkOptions, type Figure } from "../figures.ts";
import { targets } from "../port/targets.ts";

export async function startBenchmark({ quick }: BenchmarkOptions): Promise<readonly Figure[]> {
  const ready: number[] = [];
  const again: number[] = [];
  for (let run = 0; run < (quick ? 2 : 11); run++) {
    const folder = temporaryFolder("bench-start");
    const first = await startMillrace({ data: folder.path });
    ready.push(first.readyMs);
    await first.stop();
    const second = await startMillrace({ data: folder.path });
    again.push(second.readyMs);
    await second.stop();
    folder.remove();
  }
  const ours = median(ready);
  const beside = besideOf(ours, "ms", quick ? [] : await peers());
  return [
    { benchmark: "start", what: "process start to ready, new folder, median", value: ours, unit: "ms", beside },
    { benchmark: "start", what: "the same, folder there", value: median(again), unit: "ms" },
  ];
}

async function peers(): Promise<(readonly [string, number])[]> {
  const medians: (readonly [string, number])[] = [];
  for (const start of targets.slice(1)) {
    const ready: number[] = [];
    let name = "";
    for (let run = 0; run < 5; run++) {
      const target = await start();
      name = target.name;
      ready.push(target.readyMs);
      await target.stop();
    }
    medians.push([name, median(ready)]);
  }
  return medians;
}
