// (d) From the start of the process to "ready": both ports listen, the log is recovered. A fresh data folder each time.
import { startMillrace, temporaryFolder } from "../../tests/millrace.ts";
import { median, type BenchmarkOptions, type Figure } from "../figures.ts";

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
  return [
    { benchmark: "start", what: "process start to ready, new folder, median", value: median(ready), unit: "ms" },
    { benchmark: "start", what: "the same, folder there", value: median(again), unit: "ms" },
  ];
}
