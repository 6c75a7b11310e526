// `npm run soak -- verifiable`: Apache's verifiable clients through hundreds of kills, in rounds of thirty. Prints the
// tally of each round and of all.
import { parseArgs } from "node:util";
import { runVerifiable, type Tally } from "./verifiable.ts";

const { values } = parseArgs({ options: { kills: { type: "string", default: "300" }, seed: { type: "string", default: "1" } } });
const wanted = Number(values.kills);
const tallies: Tally[] = [];
const sum = (field: "kills" | "acknowledged" | "consumed" | "copied"): number => tallies.reduce((total, tally) => total + tally[field], 0);
for (let seed = Number(values.seed); sum("kills") < wanted; seed++) {
  const tally = await runVerifiable({ kills: Math.min(30, wanted - sum("kills")), seed, say: (text) => console.log(`  ${text}`) });
  tallies.push(tally);
  const { kills, acknowledged, consumed, copied, faults } = tally;
  console.log(
    `seed ${seed}: ${kills} kills, ${acknowledged} acknowledged, ${consumed} consumed, ${copied} copied, ${faults.length} faults`,
  );
  for (const fault of faults.slice(0, 10)) console.log(`  ${fault}`);
  if (faults.length > 0) process.exitCode = 1;
}
console.log(`${sum("kills")} kills, ${sum("acknowledged")} acknowledged, ${sum("consumed")} consumed, ${sum("copied")} copied`);
