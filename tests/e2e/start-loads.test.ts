// What a start loads before it is ready, counted: time varies with the machine, this does not.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { startMillrace, temporaryFolder } from "../millrace.ts";

/** 684 today. A start takes 0.2 ms for each, so whoever adds some should know. */
const modulesMost = 700;

/** Loaded into the process before all else: at its end it tells what the main thread had loaded. */
const probe = (told: string): string => `
  import { writeFileSync } from "node:fs";
  import { registerHooks } from "node:module";
  import { isMainThread } from "node:worker_threads";
  const modules = [];
  registerHooks({ load: (url, context, next) => (modules.push(url), next(url, context)) });
  const tell = () => writeFileSync(${JSON.stringify(told)}, JSON.stringify({ modules, builtIn: process.moduleLoadList }));
  if (isMainThread) process.on("exit", tell);`;

/** Ends it the moment it says that it is ready, and expects a proper end: only that saves the compile cache. */
async function startAndStop(...args: Parameters<typeof startMillrace>): Promise<void> {
  const one = await startMillrace(...args);
  expect(await one.stop()).toBe(0);
}

describe("a second start", () => {
  it("loads no TypeScript compiler, no schema language, and not many modules", async () => {
    const folder = temporaryFolder("loads");
    const told = join(folder.path, "loads.json");
    const data = join(folder.path, "data");
    // The first leaves in the compile cache what the second finds there.
    await startAndStop({ data });
    const environment = { NODE_OPTIONS: `--import data:text/javascript,${encodeURIComponent(probe(told))}` };
    await startAndStop({ data, environment });
    const { modules, builtIn } = JSON.parse(readFileSync(told, "utf8")) as { modules: string[]; builtIn: string[] };
    folder.remove();

    expect(builtIn.filter((name) => name.includes("amaro"))).toEqual([]);
    expect(modules.filter((url) => /\/node_modules\/(ajv|avsc|protobufjs|jose|s3mini|@platformatic)\//.test(url))).toEqual([]);
    expect(modules.some((url) => url.endsWith("/kafka/src/broker/broker.ts"))).toBe(true);
    console.log(`${modules.length} modules`);
    expect(modules.length).toBeLessThan(modulesMost);
  });
});
