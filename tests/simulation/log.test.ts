// The log on a simulated disk, from seeds: crashes at any write, lost and torn pages, failing fsync, full disk. What a
// soak found is replayed from regressions/ for ever.
import { readdirSync, readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { makeHistory, type History } from "./log/history.ts";
import { failureOf } from "./log/shrink.ts";

const folder = new URL("./regressions/", import.meta.url);

it("keeps what was acknowledged, once and in order, through 2,000 seeds of faults", async () => {
  for (let seed = 1; seed <= 2000; seed++) {
    const failure = await failureOf(makeHistory(seed));
    if (failure !== undefined) throw new Error(`node tests/simulation/soak-log.ts --seed ${seed} replays this failure`, { cause: failure });
  }
});

for (const name of readdirSync(folder).filter((file) => file.startsWith("log-"))) {
  it(`replays ${name} without failing again`, async () => {
    const history = JSON.parse(readFileSync(new URL(name, folder), "utf8")) as History;
    expect(await failureOf(history)).toBeUndefined();
  });
}
