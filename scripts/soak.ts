// `npm run soak`: the random tests for hours instead of seconds, one after the other; the log's histories, the whole
// broker's, Apache's verifiable clients through kills, the engine through crashes, the engine against the reference, frames at the Kafka port, texts at the parser.
// Every failure prints the seed that repeats it, and how. `npm run soak -- log sql` runs those named; `--share 0.01` a
// part of each.
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { root } from "./steps.ts";

interface Soak {
  readonly name: string;
  readonly script: string;
  readonly option: string;
  readonly amount: number;
}

const soaks: readonly Soak[] = [
  { name: "log", script: "tests/simulation/soak-log.ts", option: "--seeds", amount: 200_000 },
  { name: "broker", script: "tests/simulation/soak-broker.ts", option: "--seeds", amount: 1_000_000 },
  { name: "verifiable", script: "tests/conformance/soak-verifiable.ts", option: "--kills", amount: 300 },
  { name: "engine", script: "tests/simulation/soak-engine.ts", option: "--seeds", amount: 5_000 },
  { name: "reference", script: "tests/reference/soak-engine-reference.ts", option: "--statements", amount: 100_000 },
  { name: "kafka", script: "tests/simulation/soak-kafka.ts", option: "--frames", amount: 10_000_000 },
  { name: "mirror", script: "tests/e2e/soak-mirror.ts", option: "--records", amount: 1_000_000 },
  { name: "sql", script: "tests/simulation/soak-sql.ts", option: "--texts", amount: 1_000_000 },
];

const { values, positionals } = parseArgs({
  options: { share: { type: "string", default: "1" }, seed: { type: "string" } },
  allowPositionals: true,
});
const unknown = positionals.filter((name) => !soaks.some((soak) => soak.name === name));
if (unknown.length > 0 || !(Number(values.share) > 0)) {
  console.error(`usage: npm run soak -- [${soaks.map((soak) => soak.name).join(" | ")}] [--share 0.01] [--seed N]`);
  process.exit(2);
}
const failed: string[] = [];
for (const soak of soaks) {
  if (positionals.length > 0 && !positionals.includes(soak.name)) continue;
  const amount = Math.max(1, Math.round(soak.amount * Number(values.share)));
  console.log(`\n${soak.name}: ${soak.script} ${soak.option} ${amount}`);
  const ran = spawnSync(
    process.execPath,
    [join(root, soak.script), soak.option, String(amount), ...(values.seed === undefined ? [] : ["--seed", values.seed])],
    { cwd: root, stdio: "inherit" },
  );
  if (ran.status !== 0) failed.push(soak.name);
}
console.log(failed.length === 0 ? "\nnothing was found" : `\nfailed: ${failed.join(", ")}`);
process.exitCode = failed.length === 0 ? 0 : 1;
