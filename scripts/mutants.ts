// `npm run mutants:log`: puts one deliberate bug after the other (tests/simulation/mutants.ts) into a copy of the
// sources and has the simulated broker look for it. A bug that is not found within the seeds means that the judge is
// blind there; a bug that does not fit the sources any more fails too. `--quick`: those that are found at once.
import { spawn } from "node:child_process";
import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { mutants, type Mutant } from "../tests/simulation/mutants.ts";
import { root } from "./steps.ts";

const { values } = parseArgs({
  options: { seeds: { type: "string", default: "10000" }, only: { type: "string" }, quick: { type: "boolean", default: false } },
});
const copied = ["core", "log", "kafka"];

interface Result {
  readonly mutant: string;
  readonly seed: number | undefined;
  readonly seconds: number;
  readonly found: string;
}

async function copySources(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "millrace-mutants-"));
  for (const name of copied) await cp(join(root, "packages", name), join(folder, "packages", name), { recursive: true });
  await cp(join(root, "tests/simulation"), join(folder, "tests/simulation"), { recursive: true });
  await mkdir(join(folder, "node_modules/@millrace"), { recursive: true });
  for (const name of await readdir(join(root, "node_modules"))) {
    if (name !== "@millrace") await symlink(join(root, "node_modules", name), join(folder, "node_modules", name));
  }
  for (const name of copied) await symlink(join(folder, "packages", name), join(folder, "node_modules/@millrace", name));
  await writeFile(join(folder, "package.json"), '{ "type": "module" }\n');
  return folder;
}

/** What was printed, and whether a seed failed. */
function simulate(folder: string, seeds: number): Promise<{ readonly output: string; readonly failed: boolean }> {
  const script = join(folder, "tests/simulation/soak-broker.ts");
  const child = spawn(process.execPath, [script, "--seeds", String(seeds), "--first"], { stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  child.stdout.on("data", (chunk: Buffer) => void (output += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => void (output += chunk.toString()));
  return new Promise((resolve) => child.on("close", (code) => resolve({ output, failed: code !== 0 })));
}

async function tryOne(folder: string, mutant: Mutant): Promise<Result> {
  const path = join(folder, mutant.file);
  const text = await readFile(path, "utf8");
  const count = text.split(mutant.find).length - 1;
  if (count !== 1) return { mutant: mutant.name, seed: undefined, seconds: 0, found: `its text stands ${count} times in ${mutant.file}` };
  const startedMs = performance.now();
  await writeFile(
    path,
    text.replace(mutant.find, () => mutant.replace),
  );
  const { output } = await simulate(folder, Number(values.seeds));
  await writeFile(path, text);
  const seconds = (performance.now() - startedMs) / 1_000;
  const match = /^seed (\d+) failed.*\n(.*)$/m.exec(output);
  const found = match?.[2] ?? (output.includes("seeds/s") ? "nothing" : output.trim().split("\n").slice(-3).join(" "));
  return { mutant: mutant.name, seed: match === null ? undefined : Number(match[1]), seconds, found };
}

const folder = await copySources();
let missed = 0;
try {
  const sound = await simulate(folder, 100);
  if (sound.failed) throw new Error(`the sources fail as they are:\n${sound.output}`);
  const wanted = mutants.filter(({ name, quick }) => (!values.quick || quick === true) && name.includes(values.only ?? ""));
  for (const mutant of wanted) {
    const { seed, seconds, found } = await tryOne(folder, mutant);
    if (seed === undefined) missed++;
    const where = seed === undefined ? "MISSED" : `seed ${seed}`;
    console.log(`${mutant.name.padEnd(70)} ${where.padStart(10)} ${seconds.toFixed(1).padStart(6)} s  ${found.slice(0, 140)}`);
  }
  console.log(`${wanted.length - missed} of ${wanted.length} deliberate bugs found within ${values.seeds} seeds each`);
} finally {
  await rm(folder, { recursive: true, force: true });
}
process.exitCode = missed === 0 ? 0 : 1;
