// The whole broker from seeds: its clients over a network that cuts and delays, its machine with a disk that crashes,
// forgets and fills, and a judge that knows only what clients saw. What a soak found is replayed from regressions/.
import { readdirSync, readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { makeHistory, type History } from "./broker/history.ts";
import { Run } from "./broker/run.ts";
import { failureOf } from "./broker/shrink.ts";

const folder = new URL("./regressions/", import.meta.url);
const seeds = 60;

it(`keeps what was acknowledged, once and in order, through ${seeds} seeds of faults`, async () => {
  for (let seed = 1; seed <= seeds; seed++) {
    const failure = await failureOf(makeHistory(seed));
    if (failure !== undefined) throw new Error(`npm run soak -- broker --seed ${seed} replays this failure`, { cause: failure });
  }
});

it("does the same again from the same seed", async () => {
  for (const seed of [3, 11, 42]) {
    const [one, other] = [new Run(makeHistory(seed)), new Run(makeHistory(seed))];
    await one.run();
    await other.run();
    expect(one.trace()).toEqual(other.trace());
    expect(one.trace().events).toBeGreaterThan(100);
  }
});

for (const name of readdirSync(folder).filter((file) => file.startsWith("broker-"))) {
  it(`replays ${name} without failing again`, async () => {
    const history = JSON.parse(readFileSync(new URL(name, folder), "utf8")) as History;
    expect(await failureOf(history)).toBeUndefined();
  });
}
