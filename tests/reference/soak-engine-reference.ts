// Many more statements than a test has time for:
//   node tests/reference/soak-engine-reference.ts --statements 100000 [--seed 1] [--keep-going] [--write NAME]
// Prints statements a second; a seed that fails is made small and printed, and with --write kept as a regression.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { systemClock } from "@millrace/core";
import { caseText, check } from "./differential.ts";
import { Choices } from "./generate/choices.ts";
import { generateCase } from "./generate/generate.ts";
import { shrink } from "./shrink.ts";

const { values } = parseArgs({
  options: {
    statements: { type: "string", default: "1" },
    seed: { type: "string", default: "1" },
    "keep-going": { type: "boolean", default: false },
    quick: { type: "boolean", default: false },
    write: { type: "string" },
  },
});
const first = Number(values.seed);
const count = Number(values.statements);
const started = systemClock.monotonic();
const counts = { same: 0, refused: 0, different: 0, rows: 0 };
const refusals = new Map<string, number>();

for (let seed = first; seed < first + count; seed++) {
  const choices = Choices.seeded(seed);
  const outcome = await check(generateCase(choices));
  counts[outcome.kind]++;
  if (outcome.kind === "same") counts.rows += outcome.rows;
  if (outcome.kind === "refused") {
    const reason = outcome.reason.replaceAll(/"[^"]*"/g, "…");
    refusals.set(reason, (refusals.get(reason) ?? 0) + 1);
  }
  if (outcome.kind === "different") {
    console.log(`seed ${seed}: ${outcome.reasons.join("; ")}`);
    if (!values.quick) await report(choices.taken);
    if (!values["keep-going"]) break;
  }
  if ((seed - first + 1) % 1000 === 0) console.log(`${seed - first + 1} statements, ${rate()} a second, ${counts.different} different`);
}
console.log(
  `${counts.same} the same (${counts.rows} rows), ${counts.refused} refused, ${counts.different} different; ${rate()} statements a second`,
);
for (const [reason, times] of [...refusals].sort(([, a], [, b]) => b - a).slice(0, 12)) console.log(`  refused ${times} ×: ${reason}`);
if (counts.different > 0) process.exitCode = 1;

function rate(): string {
  const seconds = (systemClock.monotonic() - started) / 1000;
  return ((counts.same + counts.refused + counts.different) / seconds).toFixed(1);
}

async function report(choices: readonly number[]): Promise<void> {
  const small = await shrink(choices, async (given) => (await check(given)).kind === "different");
  const outcome = await check(small);
  console.log(caseText(small));
  console.log(outcome.kind === "different" ? outcome.reasons.join("\n") : outcome.kind);
  if (values.write === undefined) return;
  writeFileSync(join(import.meta.dirname, "regressions", `${values.write}.json`), `${JSON.stringify(small, null, 1)}\n`);
}
